#include "insert/output_estimate.h"

#include <algorithm>
#include <cmath>

#include "look/disk_look.h"

namespace nacre::insert {

namespace {
constexpr double checkpoint_atom = 60, checkpoint_row = 32;  // bytes
constexpr double ledger_row = 160;
constexpr int frame_digits = 9;

double count_of(const Atoms& atoms, const std::string& symbol) {
  return static_cast<double>(
      std::count_if(atoms.type.begin(), atoms.type.end(), [&](int t) { return atoms.species[t] == symbol; }));
}

/// Atoms of the species at the end that comes first.
double last_number(const InsertSettings& s, const Atoms& host, double first) {
  const bool removing = s.mode == Mode::remove;
  double last = removing ? 0 : first;
  const auto take = [&](double end) { last = removing || last == first ? end : std::min(last, end); };
  if (s.until.count) take(static_cast<double>(*s.until.count));
  if (s.until.ratio) take(*s.until.ratio * count_of(host, s.host));
  return last;
}
}  // namespace

std::string disk_warning(const InsertSettings& s, const Atoms& host) {
  const double first = count_of(host, s.species), last = last_number(s, host, first);
  const double rows = std::ceil(std::abs(last - first) / (s.mode == Mode::random ? s.batch_size : 1));
  const double atoms = static_cast<double>(host.size()) + std::max(0.0, last - first);
  ExtxyzColumns columns;
  columns.atom_energy = true;
  const double frames = s.structures_every > 0 ? rows / static_cast<double>(s.structures_every) + 1 : 1;
  const double mean_atoms = static_cast<double>(host.size()) + (last - first) / 2;
  const double bytes = frames * look::frame_bytes(columns, frame_digits, mean_atoms) + rows * ledger_row +
                       look::checkpoint_bytes(1, atoms * checkpoint_atom + rows * checkpoint_row);
  return look::look_at_disk(s.folder, bytes * static_cast<double>(s.seeds.size()), "the files of this insertion");
}

}  // namespace nacre::insert
