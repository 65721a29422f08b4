#include "run/correlation_outputs.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <numbers>

#include "analysis/motion/transport.h"
#include "analysis/motion/window_correlation.h"
#include "core/record_sizes.h"
#include "core/units.h"
#include "device/memory.h"
#include "force/heat_flux.h"
#include "run/simulation.h"

namespace nacre::run {

namespace {
double spacing_ps(std::int64_t interval, const RunSettings& settings) {
  return 1e-3 * static_cast<double>(interval) * settings.time_step.dt_fs;
}

void add_vector(std::string& text, Vec3 v) {
  fmt::format_to(std::back_inserter(text), " {:.10g} {:.10g} {:.10g}", v.x, v.y, v.z);
}

/// compute_dos: sqrt(m) v of each atom.
class DosOutput final : public Dump {
 public:
  DosOutput(const DosCompute& c, const RunSettings& settings, const System& system)
      : Dump(c.interval),
        compute_(c),
        spacing_(spacing_ps(c.interval, settings)),
        correlation_(Correlated::product, c.window, curve_of_group(c.group, system.atoms), 1) {}

  void begin(OutputFiles& files, bool) override { files.open("mvac.out"), files.open("dos.out"); }
  void write(OutputFiles&, const Dynamics& dynamics, const Thermo&) override {
    std::vector<Vec3> weighted = dynamics.system.atoms.velocity;
    for (std::size_t i = 0; i < weighted.size(); ++i) weighted[i] *= std::sqrt(dynamics.system.atoms.mass[i]);
    correlation_.add(weighted);
  }
  void finish(OutputFiles& files, const Dynamics&) override {
    if (correlation_.samples() == 0) return;
    const std::vector<Vec3> vac = normalized(correlation_.mean(0));
    const auto atoms = static_cast<double>(correlation_.atoms(0));
    const auto points = static_cast<std::size_t>(compute_.points);
    files.append("mvac.out", rows(0, spacing_, vac));
    const double width = compute_.largest / static_cast<double>(points);
    files.append("dos.out", rows(width, width, vibrational_states(vac, spacing_, atoms, compute_.largest, points)));
  }
  void save(Record& record) const override { correlation_.save(record); }
  void load(const Record& record) override { correlation_.load(record); }

 private:
  static std::string rows(double first, double step, const std::vector<Vec3>& values) {
    std::string text;
    for (std::size_t m = 0; m < values.size(); ++m) {
      fmt::format_to(std::back_inserter(text), "{:.10g}", first + static_cast<double>(m) * step);
      add_vector(text, values[m]);
      text += "\n";
    }
    return text;
  }

  DosCompute compute_;
  double spacing_;  ///< ps
  WindowCorrelation correlation_;
};

/// Three vectors a sample, each correlated with itself by component, and the means that the integrals are divided by.
class FluxOutput : public Dump {
 public:
  FluxOutput(const FluxCompute& c, std::string file, const RunSettings& settings)
      : Dump(c.interval),
        compute_(c),
        file_(std::move(file)),
        spacing_(spacing_ps(c.interval, settings)),
        correlation_(Correlated::product, c.window, {0, 1, 2}, 3) {}

  void begin(OutputFiles& files, bool) override { files.open(file_); }
  void write(OutputFiles&, const Dynamics& dynamics, const Thermo& thermo) override {
    const Mat3 flux = sample(dynamics.system, thermo);
    correlation_.add({flux.row(0), flux.row(1), flux.row(2)});
    temperature_ += thermo.temperature;
    volume_ += dynamics.system.box.volume();
  }
  void finish(OutputFiles& files, const Dynamics&) override {
    if (correlation_.samples() > 0) files.append(file_, text());
  }
  void save(Record& record) const override {
    correlation_.save(record);
    record.put("temperature", temperature_), record.put("volume", volume_);
  }
  void load(const Record& record) override {
    correlation_.load(record);
    temperature_ = record.real("temperature"), volume_ = record.real("volume");
  }

 protected:
  /// Its rows are what is correlated.
  virtual Mat3 sample(const System& system, const Thermo& thermo) = 0;
  /// The columns after the time, lag by lag, three by three.
  virtual std::vector<std::vector<Vec3>> columns() const = 0;

