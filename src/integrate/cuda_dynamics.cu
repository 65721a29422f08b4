// How runs go over to the GPU and come back, and the order of a step.
#include "integrate/cuda_dynamics.h"

#include <algorithm>

#include "integrate/steps.h"

namespace nacre::cuda {

CudaDynamics::CudaDynamics(std::unique_ptr<CudaForce> force)
    : force_(std::move(force)), list_(force_->list_settings(), force_->needs_positions()) {
  arriving_state_[0] = {};
  arriving_control_[0] = {};
}

// --- a step

StepData CudaDynamics::data(bool virial, bool moves) const {
  StepData d{};
  d.control = list_.control(), d.state = state_.data(), d.cell = list_.device_cells(), d.rules = rules_;
  d.position = position_.data(), d.velocity = velocity_.data(), d.force = force_array_.data();
  d.mass = mass_.data(), d.fixed = has_fixed_ ? fixed_.data() : nullptr, d.atoms = atoms_;
  d.drive = dynamics_ != nullptr ? dynamics_->drive : Vec3{};
  const std::int64_t n = list_.local();
  d.slot_of_atom = list_.device_slot_of_atom();
  d.slot_energy = reinterpret_cast<double*>(result_.data());
  d.slot_force = reinterpret_cast<unsigned long long*>(result_.data() + energy_words * n);
  d.slot_virial = virial ? reinterpret_cast<float*>(result_.data() + (energy_words + force_words) * n) : nullptr;
  d.quantum = force_->quantum(), d.local = list_.local(), d.moves = moves;
  d.partial = partial_.data(), d.blocks = blocks_;
  return d;
}

void CudaDynamics::enqueue_before(const Stream& stream, bool virial) const {
  const StepData d = data(virial, true);
  enqueue_beginning(stream, d);
  enqueue_move(stream, d);
  list_.enqueue_check(stream, position_.data());
}

void CudaDynamics::enqueue_forces(const Stream& stream, bool virial) const {
  const StepData d = data(virial, false);
  list_.enqueue_refresh(stream, position_.data());
  force_->enqueue(stream, list_.view(), {d.slot_energy, d.slot_force, d.quantum, d.slot_virial});
}

void CudaDynamics::enqueue_after(const Stream& stream, bool virial) const {
  if (rules_.plan.has_barostat) list_.enqueue_cells(stream);
  enqueue_forces(stream, virial);
  enqueue_collect(stream, data(virial, true));
}

const StepGraph& CudaDynamics::graph(bool virial) {
  auto& graph = graphs_[virial ? 1 : 0];
  if (!graph)
    graph = std::make_unique<StepGraph>([this, virial](const Stream& s) { enqueue_before(s, virial); },
                                        &list_.control()->rebuild,
                                        [this](const Stream& s) { list_.enqueue_build(s, position_.data()); },
                                        [this, virial](const Stream& s) { enqueue_after(s, virial); });
  return *graph;
}

// --- many steps

void CudaDynamics::enqueue_steps(std::int64_t steps) {
  for (std::int64_t k = 0; k < steps; ++k) graph(needs_virial(want_.virial && k == steps - 1)).launch(stream_);
  check(cudaMemcpyAsync(&arriving_state_[0], state_.data(), sizeof(DeviceState), cudaMemcpyDeviceToHost, stream_.get()),
        "reading the state of the run");
  check(cudaMemcpyAsync(&arriving_control_[0], list_.control(), sizeof(Control), cudaMemcpyDeviceToHost, stream_.get()),
        "reading the state of the run");
}

void CudaDynamics::start_steps(std::int64_t steps, DeviceWant want) {
  first_step_ = dynamics_->step_in_run;
  asked_ = steps;
  want_ = want;
  enqueue_steps(steps);
}

std::int64_t CudaDynamics::wait_steps() {
  stream_.synchronize();
  const Control& control = arriving_control_[0];
  while (control.halt == list_too_long || control.halt == cell_too_thin) mend();
  if (control.halt == went_wrong) fault_ = static_cast<DeviceFault>(control.fault);
  host_state_ = arriving_state_[0];
  bring_scalars_home();
  return dynamics_->step_in_run - first_step_;
}

// The atoms of the step after those done have moved; its list and all behind it are missing.
void CudaDynamics::mend() {
  const bool new_layout = arriving_control_[0].halt == cell_too_thin;
  list_.make_room(stream_);
  if (new_layout) reserve_force();
  graphs_[0].reset(), graphs_[1].reset();
  list_.build_now(stream_, position_.data());
  const std::int64_t left = asked_ - (arriving_state_[0].step_in_run - first_step_) - 1;
  enqueue_after(stream_, needs_virial(want_.virial && left == 0));
  enqueue_steps(left);
  stream_.synchronize();
}

void CudaDynamics::bring_scalars_home() {
  const DeviceState& s = host_state_;
  System& system = dynamics_->system;
  dynamics_->step_in_run = s.step_in_run, dynamics_->dt = s.dt;
  system.step = s.step, system.time_fs = s.time_fs;
  if (rules_.plan.has_barostat) system.box = system.box.with_cell(s.h);
  dynamics_->now.energy = s.potential;
  if (needs_virial(want_.virial)) dynamics_->now.virial = s.virial;
  Record baths;
  write_baths(baths, rules_.plan, s.baths);
  ensemble_->load(baths);
  if (fault_ != DeviceFault::lost) return;  // the step in which an atom is lost counts, though its forces are missing
  ++dynamics_->step_in_run, ++system.step;
  system.time_fs += s.dt * units::fs_per_time;
}

Thermo CudaDynamics::thermo() const {
  const DeviceState& s = host_state_;
  Thermo t;
  t.kinetic = s.kinetic();
  t.temperature = rules_.freedom > 0 ? 2 * t.kinetic / (units::boltzmann * rules_.freedom) : 0;
  t.pressure = units::gpa_per_pressure * pressure_of(s.virial, s.kinetic_tensor, s.volume);
  return t;
}

PackData CudaDynamics::pack_data() const {
  const StepData d = data(true, false);
  PackData p{};
  p.state = d.state, p.position = d.position, p.velocity = d.velocity, p.force = d.force;
  p.slot_of_atom = d.slot_of_atom, p.slot_energy = d.slot_energy, p.slot_virial = d.slot_virial;
  p.atoms = atoms_, p.local = d.local;
  return p;
}

void CudaDynamics::start_snapshot(SnapshotParts parts) {
  wait_snapshot();
  snapshot_.start(stream_, pack_data(), parts, true);
}

std::size_t CudaDynamics::bytes() const {
  return list_.bytes() + force_->bytes() + snapshot_.bytes() + position_.bytes() + velocity_.bytes() +
         force_array_.bytes() + mass_.bytes() + partial_.bytes() + fixed_.bytes() + result_.bytes() + state_.bytes();
}

}  // namespace nacre::cuda

namespace nacre {

std::unique_ptr<DeviceDynamics> make_cuda_dynamics(const std::string& potential) {
  return std::make_unique<cuda::CudaDynamics>(cuda::make_cuda_force(potential));
}

}  // namespace nacre
