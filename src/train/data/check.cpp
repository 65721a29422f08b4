#include "train/data/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/median.h"
#include "core/units.h"
#include "core/whole_number.h"
#include "neighbor/neighbor_list.h"
#include "train/data/differences.h"
#include "train/data/read_train_set.h"

namespace nacre::train {

void Span::add(double v) {
  low = count == 0 ? v : std::min(low, v);
  high = count == 0 ? v : std::max(high, v);
  ++count;
  mean += (v - mean) / static_cast<double>(count);
}

NepNeighbors SetStatistics::most_neighbors() const {
  return {within<int>(radial_neighbors.high, 0), within<int>(angular_neighbors.high, 0)};
}

namespace {
std::string place(const TrainSet& set, std::size_t frame) {
  return fmt::format("{}:{}: frame {}", set.file, set.frames[frame].line, frame + 1);
}

/// Pairs of the radial cutoff, in plain rows.
NeighborList radial_list(const NepModel& m) {
  NeighborSettings settings;
  settings.types = m.types();
  settings.skin = 0;
  settings.reverse = false;
  for (int i = 0; i < m.types(); ++i)
    for (int j = 0; j < m.types(); ++j) settings.outer.push_back(m.radial_cutoff_of(i, j));
  return NeighborList(settings);
}

struct FrameNeighbors {
  double closest = std::numeric_limits<double>::infinity();
  std::size_t lonely = 0;  ///< atoms without a neighbour
};

/// Adds the counts of every atom. Same conditions as the model's: r < cutoff of the pair.
FrameNeighbors count_neighbors(const TrainFrame& frame, const NepModel& m, NeighborList& list, SetStatistics& s) {
  FrameNeighbors found;
  list.reset();
  list.update(frame.atoms, frame.box);
  for (int slot = 0; slot < list.local(); ++slot) {
    if (list.atom(slot) < 0) continue;
    int radial = 0, angular = 0;
    for (auto e = list.row_begin(slot); e < list.row_end(slot); ++e) {
      const int other = list.neighbors()[e];
      if (other == list.nowhere()) continue;
      const double r = norm(list.positions()[other] - list.positions()[slot]);
      const int ti = list.type(slot), tj = list.type(other);
      radial += r < m.radial_cutoff_of(ti, tj);
      angular += r < m.angular_cutoff_of(ti, tj);
      found.closest = std::min(found.closest, r);
    }
    found.lonely += radial == 0;
    s.radial_neighbors.add(radial);
    s.angular_neighbors.add(angular);
  }
  return found;
}

void add_labels(const TrainFrame& frame, SetStatistics& s) {
  const auto n = static_cast<double>(frame.atoms.size());
  if (frame.energy) s.energy.add(*frame.energy / n), ++s.with_energy;
  if (!frame.force.empty()) ++s.with_force;
  for (const Vec3& f : frame.force) s.force.add(norm(f));
  if (frame.virial) s.virial.add(trace(*frame.virial) / 3 / n), ++s.with_virial;
}

void add_differences(const TrainSet& set, SetStatistics& s) {
  std::vector<const TrainFrame*> frames;
  for (const TrainFrame& f : set.frames) frames.push_back(&f);
  for (const BatchDifference& d : differences_in(frames)) s.difference.add(label_of(d, frames) / d.atoms);
}

void add_frame(const TrainFrame& frame, SetStatistics& s) {
  ++s.frames;
  s.atoms += frame.atoms.size();
  s.sizes.add(static_cast<double>(frame.atoms.size()));
  ++s.frames_of_class[frame.config_type];
  double mass = 0;
  for (std::size_t i = 0; i < frame.atoms.size(); ++i) {
    ++s.atoms_of_type[frame.atoms.type[i]];
    mass += frame.atoms.mass[i];
  }
  // Where the cell is open its volume means nothing.
  if (frame.box.all_periodic()) s.density.add(mass / frame.box.volume() * units::g_cm3_per_density);
  add_labels(frame, s);
}

/// Energies an atom less what the composition explains, against their median and its robust spread.
void warn_of_outliers(const TrainSet& set, int types, std::vector<std::string>& warnings) {
  const std::vector<double> reference = fit_reference_energies(set, types);
  std::vector<double> residual, distance;
  std::vector<std::size_t> frame;
  for (std::size_t f = 0; f < set.frames.size(); ++f) {
    const TrainFrame& here = set.frames[f];
    if (!here.energy) continue;
    frame.push_back(f);
    residual.push_back((*here.energy - reference_energy_of(here, reference)) / static_cast<double>(here.atoms.size()));
  }
  if (residual.size() < 5) return;
  const double middle = median(residual);
  for (const double r : residual) distance.push_back(std::abs(r - middle));
  const double limit = std::max(0.5, outlier_sigmas * 1.4826 * median(distance));
  for (std::size_t k = 0; k < frame.size(); ++k)
    if (distance[k] > limit)
      warnings.push_back(fmt::format("{} has an energy {:.3g} eV/atom away from what is usual for its composition",
                                     place(set, frame[k]), residual[k] - middle));
}

void warn_of_depth(const TrainSet& set, const SetStatistics& s, std::vector<std::string>& warnings) {
  if (s.with_energy == 0 || s.energy.low > -deep_energy) return;
  warnings.push_back(
      fmt::format("{}: energies down to {:.1f} eV/atom; single precision then loses the differences. Use "
                  "`reference_energy least_squares` in nep.in",
                  set.file, s.energy.low));
}
}  // namespace

SetStatistics check_train_set(const TrainSet& set, const NepModel& shape, std::vector<std::string>& warnings) {
  SetStatistics s;
  s.atoms_of_type.assign(shape.types(), 0);
  NeighborList list = radial_list(shape);
  for (std::size_t f = 0; f < set.frames.size(); ++f) {
    const TrainFrame& frame = set.frames[f];
    add_frame(frame, s);
    const FrameNeighbors found = count_neighbors(frame, shape, list, s);
    if (std::isfinite(found.closest)) s.closest.add(found.closest);
    if (found.lonely > 0)
      warnings.push_back(fmt::format("{} has {} of {} atoms that see no other within the cutoff", place(set, f),
                                     found.lonely, frame.atoms.size()));
  }
  add_differences(set, s);
  warn_of_outliers(set, shape.types(), warnings);
  warn_of_depth(set, s, warnings);
  return s;
}

namespace {
std::string row(const char* name, const Span& span, const char* unit) {
  if (span.count == 0) return fmt::format("  {:<20} none\n", name);
  const bool rounding = std::abs(span.mean) < 1e-9 * std::max(std::abs(span.low), std::abs(span.high));
  const double mean = rounding ? 0 : span.mean;  // least squares leave energies of no mean
  return fmt::format("  {:<20} {:.4g} .. {:.4g}, mean {:.4g}{}\n", name, span.low, span.high, mean, unit);
}
}  // namespace

std::string describe(const SetStatistics& s, const std::vector<std::string>& species) {
  std::string text = fmt::format("  {} frames, {} atoms:", s.frames, s.atoms);
  for (std::size_t t = 0; t < species.size(); ++t) text += fmt::format(" {} {}", species[t], s.atoms_of_type[t]);
  text += fmt::format("\n  labels               energy {}, forces {}, virial {}\n", s.with_energy, s.with_force,
                      s.with_virial);
  text += row("atoms a frame", s.sizes, "") + row("density", s.density, " g/cm3") +
          row("energy", s.energy, " eV/atom") + row("|force|", s.force, " eV/A") +
          row("virial / 3", s.virial, " eV/atom") +
          (s.difference.count > 0 ? row("difference", s.difference, " eV an inserted atom") : "") +
          row("closest pair", s.closest, " A") + row("radial neighbours", s.radial_neighbors, "") +
          row("angular neighbours", s.angular_neighbors, "");
  if (s.difference.count > 0) text += fmt::format("  {:<20} {}\n", "differences", s.difference.count);
  for (const auto& [name, count] : s.frames_of_class)
    text += fmt::format("  class {:<14} {} frames\n", name.empty() ? "(none)" : name, count);
  return text;
}

}  // namespace nacre::train
