#include "train/data/read_train_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "core/error.h"
#include "io/extxyz.h"
#include "io/extxyz_comment.h"
#include "io/paths.h"
#include "io/unused_parts.h"
#include "io/words.h"
#include "look/label_look.h"
#include "look/structure_look.h"
#include "train/data/check.h"
#include "train/data/differences.h"
#include "train/report/output_estimate.h"

namespace nacre::train {

namespace {
// Frames of which is said that they look odd; the others are counted.
constexpr std::size_t most_odd = 10;

/// Makes a TrainFrame of one Frame. Lines of a frame: count, comment, atoms.
class FrameReader {
 public:
  FrameReader(const std::string& path, const TrainSettings& settings, const ReadOptions& options,
              std::vector<std::string>& warnings)
      : path_(path), settings_(settings), options_(options), warnings_(warnings) {}

  TrainFrame make(Frame& frame, std::size_t number) {
    line_ = frame.line;
    number_ = number;
    TrainFrame out;
    out.line = frame.line;
    out.number = number - 1;
    take_types(frame);
    note_other_names(frame);
    related_.push_back(related_of(frame, settings_.shape.types()));
    take_energy(frame, out);
    take_virial(frame, out);
    take_force(frame, out);
    out.weight = weight(frame);
    if (const auto found = frame.info.find("config_type"); found != frame.info.end()) out.config_type = found->second;
    out.box = frame.box;
    out.atoms = std::move(frame.atoms);
    look_at(out);
    return out;
  }
  /// What is to be said of all frames together: odd ones, what the whole file lacks, and which of its names may hold it.
  void finish(TrainSet& set) {
    finish_differences(set);
    finish_look();
    finish_names(set);
  }

 private:
  void finish_differences(TrainSet& set) {
    if (options_.frames > 0) return;  // references may stand among those that are not read
    auto found = find_differences(related_, path_, options_.labels_needed ? nullptr : &warnings_);
    for (std::size_t f = 0; f < found.size(); ++f) set.frames[f].differences = std::move(found[f]);
  }

  void finish_look() {
    if (odd_ > most_odd) warnings_.push_back(fmt::format("{}: {} more frames look odd", path_, odd_ - most_odd));
    for (const std::string& w : labels_.warnings()) warnings_.push_back(path_ + ": " + w);
  }

  void finish_names(TrainSet& set) {
    if (options_.unused != nullptr) *options_.unused = std::move(unused_);
    if (!options_.labels_needed) return;
    const std::size_t frames = set.frames.size();
    const auto has_force = [](const TrainFrame& f) { return !f.force.empty(); };
    const auto without = frames - std::count_if(set.frames.begin(), set.frames.end(), has_force);
    if (without > 0)
      warnings_.push_back(
          fmt::format("{}: {} of {} frames have no forces{}", path_, without, frames,
                      settings_.labels.force.empty() ? "" : " in the column " + settings_.labels.force) +
          hint("force_key", other_forces_));
    if (without_virial_ > 0 && !other_virials_.empty())
      warnings_.push_back(
          fmt::format("{}: {} of {} frames have no `{}`", path_, without_virial_, frames, settings_.labels.virial) +
          hint("virial_key", other_virials_));
    if (without_virial_ > 0 && !other_stresses_.empty())
      warnings_.push_back(
          fmt::format("{}: {} of {} frames have no `{}`", path_, without_virial_, frames, settings_.labels.stress) +
          hint("stress_key", other_stresses_));
  }

  /// ", but `REF_forces`; ...".
  static std::string hint(const char* key, const std::set<std::string>& names) {
    if (names.empty()) return "";
    return fmt::format(", but `{0}`; if that is meant, say `{1} {0}` in nep.in", *names.begin(), key);
  }

