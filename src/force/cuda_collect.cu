// One block a chunk, four atoms a thread; then one thread a total. Reads follow slot_of_atom (scattered, once a step
// for a program on the host), writes are in order.
#include "force/cuda_collect.h"

#include "device/cuda_lanes.h"
#include "device/cuda_launch.h"

namespace nacre::cuda {

namespace {
constexpr int threads = 256, warps = threads / warp_size;

__device__ double component(const Collect& a, int slot, int k) {
  return from_quanta(a.out.force[static_cast<std::int64_t>(k) * a.local + slot], a.out.quantum);
}

__device__ void collect_atom(const Collect& a, int atom, double (&sum)[totals_per_structure]) {
  const int slot = a.slot_of_atom[atom];
  const double energy = a.out.energy[slot];
  a.energy[atom] = energy;
  a.force[atom] = {component(a, slot, 0), component(a, slot, 1), component(a, slot, 2)};
  sum[0] += energy;
  for (int k = 0; k < 9; ++k) {
    const double w = a.out.virial[static_cast<std::int64_t>(k) * a.local + slot];
    sum[1 + k] += w;
    if (a.virial != nullptr) a.virial[atom].m[k / 3][k % 3] = w;
  }
}

__global__ void __launch_bounds__(threads) collect_kernel(Collect a) {
  if (a.control->halt != 0) return;
  const Chunk chunk = a.chunk[blockIdx.x];
  double sum[totals_per_structure] = {};
  for (int i = static_cast<int>(threadIdx.x); i < chunk.atoms; i += threads) collect_atom(a, chunk.first_atom + i, sum);
  const double of_warp = transposed_sums<totals_per_structure>(sum);
  auto* shared = reinterpret_cast<double*>(shared_memory());  // [warps][10]
  const int lane = lane_index();
  if (lane < totals_per_structure) shared[warp_in_block() * totals_per_structure + lane] = of_warp;
  __syncthreads();
  if (threadIdx.x >= totals_per_structure) return;
  double of_chunk = 0;
  for (int w = 0; w < warps; ++w) of_chunk += shared[w * totals_per_structure + static_cast<int>(threadIdx.x)];
  a.partial[static_cast<std::int64_t>(blockIdx.x) * totals_per_structure + threadIdx.x] = of_chunk;
}

__global__ void total_kernel(Collect a) {
  if (a.control->halt != 0) return;
  const std::int64_t i = grid_index(), s = i / totals_per_structure, k = i % totals_per_structure;
  if (s >= a.structures) return;
  double sum = 0;
  for (std::int64_t c = a.first_chunk[s]; c < a.first_chunk[s + 1]; ++c) sum += a.partial[c * totals_per_structure + k];
  a.total[i] = sum;
}
}  // namespace

void collect(const Stream& stream, const Collect& argument) {
  const Grid blocks{static_cast<unsigned>(argument.chunks), threads, warps * totals_per_structure * sizeof(double)};
  if (argument.chunks > 0) launch(stream, "collecting forces", collect_kernel, blocks, argument);
  const std::int64_t totals = static_cast<std::int64_t>(argument.structures) * totals_per_structure;
  launch(stream, "adding up energies", total_kernel, cover(totals, 64), argument);
}

}  // namespace nacre::cuda
