// Primitive rings on the GPU, with the body of the CPU's search (ring_primitive.h). No CUDA in this header; builds
// without CUDA throw Error(failed) that says so.
//
//   kernel   mapping          reads            writes
//   count    a thread a root  net, workspace   numbers of rings and members of the root, whether its ball fitted
//   fill     a thread a root  net, workspace   the rings, at the places that a scan of the numbers gives
//
// Only roots with two later neighbours are searched (ring_order.h: a quarter to two fifths of the atoms), neighbouring
// roots by neighbouring lanes, whose balls are alike. Arrays of the 32 lanes of a warp are interleaved
// (ring_workspace.h). Roots whose ball did not fit are asked again with four times the room and fewer at a time:
// nothing overflows. The list is that of the CPU, entry for entry: roots in order, rings of a root in the order found.
//
// Work for rings up to 8 in carbon (40 to 83 nodes a ball): 80 to 160 look-ups in the table, as many steps along links
// again for five rows of distances, in sum some 5,000 instructions a root and pass. 1e6 atoms: 4e5 roots x 2 passes x
// 5,000 = 4e9 of lanes. With one lane in four at work on average that is 5e8 instructions of warps; 528 schedulers
// at 1.7 GHz start 9e11 a second when nothing stalls, a tenth of that when memory does: 6 ms. Memory: 15 kB a root
// touched, 32 bytes moved for every 4 to 16 wanted, 4e5 x 2 x 50 kB = 40 GB: 12 ms at 3.35 TB/s. Expected: 10 to 50 ms,
// beside which the copy of the net (60 MB) and of the lists (70 MB) take 10 ms, and the net of bonds on the CPU most of
// the time.
#pragma once
#include "analysis/rings/ring_search.h"

namespace nacre {

/// On the present CUDA device. Throws Error(failed) when even one ball does not fit into its memory.
RingList primitive_rings_on_cuda(const BondGraph& graph, const std::vector<int>& rank, int max_size);

}  // namespace nacre