  const WindowCorrelation& correlation() const { return correlation_; }
  double samples() const { return static_cast<double>(correlation_.samples()); }
  double mean_temperature() const { return temperature_ / samples(); }
  double mean_volume() const { return volume_ / samples(); }
  double spacing() const { return spacing_; }
  /// The columns of the file among those of columns().
  virtual std::string row(const std::vector<Vec3>& values) const = 0;

 private:
  /// A row is the mean of `output` lags, its time too.
  std::string text() const {
    const std::vector<std::vector<Vec3>> all = columns();
    const auto wide = static_cast<std::size_t>(compute_.output);
    std::string text;
    for (std::size_t first = 0; first + wide <= all[0].size(); first += wide) {
      std::vector<Vec3> means(all.size());
      for (std::size_t c = 0; c < all.size(); ++c)
        for (std::size_t m = first; m < first + wide; ++m) means[c] += 1 / static_cast<double>(wide) * all[c][m];
      const double middle = static_cast<double>(first) + 0.5 * static_cast<double>(wide - 1);
      text += fmt::format("{:.10g}", middle * spacing_) + row(means) + "\n";
    }
    return text;
  }

  FluxCompute compute_;
  std::string file_;
  double spacing_;  ///< ps
  WindowCorrelation correlation_;
  double temperature_ = 0, volume_ = 0;  ///< sums over the samples
};

/// compute_hac. In-plane and out-of-plane parts of the current, by the velocity that carries it (Fan et al., Phys. Rev. B
/// 95, 144309 (2017), 10.1103/PhysRevB.95.144309):  J_a = in_a + out_a,  in_a = S_ax + S_ay,  out_a = S_az.
/// Their cross term goes half to each:  <in J> = (<J J> + <in in> - <out out>) / 2.
class HeatOutput final : public FluxOutput {
 public:
  HeatOutput(const FluxCompute& c, const RunSettings& settings)
      : FluxOutput(c, "hac.out", settings), flux_(moving_potentials(settings)) {}

 private:
  Mat3 sample(const System& system, const Thermo&) override {
    const Mat3 s = potential_current(flux_.virials(system.atoms, system.box), system.atoms.velocity);
    Mat3 rows;
    for (int a = 0; a < 3; ++a) {
      rows[0][a] = s[a][0] + s[a][1];
      rows[1][a] = s[a][2];
      rows[2][a] = rows[0][a] + rows[1][a];
    }
    return rows;
  }
  std::vector<std::vector<Vec3>> columns() const override {
    const std::vector<Vec3> in = correlation().mean(0), out = correlation().mean(1), all = correlation().mean(2);
    std::vector<Vec3> with_in(all.size()), with_out(all.size());
    for (std::size_t m = 0; m < all.size(); ++m) {
      with_in[m] = 0.5 * (all[m] + in[m] - out[m]);
      with_out[m] = 0.5 * (all[m] + out[m] - in[m]);
    }
    std::vector<std::vector<Vec3>> columns{with_in, with_out, all};
    for (int c = 0; c < 3; ++c)
      columns.push_back(running_conductivity(columns[c], spacing(), mean_temperature(), mean_volume()));
    return columns;
  }
  /// in x, out x, in y, out y, all z.
  std::string row(const std::vector<Vec3>& v) const override {
    std::string text;
    for (const std::size_t c : {0, 3})
      for (const double x : {v[c].x, v[c + 1].x, v[c].y, v[c + 1].y, v[c + 2].z}) text += fmt::format(" {:.10g}", x);
    return text;
  }

  HeatFlux flux_;
};

/// compute_viscosity. The mean of the pressure does no work of friction: it is taken off the diagonal. What the first
/// sample shows is taken off before anything is multiplied, so that a large mean leaves the digits of the rest.
class StressOutput final : public FluxOutput {
 public:
  StressOutput(const FluxCompute& c, const RunSettings& settings) : FluxOutput(c, "viscosity.out", settings) {}

  bool needs_atoms() const override { return false; }
  void save(Record& record) const override {
    FluxOutput::save(record);
    record.put("first", first_), record.put("sum", sum_);
  }
  void load(const Record& record) override {
    FluxOutput::load(record);
    first_ = record.matrix("first"), sum_ = record.matrix("sum");
  }