  void note_other_names(const Frame& frame) {
    std::vector<std::string> told{"energy", "virial", "stress", "force", "forces"};  // names that nep.in replaces
    told.insert(told.end(), related_keys.begin(), related_keys.end());
    const auto add = [&](const std::vector<std::string>& names, std::set<std::string>& all) {
      for (const std::string& name : names) all.insert(name), told.push_back(to_lower(name));
    };
    if (frame.force.empty()) add(other_force_columns(frame), other_forces_);
    if (!frame.virial && !frame.stress) {
      ++without_virial_;
      add(other_keys(frame, "virial"), other_virials_);
      add(other_keys(frame, "stress"), other_stresses_);
    }
    if (unused_.empty()) unused_ = unused_parts(frame, told);
  }

  Error error(const std::string& message, long offset) const {
    return Error(fmt::format("frame {} {}", number_, message)).file(path_).line(line_ + offset);
  }
  void warn(const std::string& message, long offset) {
    warnings_.push_back(fmt::format("{}:{}: frame {} {}", path_, line_ + offset, number_, message));
  }

  /// The structure and its labels, as every command looks at them.
  void look_at(const TrainFrame& frame) {
    const auto purpose = options_.labels_needed ? look::Purpose::simulated : look::Purpose::evaluated;
    const look::Findings found = look::look_at(frame.atoms, frame.box, purpose);
    if (!found.errors.empty()) throw error("cannot be trained on: " + found.errors.front(), 0);
    for (const std::string& w : found.warnings)
      if (++odd_ <= most_odd) warn("looks odd: " + w, 0);
    labels_.add(frame.virial ? &*frame.virial : nullptr, frame.box.volume(), frame.atoms.size(), frame.force);
  }

  void take_types(Frame& frame) const {
    const auto& known = settings_.shape.species;
    for (std::size_t i = 0; i < frame.atoms.size(); ++i) {
      const std::string& symbol = frame.atoms.species[frame.atoms.type[i]];
      if (std::find(known.begin(), known.end(), symbol) == known.end())
        throw error("has an element that `type` does not name", 2 + static_cast<long>(i))
            .key("species")
            .value(symbol)
            .allowed(fmt::format("{}", fmt::join(known, " ")));
    }
    frame.atoms.use_species(known);
  }

  void take_energy(const Frame& frame, TrainFrame& out) const {
    out.energy = frame.energy;
    if (out.energy || !options_.labels_needed) return;
    // Another name may hold it, but which energy was meant is the user's to say.
    if (const std::vector<std::string> others = other_keys(frame, "energy"); !others.empty())
      throw error(fmt::format("has no `{0}`, but `{1}`; if that is meant, say `energy_key {1}` in nep.in",
                              settings_.labels.energy, others[0]),
                  1)
          .key("energy");
    if (settings_.loss.energy > 0)
      throw error("has no energy; frames without one need `lambda_e 0`", 1).key(settings_.labels.energy);
  }

  void take_virial(const Frame& frame, TrainFrame& out) {
    if (frame.virial) out.virial = frame.virial;
    if (!frame.stress) return check_symmetric(out);
    if (!frame.has_lattice)
      throw error("has a stress, but no cell", 1).key("stress").allowed("a virial, or Lattice=\"nine numbers\" in A");
    const Mat3 from_stress = -frame.box.volume() * *frame.stress;
    if (!out.virial) {
      out.virial = from_stress;
      return check_symmetric(out);
    }
    double worst = 0;
    for (int k = 0; k < 9; ++k)
      worst = std::max(worst, std::abs(out.virial->m[k / 3][k % 3] - from_stress.m[k / 3][k % 3]));
    worst /= static_cast<double>(frame.atoms.size());
    if (worst > virial_stress_agreement)
      throw error("has a virial and a stress that differ", 1)
          .key("virial")
          .value(fmt::format("{:.3g} eV/atom", worst))
          .allowed("virial = -volume stress to 1e-3 eV/atom; leave one away");
    check_symmetric(out);
  }

  /// The loss takes xx yy zz xy yz zx.
  void check_symmetric(TrainFrame& out) {
    if (!out.virial) return;
    double worst = 0;
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < i; ++j) worst = std::max(worst, std::abs(out.virial->m[i][j] - out.virial->m[j][i]));
    if (worst > 0.1) warn(fmt::format("has a virial that is not symmetric, by {:.3g} eV", worst), 1);
  }

