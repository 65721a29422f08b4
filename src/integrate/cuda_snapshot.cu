#include "integrate/cuda_snapshot.h"

namespace nacre::cuda {

namespace {
template <class T>
T* room(Array<T>& array, std::size_t n, bool wanted) {
  if (!wanted) return nullptr;
  array.resize(n);
  return array.data();
}
template <class T>
void send(const Stream& stream, const Array<T>& from, PinnedArray<T>& to) {
  to.resize(from.size());
  from.download(stream, to.data(), to.size());
}
template <class T>
void fill(std::vector<T>& to, const PinnedArray<T>& from) {
  to.assign(from.data(), from.data() + from.size());
}
}  // namespace

void Snapshot::start(const Stream& stream, PackData from, SnapshotParts parts, bool state) {
  atoms_ = static_cast<std::size_t>(from.atoms);
  parts_ = parts, state_ = state, under_way_ = true;
  from.to_position = room(position_, atoms_, state);
  from.to_velocity = room(velocity_, atoms_, state);
  from.to_force = room(force_, atoms_, parts.forces);
  from.to_energy = room(energy_, atoms_, parts.atom_energies);
  from.to_virial = room(virial_, 9 * atoms_, parts.atom_virials);
  enqueue_pack(stream, from);
  packed_.record(stream);
  packed_.hold(copies_);
  if (state) send(copies_, position_, host_position_), send(copies_, velocity_, host_velocity_);
  if (parts.forces) send(copies_, force_, host_force_);
  if (parts.atom_energies) send(copies_, energy_, host_energy_);
  if (parts.atom_virials) send(copies_, virial_, host_virial_);
}

void Snapshot::finish(Dynamics& dynamics) {
  if (!under_way_) return;
  copies_.synchronize();
  under_way_ = false;
  Atoms& atoms = dynamics.system.atoms;
  Evaluation& now = dynamics.now;
  if (state_) fill(atoms.position, host_position_), fill(atoms.velocity, host_velocity_);
  if (parts_.forces) fill(now.force, host_force_);
  if (parts_.atom_energies) fill(now.atom_energy, host_energy_);
  if (!parts_.atom_virials) return;
  now.atom_virial.resize(atoms_);
  for (std::size_t i = 0; i < atoms_; ++i)
    for (std::size_t c = 0; c < 9; ++c) now.atom_virial[i].m[c / 3][c % 3] = host_virial_[c * atoms_ + i];
}

}  // namespace nacre::cuda
