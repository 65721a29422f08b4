// The first half of a step: thermostat, kick dt/2, drift dt, with the strain of the cell in the middle of the drift.
// Threads, order of the kernels: cuda_dynamics_data.h. Bytes an atom: 24 x 2 read, 24 x 2 written, 24 force, 8 mass:
// 128, so 51 us for 1e6 atoms at 2.5 TB/s.
#include "device/cuda_lanes.h"
#include "integrate/atom_math.h"
#include "integrate/cuda_dynamics_data.h"

namespace nacre::cuda {

namespace {
using Heat = EnsemblePlan::Heat;
constexpr int warps_a_block = atoms_a_block / warp_size;

/// The largest over the block, in thread 0; `scratch` has a place for each warp.
__device__ double block_max(double v, double* scratch) {
  v = lane_max(v);
  if (lane_index() == 0) scratch[warp_in_block()] = v;
  __syncthreads();
  if (threadIdx.x == 0)
    for (int w = 1; w < warps_a_block; ++w) v = scratch[w] > v ? scratch[w] : v;
  return v;
}

/// 1/dt of the largest step for the velocities and forces at the start of the step.
__global__ void limit_atoms(StepData a) {
  if (a.control->halt != 0) return;
  __shared__ double scratch[warps_a_block];
  const std::int64_t i = grid_index();
  double inverse = 0;
  if (i < a.atoms && !is_fixed(a, i))
    inverse =
        inverse_time_step(rounded_product(a.state->factor, a.velocity[i]), a.force[i], a.mass[i], a.rules.max_distance);
  inverse = block_max(inverse > 0 ? inverse : 0, scratch);  // NaN: the watch will find it
  if (threadIdx.x == 0) a.partial[blockIdx.x] = inverse;
}

__global__ void begin(StepData a) {
  if (a.control->halt != 0) return;
  __shared__ double scratch[warps_a_block];
  double inverse = 0;
  if (a.rules.max_distance > 0)
    for (int b = threadIdx.x; b < a.blocks; b += blockDim.x) inverse = a.partial[b] > inverse ? a.partial[b] : inverse;
  inverse = block_max(inverse, scratch);
  if (threadIdx.x != 0) return;
  const DeviceFault fault = begin_step(*a.state, a.rules, inverse);
  if (fault != DeviceFault::none) return stop(a.control, fault);
  if (a.rules.plan.has_barostat) *a.cell = a.state->h;
}

/// Position and velocity of one atom through the first half of a step; returns twice the energy it lost to the bath.
template <Heat heat>
__device__ double move_atom(const StepData& a, std::int64_t i, Vec3& r, Vec3& v) {
  const DeviceState& s = *a.state;
  const EnsemblePlan& plan = a.rules.plan;
  const bool fixed = is_fixed(a, i);
  const double mass = a.mass[i];
  double lost = 0;
  const auto exchange = [&] {
    if (fixed) return;
    const double kt = plan.ramp.energy_at(s.step_in_run, a.rules.steps_in_run);
    const double spread = (1 - plan.decay * plan.decay) * kt;
    const Vec3 old = v;
    v = exchanged(old, mass, plan.decay, spread, a.rules.seed, s.step, i, Purpose::langevin_first);
    lost = twice_lost_energy(old, v, mass);
  };
  v = rounded_product(s.factor, v);
  if (heat == Heat::nose_hoover) v *= s.before_factor;
  if (heat == Heat::langevin) exchange();
  if (plan.has_piston) v = v * s.shrink;
  v = kicked(v, a.force[i], mass, 0.5 * s.dt);
  if (fixed) v = {};
  const auto way = [&] { return is_driven(a, i) ? a.drive : v; };
  if (heat != Heat::baoab && !plan.has_barostat) return r = drifted(r, way(), s.dt), lost;
  r = drifted(r, way(), 0.5 * s.dt);
  if (heat == Heat::baoab) exchange();
  if (plan.has_barostat) r = r * s.stretch;
  if (plan.has_barostat && !plan.has_piston) v = v * s.shrink;
  r = drifted(r, way(), 0.5 * s.dt);
  return lost;
}

__device__ void clear_slot(const StepData& a, std::int64_t slot) {
  a.slot_energy[slot] = 0;
  for (std::int64_t c = 0; c < 3; ++c) a.slot_force[c * a.local + slot] = 0;
  if (a.slot_virial != nullptr)
    for (std::int64_t c = 0; c < 9; ++c) a.slot_virial[c * a.local + slot] = 0;
}

template <Heat heat>
__global__ void move(StepData a) {
  // Blocks of this kernel stop the run: all threads of one block must see the same, because they meet at barriers.
  __shared__ int halted;
  if (threadIdx.x == 0) halted = a.control->halt;
  __syncthreads();
  if (halted != 0) return;
  const std::int64_t i = grid_index();
  double lost = 0;
  if (i < a.atoms) {
    clear_slot(a, i);
    Vec3 r = a.position[i], v = a.velocity[i];
    lost = move_atom<heat>(a, i, r, v);
    a.position[i] = r;
    a.velocity[i] = v;
    if (is_lost(r, a.state->inverse, a.rules.periodic, a.rules.cell_lengths))
      stop(a.control, is_finite(r) ? DeviceFault::lost : DeviceFault::position);
    else if (leaps(a.rules.limits, v, a.state->dt) || is_torn(a.rules.limits, a.force[i]))
      stop(a.control, DeviceFault::leap);
  }
  if (heat != Heat::langevin && heat != Heat::baoab) return;
  __shared__ double scratch[warps_a_block];
  lost = lane_sum(lost);
  if (lane_index() == 0) scratch[warp_in_block()] = lost;
  __syncthreads();
  if (threadIdx.x != 0) return;
  for (int w = 1; w < warps_a_block; ++w) lost += scratch[w];
  a.partial[static_cast<std::int64_t>(first_heat_row) * a.blocks + blockIdx.x] = lost;
}

__global__ void pack(PackData a) {
  const std::int64_t i = grid_index();
  if (i >= a.atoms) return;
  if (a.to_position != nullptr) a.to_position[i] = a.position[i];
  if (a.to_velocity != nullptr) a.to_velocity[i] = rounded_product(a.state->factor, a.velocity[i]);
  if (a.to_force != nullptr) a.to_force[i] = a.force[i];
  const std::int64_t slot = a.slot_of_atom[i];
  if (a.to_energy != nullptr) a.to_energy[i] = a.slot_energy[slot];
  if (a.to_virial == nullptr) return;
  for (std::int64_t c = 0; c < 9; ++c) a.to_virial[c * a.atoms + i] = a.slot_virial[c * a.local + slot];
}

void (*move_kernel(Heat heat))(StepData) {
  switch (heat) {
    case Heat::nose_hoover:
      return move<Heat::nose_hoover>;
    case Heat::langevin:
      return move<Heat::langevin>;
    case Heat::baoab:
      return move<Heat::baoab>;
    default:
      return move<Heat::none>;
  }
}
}  // namespace

void enqueue_beginning(const Stream& stream, const StepData& data) {
  if (data.rules.max_distance > 0)
    launch(stream, "the time step's limit", limit_atoms, cover(data.atoms, atoms_a_block), data);
  if (data.rules.has_beginning()) launch(stream, "the beginning of a step", begin, {1, atoms_a_block, 0}, data);
}

void enqueue_move(const Stream& stream, const StepData& data) {
  launch(stream, "moving atoms", move_kernel(data.rules.plan.heat), cover(data.atoms, atoms_a_block), data);
}

void enqueue_pack(const Stream& stream, const PackData& data) {
  launch(stream, "packing a snapshot", pack, cover(data.atoms, atoms_a_block), data);
}

}  // namespace nacre::cuda