  void take_force(Frame& frame, TrainFrame& out) {
    std::size_t largest = 0;
    for (std::size_t i = 0; i < frame.force.size(); ++i)
      if (norm(frame.force[i]) > norm(frame.force[largest])) largest = i;
    if (!frame.force.empty()) check_force(norm(frame.force[largest]), largest);
    out.force = std::move(frame.force);
  }
  void check_force(double size, std::size_t atom) {
    const long offset = 2 + static_cast<long>(atom);
    if (size > largest_force)
      throw error("has an absurd force", offset)
          .key("force")
          .value(fmt::format("{:.4g} eV/A", size))
          .allowed(fmt::format("up to {:g} eV/A", largest_force));
    if (size > warned_force) warn(fmt::format("has a force of {:.4g} eV/A on atom {}", size, atom + 1), offset);
  }

  double weight(const Frame& frame) const {
    const auto found = frame.info.find("weight");
    if (found == frame.info.end()) return 1;
    try {
      return to_real(found->second, "weight", {0, 100, true, false});
    } catch (Error& e) {
      throw e.file(path_).line(line_ + 1);
    }
  }

  const std::string& path_;
  const TrainSettings& settings_;
  const ReadOptions& options_;
  std::vector<std::string>& warnings_;
  long line_ = 0;
  std::size_t number_ = 0, odd_ = 0, without_virial_ = 0;
  look::LabelLook labels_;
  std::vector<Related> related_;
  std::set<std::string> other_forces_, other_virials_, other_stresses_;
  std::string unused_;
};
}  // namespace

TrainSet read_train_set(const std::string& path, const TrainSettings& settings, std::vector<std::string>& warnings,
                        const ReadOptions& options) {
  TrainSet set;
  set.file = path;
  ExtxyzReader reader(path, settings.labels);
  FrameReader make(path, settings, options, warnings);
  for (Frame frame; (options.frames == 0 || set.frames.size() < options.frames) && reader.next(frame);)
    set.frames.push_back(make.make(frame, set.frames.size() + 1));
  if (set.frames.empty()) throw Error("the file holds no frame").file(path);
  make.finish(set);
  return set;
}

namespace {
/// The set whose frames all are read, with or without labels as nep.in needs them.
void read_both(const TrainSettings& settings, TrainData& data) {
  std::string unused;
  const ReadOptions options{!settings.prediction, 0, &unused};
  const auto read = [&](const std::string& path) {
    TrainSet set = read_train_set(path, settings, data.warnings, options);
    if (!unused.empty()) data.notes.push_back(path + ": not used: " + unused);
    return set;
  };
  data.train = read(path_in(settings, "train.xyz"));
  const std::string test = path_in(settings, "test.xyz");
  if (!settings.prediction && file_exists(test)) data.test = read(test);
}

/// Energies that count from bare nuclei or pseudo-atoms: the search would spend itself on the elements' own.
bool wants_reference(const TrainSettings& settings, const TrainSet& set) {
  if (!leaves_reference_open(settings) || settings.fine_tune) return false;
  return std::any_of(set.frames.begin(), set.frames.end(), [](const TrainFrame& f) {
    return f.energy && *f.energy < -deep_energy * static_cast<double>(f.atoms.size());
  });
}
}  // namespace

bool leaves_reference_open(const TrainSettings& settings) {
  return settings.optimizer != TrainSettings::Optimizer::snes && settings.given.count("reference_energy") == 0;
}

TrainData read_train_data(const TrainSettings& settings) {
  TrainData data;
  read_both(settings, data);
  using enum TrainSettings::Reference;
  if (settings.reference == given) data.reference_energy = settings.reference_energy;
  if (settings.reference == least_squares || wants_reference(settings, data.train))
    data.reference_energy = fit_reference_energies(data.train, settings.shape.types());
  subtract_reference_energies(data.train, data.reference_energy);
  subtract_reference_energies(data.test, data.reference_energy);
  const std::string disk = disk_warning(settings, data.train, data.test);
  if (!disk.empty()) data.warnings.push_back(disk);
  return data;
}

}  // namespace nacre::train
