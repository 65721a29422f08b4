#include "run/outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/units.h"
#include "run/call_outputs.h"
#include "run/compute_outputs.h"
#include "run/correlation_outputs.h"
#include "run/doubt_outputs.h"
#include "run/group_outputs.h"
#include "run/observer_outputs.h"
#include "run/simulation.h"

namespace nacre::run {

namespace {
class ThermoOutput final : public Dump {
 public:
  ThermoOutput(const ThermoDump& dump, std::size_t atoms, double dt_fs)
      : Dump(dump.interval), atoms_(atoms), dt_fs_(dt_fs) {}

  bool needs_atoms() const override { return false; }
  void begin(OutputFiles& files, bool resumed) override {
    files.open(file_);
    if (resumed) return;
    files.append(file_, thermo_header(fmt::format("dump_thermo {}", interval()), interval(), atoms_, dt_fs_));
  }
  void write(OutputFiles& files, const Dynamics& dynamics, const Thermo& t) override {
    files.append(file_, thermo_text(t, dynamics.now.energy, dynamics.system.box));
  }

 private:
  const std::string file_ = "thermo.out";
  std::size_t atoms_;
  double dt_fs_;
};

std::string matrix_text(const char* key, const Mat3& a, int digits) {
  std::string text = fmt::format("{}=\"", key);
  for (int i = 0; i < 9; ++i) text += fmt::format("{}{:.{}g}", i > 0 ? " " : "", a.m[i / 3][i % 3], digits);
  return text + "\"";
}

class FrameOutput final : public Dump {
 public:
  FrameOutput(const FrameDump& dump, const Atoms& atoms) : Dump(dump.interval), dump_(dump) {
    options_.columns = dump.columns;
    options_.digits = dump.digits;
    options_.use_selection = !dump.group.all();
    if (options_.use_selection) options_.selection = atoms_of(dump.group, atoms);
  }

  bool needs_atom_virial() const override { return dump_.columns.atom_virial; }
  SnapshotParts needs() const override {
    return {dump_.columns.force, dump_.columns.atom_energy, dump_.columns.atom_virial};
  }
  void begin(OutputFiles& files, bool) override {
    if (!dump_.separate()) files.open(dump_.file);
  }
  void write(OutputFiles& files, const Dynamics& dynamics, const Thermo&) override {
    const System& system = dynamics.system;
    const std::string text =
        frame_text(options_, system, &dynamics.now,
                   dump_.totals ? totals_text(dynamics.now, system.box, dump_.digits) : std::string());
    if (dump_.separate())
      files.write(numbered(system.step), text);
    else
      files.append(dump_.file, text);
  }

 private:
  std::string numbered(std::int64_t step) const {
    std::string name = dump_.file;
    return name.replace(name.find('*'), 1, std::to_string(step));
  }

  FrameDump dump_;
  ExtxyzOptions options_;
};

/// velocity.out (Å/fs) or force.out (eV/Å): x y z, one row an atom.
class ColumnOutput final : public Dump {
 public:
  ColumnOutput(const ColumnDump& dump, const Atoms& atoms)
      : Dump(dump.interval), dump_(dump), selection_(atoms_of(dump.group, atoms)) {}

  SnapshotParts needs() const override { return {dump_.quantity == ColumnDump::Quantity::force, false, false}; }
  void begin(OutputFiles& files, bool) override { files.open(dump_.file); }
  void write(OutputFiles& files, const Dynamics& dynamics, const Thermo&) override {
    const bool is_velocity = dump_.quantity == ColumnDump::Quantity::velocity;
    const std::vector<Vec3>& values = is_velocity ? dynamics.system.atoms.velocity : dynamics.now.force;
    const double unit = is_velocity ? 1 / units::fs_per_time : 1;
    std::string text;
    for (const int i : selection_) {
      const Vec3 v = unit * values[i];
      text += fmt::format("{:.9g} {:.9g} {:.9g}\n", v.x, v.y, v.z);
    }
    files.append(dump_.file, text);
  }

 private:
  ColumnDump dump_;
  std::vector<int> selection_;
};

/// restart.xyz: exact, so that a deck that starts from it goes on where this one stood.
class RestartOutput final : public Dump {
 public:
  explicit RestartOutput(const RestartDump& dump) : Dump(dump.interval) {}
  void begin(OutputFiles&, bool) override {}
  void write(OutputFiles& files, const Dynamics& dynamics, const Thermo&) override {
    std::string text;
    format_frame(text, dynamics.system.atoms, dynamics.system.box, nullptr, options_);
    files.write("restart.xyz", text);
  }

