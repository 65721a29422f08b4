// The second half of a step: forces from the slots to the atoms, kick dt/2, thermostat, and all sums over the atoms.
// Threads, order of the kernels: cuda_dynamics_data.h. Bytes an atom: 4 + 8 + 24 gathered (and 36 with the virial),
// velocity 24 x 2, mass 8, force written 24: about 120, beside which the gathers' sectors (32 bytes each) count double.
#include "device/cuda_lanes.h"
#include "force/cuda_force.h"
#include "integrate/atom_math.h"
#include "integrate/cuda_dynamics_data.h"

namespace nacre::cuda {

namespace {
using Heat = EnsemblePlan::Heat;
constexpr int warps_a_block = atoms_a_block / warp_size;

__device__ Vec3 force_of(const StepData& a, std::int64_t slot) {
  Vec3 f;
  for (std::int64_t c = 0; c < 3; ++c)
    f[static_cast<int>(c)] = from_quanta(a.slot_force[c * a.local + slot], a.quantum);
  return f;
}

/// Velocity of one atom at the end of the step (before scaling); returns twice the energy lost to the bath.
__device__ double kick_atom(const StepData& a, std::int64_t i, Vec3 force, Vec3& v) {
  const DeviceState& s = *a.state;
  const EnsemblePlan& plan = a.rules.plan;
  const double mass = a.mass[i];
  v = kicked(v, force, mass, 0.5 * s.dt);
  if (is_fixed(a, i)) return v = {}, 0;
  if (plan.has_piston) v = v * s.shrink;
  if (plan.heat != Heat::langevin) return 0;
  const double kt = plan.ramp.energy_at(s.step_in_run, a.rules.steps_in_run);
  const double spread = (1 - plan.decay * plan.decay) * kt;
  const Vec3 old = v;
  v = exchanged(old, mass, plan.decay, spread, a.rules.seed, s.step, i, Purpose::langevin_second);
  return twice_lost_energy(old, v, mass);
}

__device__ void collect_atom(const StepData& a, std::int64_t i, double (&sum)[collected_sums]) {
  const std::int64_t slot = a.slot_of_atom[i];
  const Vec3 force = is_fixed(a, i) ? Vec3{} : force_of(a, slot);
  a.force[i] = force;
  sum[0] = a.slot_energy[slot];
  if (a.slot_virial != nullptr)
    for (std::int64_t c = 0; c < 9; ++c) sum[7 + c] = a.slot_virial[c * a.local + slot];
  if (!a.moves) return;
  Vec3 v = a.velocity[i];
  sum[heat_row] = kick_atom(a, i, force, v);
  a.velocity[i] = v;
  const Mat3 m = kinetic_tensor_of(v, a.mass[i]);
  for (int c = 0; c < 6; ++c) sum[1 + c] = m[component_row(c)][component_column(c)];
}

__global__ void collect(StepData a) {
  if (a.control->halt != 0) return;
  __shared__ double of_warp[warps_a_block][collected_sums];
  double sum[collected_sums] = {};
  const std::int64_t i = grid_index();
  if (i < a.atoms) collect_atom(a, i, sum);
  const double mine = transposed_sums(sum);
  if (lane_index() < collected_sums) of_warp[warp_in_block()][lane_index()] = mine;
  __syncthreads();
  const int row = static_cast<int>(threadIdx.x);
  if (row >= collected_sums) return;
  double total = of_warp[0][row];
  for (int w = 1; w < warps_a_block; ++w) total += of_warp[w][row];
  a.partial[static_cast<std::int64_t>(row) * a.blocks + blockIdx.x] = total;
}

__device__ AtomSums unpack(const StepData& a, const double* total) {
  AtomSums sums;
  sums.potential = total[0];
  for (int c = 0; c < 6; ++c) set_symmetric(sums.kinetic_tensor, c, total[1 + c]);
  for (int c = 0; c < 9; ++c) sums.virial[c / 3][c % 3] = total[7 + c];
  sums.heat = total[heat_row] +
              (a.rules.plan.heat == Heat::langevin || a.rules.plan.heat == Heat::baoab ? total[first_heat_row] : 0);
  return sums;
}

/// One warp a value: its lanes add the blocks' partial sums in strides of 32, then up.
__global__ void finish(StepData a) {
  if (a.control->halt != 0) return;
  __shared__ double total[all_sums];
  const double* const row = a.partial + static_cast<std::int64_t>(warp_in_block()) * a.blocks;
  double sum = 0;
#pragma unroll 8
  for (int b = lane_index(); b < a.blocks; b += warp_size) sum += row[b];
  sum = lane_sum(sum);
  if (lane_index() == 0) total[warp_in_block()] = sum;
  __syncthreads();
  if (threadIdx.x != 0) return;
  const AtomSums sums = unpack(a, total);
  if (!a.moves) {
    a.state->potential = sums.potential;
    a.state->virial = sums.virial;
    return;
  }
  const DeviceFault fault = finish_step(*a.state, a.rules, sums, a.slot_virial != nullptr);
  if (fault != DeviceFault::none) stop(a.control, fault);
}

struct ClearData {
  std::uint64_t* data;
  std::int64_t words;
};
__global__ void clear(ClearData a) {
  const std::int64_t i = grid_index();
  if (i < a.words) a.data[i] = 0;
}
}  // namespace

void enqueue_clear(const Stream& stream, std::uint64_t* data, std::int64_t words) {
  launch(stream, "clearing forces", clear, cover(words, 256), ClearData{data, words});
}

void enqueue_collect(const Stream& stream, const StepData& data) {
  launch(stream, "collecting forces", collect, cover(data.atoms, atoms_a_block), data);
  launch(stream, "the end of a step", finish, {1, all_sums * warp_size, 0}, data);
}

}  // namespace nacre::cuda
