#include "run/output_estimate.h"

#include <algorithm>
#include <filesystem>

#include "look/disk_look.h"
#include "run/simulation.h"

namespace nacre::run {

namespace {
namespace fs = std::filesystem;
constexpr double thermo_row = 18 * 20 + 1;   // bytes
constexpr double column_row = 3 * 13;        // three numbers of nine digits
constexpr double checkpoint_atom = 180;      // positions, velocities, forces, energies, the list's positions
constexpr double restart_atom = 4 + 7 * 20;  // species, mass, position, velocity

double selected(const GroupChoice& group, const Atoms& atoms) {
  const bool is_known = group.all() || group.method < static_cast<int>(atoms.group.size());
  return is_known ? static_cast<double>(atoms_of(group, atoms).size()) : 0;
}

double frame_of(const FrameDump& d, const Atoms& atoms) {
  return look::frame_bytes(d.columns, d.digits, selected(d.group, atoms), atoms.group.size());
}

double frame_of(const Observer& o, const Atoms& atoms) {
  ExtxyzColumns columns;
  columns.velocity = o.velocity, columns.force = o.force;
  return look::frame_bytes(columns, ExtxyzOptions().digits, static_cast<double>(atoms.size()));
}

/// Of a line that appends, or writes a file a frame.
double bytes_of(const Command& c, std::int64_t steps, const Atoms& atoms) {
  const auto times = [&](std::int64_t interval) {
    return static_cast<double>(steps / std::max<std::int64_t>(1, interval));
  };
  if (const auto* t = c.as<ThermoDump>()) return times(t->interval) * thermo_row;
  if (const auto* f = c.as<FrameDump>()) return times(f->interval) * frame_of(*f, atoms);
  if (const auto* o = c.as<Observer>())
    return times(o->thermo_interval) * thermo_row + times(o->frame_interval) * frame_of(*o, atoms);
  if (const auto* d = c.as<ColumnDump>()) return times(d->interval) * selected(d->group, atoms) * column_row;
  return 0;
}
}  // namespace

void OutputEstimate::add(const RunSettings& settings, std::int64_t steps, const Atoms& atoms) {
  double restart = 0;
  for (const Command* c : settings.dumps) {
    const auto* o = c->as<Observer>();
    const std::size_t copies = o != nullptr ? observer_names(*o, settings.potentials.size()).size() : 1;
    growing_ += bytes_of(*c, steps, atoms) * static_cast<double>(copies);
    if (c->as<RestartDump>()) restart += static_cast<double>(atoms.size()) * restart_atom;
  }
  add_whole(atoms, restart);
}

void OutputEstimate::add(const Minimize& m, const Atoms& atoms) {
  constexpr int digits = 17;
  ExtxyzColumns columns;
  columns.force = true;
  const double frame = look::frame_bytes(columns, digits, static_cast<double>(atoms.size()));
  if (m.dump_interval > 0) {
    growing_ += frame * static_cast<double>(m.steps / m.dump_interval + 1);
    is_largest_ = true;
  }
  add_whole(atoms, 0);
}

void OutputEstimate::add_whole(const Atoms& atoms, double more) {
  whole_ = std::max(whole_, look::checkpoint_bytes(static_cast<double>(atoms.size()), checkpoint_atom) + more);
}

std::string OutputEstimate::warning(const Deck& deck, bool resumed) const {
  double needed = bytes();
  std::error_code absent;
  if (resumed)
    for (const std::string& name : growing_files(deck)) {
      const auto size = fs::file_size(deck.path(name), absent);
      if (!absent) needed -= static_cast<double>(size);
    }
  return look::look_at_disk(deck.folder, needed,
                            is_largest_ ? "the outputs of this deck, if its minimisations take all their steps,"
                                        : "the outputs of this deck");
}

}  // namespace nacre::run