 private:
  const ExtxyzOptions options_ = exact_options();
};

std::unique_ptr<Dump> make_dump(const Command& command, const System& system, const RunSettings& settings) {
  const double dt_fs = settings.time_step.dt_fs;
  if (is_doubt(command)) return make_doubt_output(command, settings);
  if (command.as<Observer>()) return make_observer(command, settings, system);
  if (auto correlation = make_correlation(command, settings, system)) return correlation;
  if (const auto* g = command.as<GroupCompute>()) return std::make_unique<GroupOutput>(*g, settings, system);
  if (const auto* d = command.as<ThermoDump>()) return std::make_unique<ThermoOutput>(*d, system.atoms.size(), dt_fs);
  if (const auto* d = command.as<FrameDump>()) return std::make_unique<FrameOutput>(*d, system.atoms);
  if (const auto* d = command.as<ColumnDump>()) return std::make_unique<ColumnOutput>(*d, system.atoms);
  if (is_compute(command)) return make_compute(command, system, dt_fs);
  return std::make_unique<RestartOutput>(*command.as<RestartDump>());
}

}  // namespace

std::string thermo_header(const std::string& line, std::int64_t interval, std::size_t atoms, double dt_fs) {
  return fmt::format(
      "# {}\n# format_version 1\n# num_atoms {}\n# dt_output {} fs\n"
      "# columns T KE PE sxx syy szz syz sxz sxy ax ay az bx by bz cx cy cz\n",
      line, atoms, static_cast<double>(interval) * dt_fs);
}

/// T (K), kinetic and potential energy (eV), pressure xx yy zz yz xz xy (GPa), cell a b c (Å).
std::string thermo_text(const Thermo& t, double energy, const Box& box) {
  const Mat3& p = t.pressure;
  double v[18] = {t.temperature, t.kinetic, energy, p[0][0], p[1][1], p[2][2], p[1][2], p[0][2], p[0][1]};
  for (int i = 0; i < 9; ++i) v[9 + i] = box.h().m[i / 3][i % 3];
  std::string text;
  for (const double value : v) text += fmt::format("{:20.10e}", value);
  return text + "\n";
}

std::string frame_text(ExtxyzOptions& options, const System& system, const Evaluation* now, const std::string& more) {
  options.extra = fmt::format("Time={:.8f}", system.time_fs) + more;
  std::string text;
  format_frame(text, system.atoms, system.box, now, options);
  return text;
}

std::string totals_text(const Evaluation& now, const Box& box, int digits) {
  const Mat3 stress = (-1 / box.volume()) * now.virial;
  return fmt::format(" energy={:.{}g} ", now.energy, digits) + matrix_text("virial", now.virial, digits) + " " +
         matrix_text("stress", stress, digits);
}

Outputs::Outputs(const RunSettings& settings, const System& system, const RunCalls& calls, OutputFiles& files,
                 bool resumed)
    : files_(files) {
  for (const Command* command : settings.dumps) dumps_.push_back(make_dump(*command, system, settings));
  add_call_outputs(calls, dumps_);  // last, so that the dumps keep their numbers in a checkpoint
  for (const auto& dump : dumps_) dump->begin(files_, resumed);
}

Request Outputs::request(std::int64_t steps_done) const {
  Request r;
  for (const auto& dump : dumps_) r.atom_virial |= dump->needs_atom_virial() && dump->is_due(steps_done);
  return r;
}

bool Outputs::is_due(std::int64_t steps_done) const {
  return std::any_of(dumps_.begin(), dumps_.end(), [&](const auto& d) { return d->is_due(steps_done); });
}

std::int64_t Outputs::next_due(std::int64_t steps_done) const {
  std::int64_t next = std::numeric_limits<std::int64_t>::max();
  for (const auto& dump : dumps_) next = std::min(next, (steps_done / dump->interval() + 1) * dump->interval());
  return next;
}

bool Outputs::needs_atoms(std::int64_t steps_done) const {
  return std::any_of(dumps_.begin(), dumps_.end(),
                     [&](const auto& d) { return d->needs_atoms() && d->is_due(steps_done); });
}

SnapshotParts Outputs::needs(std::int64_t steps_done) const {
  SnapshotParts all;
  for (const auto& dump : dumps_) {
    if (!dump->is_due(steps_done)) continue;
    const SnapshotParts one = dump->needs();
    all.forces |= one.forces, all.atom_energies |= one.atom_energies, all.atom_virials |= one.atom_virials;
  }
  return all;
}

void Outputs::write(const Dynamics& dynamics, const Thermo& thermo) {
  for (const auto& dump : dumps_)
    if (dump->is_due(dynamics.step_in_run)) dump->write(files_, dynamics, thermo);
}

void Outputs::finish(const Dynamics& dynamics) {
  for (const auto& dump : dumps_) dump->finish(files_, dynamics);
}

void Outputs::save(std::map<std::string, Record>& parts) const {
  for (std::size_t i = 0; i < dumps_.size(); ++i) {
    Record record;
    dumps_[i]->save(record);
    if (!record.reals.empty() || !record.integers.empty()) parts[fmt::format("compute {}", i)] = std::move(record);
  }
}

void Outputs::load(const std::map<std::string, Record>& parts) {
  for (std::size_t i = 0; i < dumps_.size(); ++i)
    if (const auto found = parts.find(fmt::format("compute {}", i)); found != parts.end())
      dumps_[i]->load(found->second);
}

}  // namespace nacre::run