 private:
  Mat3 sample(const System& system, const Thermo& thermo) override {
    Mat3 s = system.box.volume() / units::gpa_per_pressure * thermo.pressure;
    if (correlation().samples() == 0)
      for (int a = 0; a < 3; ++a) first_[a][a] = s[a][a];
    s += -1 * first_;
    sum_ += s;
    return s;
  }
  std::vector<std::vector<Vec3>> columns() const override {
    std::vector<std::vector<Vec3>> columns;
    for (int a = 0; a < 3; ++a) {
      columns.push_back(correlation().mean(a));
      const double mean = sum_[a][a] / samples();
      for (Vec3& c : columns.back()) c[a] -= mean * mean;
    }
    for (int a = 0; a < 3; ++a)
      columns.push_back(running_viscosity(columns[a], spacing(), mean_temperature(), mean_volume()));
    return columns;
  }
  /// xx yy zz xy xz yz yx zx zy.
  std::string row(const std::vector<Vec3>& v) const override {
    std::string text;
    for (const std::size_t c : {0, 3})
      for (const double x :
           {v[c].x, v[c + 1].y, v[c + 2].z, v[c].y, v[c].z, v[c + 1].z, v[c + 1].x, v[c + 2].x, v[c + 2].y})
        text += fmt::format(" {:.10g}", x);
    return text;
  }

  Mat3 first_, sum_;
};

/// Samples see no frequency above pi over their spacing.
void check_frequencies(const Command& command, const DosCompute& c, const RunSettings& settings) {
  const double limit = std::numbers::pi / spacing_ps(c.interval, settings);
  if (c.largest > limit)
    throw command.words.error("the samples are too rare for this frequency")
        .key("omega_max (THz)")
        .value(fmt::format("{:g}", c.largest))
        .allowed(fmt::format("up to pi / (interval time_step) = {:.6g} rad/ps", limit));
}
}  // namespace

std::unique_ptr<Dump> make_correlation(const Command& command, const RunSettings& settings, const System& system) {
  if (const auto* c = command.as<DosCompute>()) return std::make_unique<DosOutput>(*c, settings, system);
  const auto* c = command.as<FluxCompute>();
  if (c == nullptr) return nullptr;
  if (c->quantity == FluxCompute::Quantity::heat) return std::make_unique<HeatOutput>(*c, settings);
  return std::make_unique<StressOutput>(*c, settings);
}

std::vector<int> curve_of_group(const GroupChoice& group, const Atoms& atoms) {
  std::vector<int> curve(atoms.size(), -1);
  for (const int i : atoms_of(group, atoms)) curve[i] = 0;
  return curve;
}

void check_lags(const Command& command, const Lags& lags, const RunSettings& settings, std::int64_t steps) {
  if (settings.time_step.dt_fs == 0) throw command.words.error("needs a time step above 0").key(command.words[0]);
  if (settings.time_step.max_distance_A > 0)
    throw command.words.error("needs steps of equal length, and time_step limits the distance for this run")
        .key(command.words[0])
        .allowed("time_step <dt_fs>");
  if (lags.window > steps / lags.interval)
    throw command.words.error("more lags than the run has samples")
        .key(command.words[0])
        .value(std::to_string(lags.window))
        .allowed(fmt::format("1 .. {} ({} steps, one sample every {})", steps / lags.interval, steps, lags.interval));
  try {
    const double vectors = static_cast<double>(lags.vectors) + 2.0 * lags.curves;
    check_memory(sizeof(Vec3) * vectors * static_cast<double>(lags.window),
                 fmt::format("{} lags of {} atoms", lags.window, lags.vectors));
  } catch (const Error& e) {
    throw command.words.at(e);
  }
}

void check_correlation(const Command& command, const RunSettings& settings, std::int64_t steps, const Atoms& atoms) {
  if (const auto* c = command.as<DosCompute>()) {
    check_group(command, c->group, atoms);
    check_lags(command, {c->interval, c->window, atoms.size(), 1}, settings, steps);
    check_frequencies(command, *c, settings);
  }
  if (const auto* c = command.as<FluxCompute>()) check_lags(command, {c->interval, c->window, 3, 3}, settings, steps);
}

}  // namespace nacre::run
