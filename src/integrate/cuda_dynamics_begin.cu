// The start of a run on the GPU: atoms, list, rules and state go over.
#include <algorithm>

#include "integrate/atom_math.h"
#include "integrate/cuda_dynamics.h"
#include "integrate/steps.h"

namespace nacre::cuda {

namespace {
void check_finite(const std::vector<Vec3>& position) {
  for (std::size_t i = 0; i < position.size(); ++i)
    if (!is_finite(position[i]))
      throw Error("the position of atom " + std::to_string(i) + " is not finite", Error::Kind::failed);
}

std::vector<int> count_types(const std::vector<int>& type, std::size_t types) {
  std::vector<int> count(types, 0);
  for (const int t : type) ++count.at(t);
  return count;
}

// Of a record: the entries of CudaDynamics beside those of the list.
const std::string kinetic_entry = "device_kinetic";
}  // namespace

/// Positions and all that depends on the number of atoms.
void CudaDynamics::take_atoms(const Dynamics& dynamics) {
  const Atoms& atoms = dynamics.system.atoms;
  check_finite(atoms.position);
  graphs_[0].reset(), graphs_[1].reset();
  atoms_ = static_cast<int>(atoms.size());
  blocks_ = static_cast<int>(cover(atoms_, atoms_a_block).blocks);
  position_.upload(stream_, atoms.position);
  force_array_.resize(atoms_);
  result_.resize(result_words(atoms_, true));
  partial_.resize(static_cast<std::size_t>(all_sums) * blocks_);
  partial_.clear(stream_);
  has_fixed_ = !dynamics.fixed.empty();
  fixed_.upload(stream_, dynamics.fixed);
}

bool CudaDynamics::can_load(const Dynamics& dynamics) const {
  if (!loaded_ || loaded_->integer("built") == 0) return false;
  const auto& type = loaded_->integers_at("built_type");
  const auto& periodic = loaded_->integers_at("built_periodic");
  const auto& atoms = dynamics.system.atoms;
  return std::equal(type.begin(), type.end(), atoms.type.begin(), atoms.type.end()) && periodic.size() == 3 &&
         std::equal(periodic.begin(), periodic.end(), dynamics.system.box.periodic().begin());
}

void CudaDynamics::lay_out_list(const Dynamics& dynamics) {
  const System& system = dynamics.system;
  if (list_.local() > 0) earlier_rebuilds_ += list_.read_control(stream_).rebuilds;
  listed_ = false;
  list_.configure(stream_, {{0, atoms_}, {system.box}}, system.atoms.type, system.atoms.position);
  listed_type_ = system.atoms.type, listed_periodic_ = system.box.periodic();
  reserve_force();
  if (can_load(dynamics)) {
    list_.load(stream_, *loaded_);
    list_.set_cells(stream_, {system.box});
  } else {
    list_.build_now(stream_, position_.data());
  }
  listed_ = true;
}

void CudaDynamics::reserve_force() { force_->reserve(stream_, count_types(listed_type_, force_->species().size())); }

/// A list that serves the positions in position_.
void CudaDynamics::follow_list(const Dynamics& dynamics) {
  const System& system = dynamics.system;
  if (!listed_ || listed_type_ != system.atoms.type || listed_periodic_ != system.box.periodic())
    lay_out_list(dynamics);
  list_.set_cells(stream_, {system.box});
  list_.enqueue_cells(stream_);
  list_.enqueue_check(stream_, position_.data());
  const Control control = list_.read_control(stream_);
  if (control.halt != running) list_.make_room(stream_);
  if (control.halt != running || control.rebuild != 0) list_.build_now(stream_, position_.data());
}

void CudaDynamics::evaluate(Dynamics& dynamics) {
  wait_snapshot();
  dynamics_ = &dynamics;
  take_atoms(dynamics);
  clear_fault();
  follow_list(dynamics);
  enqueue_clear(stream_, result_.data(), result_words(atoms_, true));
  enqueue_forces(stream_, true);
  enqueue_collect(stream_, data(true, false));
  snapshot_.start(stream_, pack_data(), {true, true, dynamics.request.atom_virial}, false);
  fetch_state();
  snapshot_.finish(dynamics);
  dynamics.now.energy = host_state_.potential;
  dynamics.now.virial = host_state_.virial;
  if (!dynamics.request.atom_virial) dynamics.now.atom_virial.clear();
}

void CudaDynamics::fetch_state() {
  state_.download(stream_, &host_state_, 1);
  stream_.synchronize();
}

void CudaDynamics::clear_fault() {
  fault_ = DeviceFault::none;
  if (!listed_) return;
  Control control = list_.read_control(stream_);
  if (control.halt != went_wrong) return;
  control.halt = running, control.fault = 0;
  check(cudaMemcpyAsync(list_.control(), &control, sizeof control, cudaMemcpyHostToDevice, stream_.get()),
        "starting a run");
  stream_.synchronize();
}

void CudaDynamics::begin(Dynamics& dynamics, Ensemble& ensemble, const DeviceRun& run, bool resumed) {
  wait_snapshot();
  dynamics_ = &dynamics;
  ensemble_ = &ensemble;
  const Atoms& atoms = dynamics.system.atoms;
  if (dynamics.now.force.size() != atoms.size())
    throw Error("a run on the GPU needs the forces at its start", Error::Kind::failed);
  take_atoms(dynamics);
  velocity_.upload(stream_, atoms.velocity);
  mass_.upload(stream_, atoms.mass);
  force_array_.upload(stream_, dynamics.now.force);
  clear_fault();
  follow_list(dynamics);
  set_rules(dynamics, run);
  set_state(dynamics, run, resumed);
}

void CudaDynamics::set_rules(const Dynamics& dynamics, const DeviceRun& run) {
  rules_ = {};
  rules_.plan = ensemble_->plan();
  rules_.freedom = degrees_of_freedom(dynamics, rules_.plan.conserves_momentum);
  rules_.dt = run.dt, rules_.max_distance = run.max_distance;
  rules_.conserved_start = run.conserved_start, rules_.time_start_fs = run.time_start_fs;
  rules_.limits = run.limits, rules_.start_cell = run.start_cell;
  rules_.times_target = run.times_target, rules_.cell_lengths = run.cell_lengths, rules_.atoms = atoms_;
  rules_.steps_in_run = dynamics.steps_in_run, rules_.seed = dynamics.system.seed;
  for (int k = 0; k < 3; ++k) rules_.periodic[k] = dynamics.system.box.is_periodic(k);
}

void CudaDynamics::set_state(const Dynamics& dynamics, const DeviceRun& run, bool resumed) {
  const System& system = dynamics.system;
  Record baths;
  ensemble_->save(baths);
  DeviceState& s = host_state_;
  s = {};
  s.step_in_run = dynamics.step_in_run, s.step = system.step, s.time_fs = system.time_fs, s.dt = run.dt;
  s.potential = dynamics.now.energy, s.virial = dynamics.now.virial;
  const bool known = resumed && loaded_ && loaded_->reals.count(kinetic_entry) > 0;
  s.kinetic_tensor = known ? loaded_->matrix(kinetic_entry) : kinetic_tensor(dynamics);
  s.set_cell(system.box.h());
  s.baths = read_baths(baths, rules_.plan);
  s.drift = run.drift;
  loaded_.reset();
  state_.upload(stream_, &s, 1);
  stream_.synchronize();
}

void CudaDynamics::upload_velocities() {
  wait_snapshot();
  velocity_.upload(stream_, dynamics_->system.atoms.velocity);
  DeviceState& s = host_state_;
  s.kinetic_tensor = kinetic_tensor(*dynamics_);
  s.factor = 1;
  state_.upload(stream_, &s, 1);
  stream_.synchronize();
}

void CudaDynamics::save(Record& record) const {
  if (!listed_) return record.put_integer("built", 0);
  list_.save(stream_, record);
  record.put(kinetic_entry, host_state_.kinetic_tensor);
}

void CudaDynamics::load(const Record& record) {
  reset();
  loaded_ = record;
}

NeighborCounts CudaDynamics::neighbor_counts() const {
  if (!listed_) return {};
  const std::int64_t here = list_.read_control(stream_).rebuilds;
  return {static_cast<long>(earlier_rebuilds_ + here), 0, list_.mean_neighbors(stream_), list_.bytes()};
}

void CudaDynamics::limit_list_room(std::int64_t entries) {
  graphs_[0].reset(), graphs_[1].reset();
  list_.limit_room(entries);
}

}  // namespace nacre::cuda
