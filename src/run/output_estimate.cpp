#include "run/output_estimate.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "device/memory.h"
#include "run/simulation.h"

namespace nacre::run {

namespace {
namespace fs = std::filesystem;
constexpr double thermo_row = 18 * 20 + 1;   // bytes
constexpr double column_row = 3 * 13;        // three numbers of nine digits
constexpr double checkpoint_atom = 180;      // positions, velocities, forces, energies, the list's positions
constexpr double checkpoints = 3;            // the last, the one before, and the one being written
constexpr double restart_atom = 4 + 7 * 20;  // species, mass, position, velocity
constexpr double beside_digits = 3;          // sign, point and blank of a number
constexpr double species_bytes = 3;
constexpr double group_bytes = 3;

double frame_row(const FrameDump& d, std::size_t groups) {
  const ExtxyzColumns& c = d.columns;
  const int numbers =
      3 + c.mass + 3 * c.velocity + 3 * c.force + c.atom_energy + 3 * c.unwrapped_position + 9 * c.atom_virial;
  return species_bytes + numbers * (d.digits + beside_digits) +
         (c.group ? group_bytes * static_cast<double>(groups) : 0);
}

double selected(const GroupChoice& group, const Atoms& atoms) {
  const bool is_known = group.all() || group.method < static_cast<int>(atoms.group.size());
  return is_known ? static_cast<double>(atoms_of(group, atoms).size()) : 0;
}

/// Of a line that appends, or writes a file a frame.
double bytes_of(const Command& c, std::int64_t steps, const Atoms& atoms) {
  const auto times = [&](std::int64_t interval) {
    return static_cast<double>(steps / std::max<std::int64_t>(1, interval));
  };
  if (const auto* t = c.as<ThermoDump>()) return times(t->interval) * thermo_row;
  if (const auto* f = c.as<FrameDump>())
    return times(f->interval) * selected(f->group, atoms) * frame_row(*f, atoms.group.size());
  if (const auto* d = c.as<ColumnDump>()) return times(d->interval) * selected(d->group, atoms) * column_row;
  return 0;
}
}  // namespace

void OutputEstimate::add(const RunSettings& settings, std::int64_t steps, const Atoms& atoms) {
  const auto n = static_cast<double>(atoms.size());
  double whole = n * checkpoint_atom * checkpoints;
  for (const Command* c : settings.dumps) {
    growing_ += bytes_of(*c, steps, atoms);
    if (c->as<RestartDump>()) whole += n * restart_atom;
  }
  whole_ = std::max(whole_, whole);
}

std::string OutputEstimate::warning(const Deck& deck, bool resumed) const {
  std::error_code failure;
  const fs::space_info disk = fs::space(deck.folder, failure);
  if (failure) return "";
  double needed = bytes();
  if (resumed)
    for (const std::string& name : growing_files(deck)) {
      const auto size = fs::file_size(deck.path(name), failure);
      if (!failure) needed -= static_cast<double>(size);
    }
  if (needed <= static_cast<double>(disk.available)) return "";
  return fmt::format("the outputs of this deck will take about {}, and the disk of its folder has {} free",
                     bytes_text(needed), bytes_text(static_cast<double>(disk.available)));
}

}  // namespace nacre::run
