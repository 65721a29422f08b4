#include "run/doubt_outputs.h"

#include <fmt/format.h>

#include <filesystem>

#include "force/force_spread.h"
#include "force/nep_grade.h"
#include "run/committee.h"
#include "run/simulation.h"

namespace nacre::run {

namespace {
/// A frame is written at most every dump_interval steps, as long as the grade is above gamma_low.
class ExtrapolationOutput final : public Dump {
 public:
  ExtrapolationOutput(const Extrapolation& c, const std::string& potential, const std::string& set)
      : Dump(c.check_interval), settings_(c), model_(read_nep(potential)), set_(read_active_set(set, model_)) {}

  void begin(OutputFiles& files, bool) override { files.open(file_); }
  void write(OutputFiles& files, const Dynamics& dynamics, const Thermo&) override {
    const System& system = dynamics.system;
    const std::vector<double> grades = extrapolation_grades(model_, set_, system.atoms, system.box);
    const double largest = largest_grade(grades);
    const bool stops = largest > settings_.high;
    if (stops || (largest > settings_.low && is_due_again(dynamics.step_in_run)))
      dump(files, dynamics, grades, largest);
    if (stops)
      throw Error(
          fmt::format("the extrapolation grade is {:.4g}, above gamma_high {:g}: the potential knows nothing of "
                      "this structure, which is the last frame of {}",
                      largest, settings_.high, file_),
          Error::Kind::failed);
  }
  void save(Record& record) const override { record.put_integer("last_dump", last_dump_); }
  void load(const Record& record) override { last_dump_ = record.integer("last_dump"); }

 private:
  bool is_due_again(std::int64_t step) const { return last_dump_ < 0 || step - last_dump_ >= settings_.dump_interval; }
  void dump(OutputFiles& files, const Dynamics& dynamics, const std::vector<double>& grades, double largest) {
    options_.more = {{"gamma", &grades}};
    const std::string more = fmt::format(" step={} max_gamma={:.8g}", dynamics.system.step, largest);
    files.append(file_, frame_text(options_, dynamics.system, nullptr, more));
    last_dump_ = dynamics.step_in_run;
  }

  const std::string file_ = "extrapolation_dump.xyz";
  Extrapolation settings_;
  NepModel model_;
  ActiveSet set_;
  ExtxyzOptions options_;
  std::int64_t last_dump_ = -1;  ///< step of the run
};

/// The first member is the potential of the run, whose forces are there.
class ActiveOutput final : public Dump {
 public:
  ActiveOutput(const Active& a, const std::vector<std::string>& potentials)
      : Dump(a.interval), settings_(a), committee_(potentials) {
    options_.columns.velocity = a.velocity, options_.columns.force = a.force;
  }

  SnapshotParts needs() const override { return {true, false, false}; }
  void begin(OutputFiles& files, bool) override { files.open(file_), files.open(active_frames); }
  void write(OutputFiles& files, const Dynamics& dynamics, const Thermo&) override {
    const System& system = dynamics.system;
    std::vector<std::vector<Vec3>> forces{dynamics.now.force};
    for (std::size_t m = 1; m < committee_.size(); ++m) forces.push_back(committee_.evaluate(m, system).force);
    const ForceSpread spread = force_spread(forces);
    files.append(file_, fmt::format("{:.8f} {:.8g}\n", system.time_fs, spread.largest));
    if (spread.largest > settings_.threshold) dump(files, dynamics, spread);
  }

 private:
  void dump(OutputFiles& files, const Dynamics& dynamics, const ForceSpread& spread) {
    const System& system = dynamics.system;
    if (settings_.spread) options_.more = {{"uncertainty", &spread.atom}};
    const std::string more = fmt::format(" max_force_spread={:.8g}", spread.largest) +
                             totals_text(dynamics.now, system.box, options_.digits);
    files.append(active_frames, frame_text(options_, system, &dynamics.now, more));
  }

  const std::string file_ = "active.out";
  Active settings_;
  Committee committee_;
  ExtxyzOptions options_;
};
}  // namespace

bool is_doubt(const Command& command) { return command.as<Extrapolation>() || command.as<Active>(); }

std::unique_ptr<Dump> make_doubt_output(const Command& command, const RunSettings& settings) {
  try {
    if (const auto* a = command.as<Active>()) return std::make_unique<ActiveOutput>(*a, settings.potentials);
    const auto* e = command.as<Extrapolation>();
    const std::filesystem::path folder = std::filesystem::path(command.words.file()).parent_path();
    return std::make_unique<ExtrapolationOutput>(*e, settings.potentials.at(0), (folder / e->file).string());
  } catch (const Error& e) {
    if (!e.file().empty()) throw;
    throw command.words.at(e);
  }
}

}  // namespace nacre::run
