#include "analysis/rings/cuda_rings.h"

#include <algorithm>

#include "analysis/rings/ring_primitive.h"
#include "core/error.h"
#include "device/cuda_algorithms.h"
#include "device/cuda_lanes.h"
#include "device/cuda_launch.h"

namespace nacre {

namespace {

using namespace nacre::cuda;

constexpr unsigned block_threads = 128;
/// Threads at once: 1,024 on each of an H100's 132 multiprocessors.
constexpr std::size_t most_warps = 132 * 32;
/// Bytes of all workspaces together.
constexpr std::size_t workspace_wanted = std::size_t{2} << 30;
/// Of the first attempt: diamond's ball for rings up to 8 has 83 nodes, up to 12 has 239.
int first_nodes(int max_size) { return max_size <= 8 ? 96 : max_size <= 12 ? 288 : 1024; }

struct RingArguments {
  NetView net;
  const int* rank;
  int max_size;
  RingCapacity capacity;
  char* workspace;
  std::size_t warp_bytes;
  const int* root;  ///< [count] to be searched
  int count;
  int* rings;    ///< [node + 1] numbers
  int* members;  ///< [node + 1]
  char* fits;    ///< [count]
  // of the fill
  const std::int64_t* ring_begin;    ///< [node + 1]
  const std::int64_t* member_begin;  ///< [node + 1]
  std::int64_t* end;                 ///< [ring] after its last member
  int* node;                         ///< [member]
  Shift* shift;
};

struct CountSink {
  int rings = 0, members = 0;
  __device__ void add(int, Shift) { ++members; }
  __device__ void close() { ++rings; }
};
struct FillSink {
  std::int64_t* end;
  int* node;
  Shift* shift;
  std::int64_t ring, member;
  __device__ void add(int n, Shift s) { node[member] = n, shift[member++] = s; }
  __device__ void close() { end[ring++] = member; }
};

/// body(search, index in the list) for this thread's roots.
template <class Body>
__device__ void for_my_roots(const RingArguments& a, Body&& body) {
  RingCarver<warp_size> carver(a.workspace + warp_index() * a.warp_bytes, lane_index());
  const RingWorkspace<warp_size> workspace(carver, a.capacity);
  PrimitiveSearch<warp_size> search(a.net, a.rank, a.max_size, workspace);
  const std::int64_t threads = static_cast<std::int64_t>(gridDim.x) * blockDim.x;
  for (std::int64_t k = grid_index(); k < a.count; k += threads) body(search, k);
}

__global__ void count_kernel(RingArguments a) {
  for_my_roots(a, [&](PrimitiveSearch<warp_size>& search, std::int64_t k) {
    CountSink sink;
    const bool done = search.run(a.root[k], sink) == RingFit::done;
    a.fits[k] = done ? 1 : 0;
    if (done) a.rings[a.root[k]] = sink.rings, a.members[a.root[k]] = sink.members;
  });
}

__global__ void fill_kernel(RingArguments a) {
  for_my_roots(a, [&](PrimitiveSearch<warp_size>& search, std::int64_t k) {
    const int root = a.root[k];
    FillSink sink{a.end, a.node, a.shift, a.ring_begin[root], a.member_begin[root]};
    search.run(root, sink);
  });
}

/// Roots of one capacity.
struct Round {
  RingCapacity capacity;
  std::vector<int> roots;
};

class CudaRings {
 public:
  CudaRings(const BondGraph& graph, const std::vector<int>& rank, int max_size) : nodes_(graph.nodes()) {
    begin_.upload(stream_, graph.begin);
    bond_.upload(stream_, graph.bond);
    rank_.upload(stream_, rank);
    const auto places = static_cast<std::size_t>(nodes_) + 1;
    rings_.resize(places), members_.resize(places), ring_begin_.resize(places), member_begin_.resize(places);
    rings_.clear(stream_), members_.clear(stream_);
    a_.net = {begin_.data(), bond_.data()};
    a_.rank = rank_.data(), a_.max_size = max_size;
    a_.rings = rings_.data(), a_.members = members_.data();
    a_.ring_begin = ring_begin_.data(), a_.member_begin = member_begin_.data();
  }

