#include "run/observer_outputs.h"

#include <fmt/format.h>

#include <numeric>

#include "core/units.h"
#include "integrate/steps.h"
#include "run/committee.h"

namespace nacre::run {

namespace {
class ObserverOutput final : public Dump {
 public:
  ObserverOutput(const Command& command, const Observer& o, const RunSettings& settings, const System& system)
      : Dump(std::gcd(o.thermo_interval, o.frame_interval)),
        observer_(o),
        names_(observer_names(o, settings.potentials.size())),
        committee_(o.average ? std::vector<std::string>{} : settings.potentials),
        header_(thermo_header(fmt::format("{}", fmt::join(command.words.all(), " ")), o.thermo_interval,
                              system.atoms.size(), settings.time_step.dt_fs)) {
    options_.columns.velocity = o.velocity, options_.columns.force = o.force;
  }

  SnapshotParts needs() const override { return {observer_.force, false, false}; }
  void begin(OutputFiles& files, bool resumed) override {
    for (const std::string& name : names_) {
      files.open(name + ".out"), files.open(name + ".xyz");
      if (!resumed) files.append(name + ".out", header_);
    }
  }
  void write(OutputFiles& files, const Dynamics& dynamics, const Thermo& thermo) override {
    if (!has_row(dynamics) && !has_frame(dynamics)) return;
    put(files, names_[0], dynamics, thermo);
    for (std::size_t p = 1; p < names_.size(); ++p) {
      Evaluation seen = committee_.evaluate(p, dynamics.system);
      const Dynamics other{dynamics.system, nullptr, seen, dynamics.dt, dynamics.fixed, dynamics.step_in_run, 1, {}};
      Thermo of_other = thermo;
      of_other.pressure = units::gpa_per_pressure * pressure(other);
      put(files, names_[p], other, of_other);
    }
  }

 private:
  bool has_row(const Dynamics& dynamics) const { return dynamics.step_in_run % observer_.thermo_interval == 0; }
  bool has_frame(const Dynamics& dynamics) const { return dynamics.step_in_run % observer_.frame_interval == 0; }

  void put(OutputFiles& files, const std::string& name, const Dynamics& seen, const Thermo& thermo) {
    const System& system = seen.system;
    if (has_row(seen)) files.append(name + ".out", thermo_text(thermo, seen.now.energy, system.box));
    if (!has_frame(seen)) return;
    files.append(name + ".xyz",
                 frame_text(options_, system, &seen.now, totals_text(seen.now, system.box, options_.digits)));
  }

  Observer observer_;
  std::vector<std::string> names_;
  Committee committee_;
  std::string header_;
  ExtxyzOptions options_;
};
}  // namespace

std::unique_ptr<Dump> make_observer(const Command& command, const RunSettings& settings, const System& system) {
  try {
    return std::make_unique<ObserverOutput>(command, *command.as<Observer>(), settings, system);
  } catch (const Error& e) {
    if (!e.file().empty()) throw;
    throw command.words.at(e);
  }
}

}  // namespace nacre::run