  RingList run(std::vector<int> roots) {
    for (int n = first_nodes(a_.max_size); !roots.empty(); n *= 4) {
      Round round{RingCapacity(n), std::move(roots)};
      roots = count(round);
      rounds_.push_back(std::move(round));
    }
    scratch_.resize(scratch_bytes(nodes_ + 1));
    exclusive_scan(stream_, scratch_, rings_.data(), ring_begin_.data(), nodes_ + 1);
    exclusive_scan(stream_, scratch_, members_.data(), member_begin_.data(), nodes_ + 1);
    std::int64_t rings = 0, members = 0;
    fetch(ring_begin_, &rings), fetch(member_begin_, &members);
    stream_.synchronize();
    return fill(static_cast<std::size_t>(rings), static_cast<std::size_t>(members));
  }

 private:
  void fetch(const Array<std::int64_t>& begin, std::int64_t* total) const {
    check(cudaMemcpyAsync(total, begin.data() + nodes_, sizeof *total, cudaMemcpyDeviceToHost, stream_.get()),
          "counting rings");
  }

  /// Workspaces for as many threads as there is room for.
  Grid prepare(const Round& round) {
    constexpr std::size_t block_warps = block_threads / warp_size;
    const std::size_t bytes = RingWorkspace<warp_size>::bytes(round.capacity);
    const std::size_t wanted = (round.roots.size() + block_threads - 1) / block_threads * block_warps;
    const std::size_t room = workspace_wanted / bytes / block_warps * block_warps;
    if (room == 0)
      throw Error("a ball of this ring size does not fit into the GPU's memory; use --device cpu", Error::Kind::failed)
          .key("max-size")
          .value(std::to_string(a_.max_size));
    const std::size_t warps = std::min({wanted, room, most_warps});
    workspace_.resize(warps * bytes);
    workspace_.clear(stream_);  // marks of the tables
    root_.upload(stream_, round.roots);
    a_.capacity = round.capacity, a_.workspace = workspace_.data(), a_.warp_bytes = bytes;
    a_.root = root_.data(), a_.count = static_cast<int>(round.roots.size());
    return {static_cast<unsigned>(warps / block_warps), block_threads, 0};
  }

  /// Keeps the roots that fitted and returns the others.
  std::vector<int> count(Round& round) {
    const Grid grid = prepare(round);
    fits_.resize(round.roots.size());
    a_.fits = fits_.data();
    launch(stream_, "ring count", count_kernel, grid, a_);
    const std::vector<char> fits = fits_.fetch(stream_);
    std::vector<int> kept, left;
    for (std::size_t k = 0; k < fits.size(); ++k) (fits[k] != 0 ? kept : left).push_back(round.roots[k]);
    round.roots = std::move(kept);
    return left;
  }

  RingList fill(std::size_t rings, std::size_t members) {
    end_.resize(rings), node_.resize(members), shift_.resize(members);
    a_.end = end_.data(), a_.node = node_.data(), a_.shift = shift_.data();
    for (const Round& round : rounds_) {
      if (round.roots.empty()) continue;
      launch(stream_, "ring fill", fill_kernel, prepare(round), a_);
      stream_.synchronize();  // the next round takes the workspaces
    }
    RingList list;
    list.begin.resize(rings + 1), list.node.resize(members), list.shift.resize(members);
    end_.download(stream_, list.begin.data() + 1, rings);
    node_.download(stream_, list.node.data(), members);
    shift_.download(stream_, list.shift.data(), members);
    stream_.synchronize();
    return list;
  }

  Stream stream_;
  std::int64_t nodes_;
  RingArguments a_{};
  std::vector<Round> rounds_;
  Array<std::int64_t> begin_, ring_begin_, member_begin_, end_;
  Array<Bond> bond_;
  Array<int> rank_, rings_, members_, root_, node_;
  Array<Shift> shift_;
  Array<char> workspace_, fits_;
  Scratch scratch_;
};

std::vector<int> roots_of(const BondGraph& graph, const std::vector<int>& rank) {
  const NetView net = view_of(graph);
  std::vector<int> roots;
  for (int i = 0; i < graph.nodes(); ++i)
    if (later_neighbors(net, rank.data(), i) >= 2) roots.push_back(i);
  return roots;
}

}  // namespace

RingList primitive_rings_on_cuda(const BondGraph& graph, const std::vector<int>& rank, int max_size) {
  return CudaRings(graph, rank, max_size).run(roots_of(graph, rank));
}

}  // namespace nacre
