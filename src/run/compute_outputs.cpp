#include "run/compute_outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "analysis/bonds/adf.h"
#include "analysis/motion/diffusion.h"
#include "analysis/motion/displacement.h"
#include "analysis/motion/window_correlation.h"
#include "analysis/pairs/rdf.h"
#include "core/group_labels.h"
#include "core/units.h"
#include "run/correlation_outputs.h"
#include "run/simulation.h"

namespace nacre::run {

namespace {
constexpr double ps_per_fs = 1e-3;

class RdfOutput final : public Dump {
 public:
  RdfOutput(const RdfCompute& c, const Atoms& atoms)
      : Dump(c.interval), rdf_({c.cutoff_A, c.bins, 2}), pairs_(pairs_of(c, atoms)) {}

  void begin(OutputFiles& files, bool) override { files.open(file_); }
  void write(OutputFiles&, const Dynamics& dynamics, const Thermo&) override {
    rdf_.add(dynamics.system.atoms, dynamics.system.box);
  }
  void finish(OutputFiles& files, const Dynamics&) override {
    if (rdf_.frames() == 0) return;
    std::vector<RdfCurve> curves{rdf_.total()};
    std::string text = "#radius total";
    const auto partials = rdf_.partials();
    for (const auto& [a, b] : pairs_)
      for (const RdfCurve& c : partials)
        if (c.first == a && c.second == b) curves.push_back(c), text += fmt::format(" {}-{}", a, b);
    for (int k = 0; k < rdf_.settings().bins; ++k) {
      fmt::format_to(std::back_inserter(text), "\n{:.5f}", (k + 0.5) * rdf_.width());
      for (const RdfCurve& c : curves) fmt::format_to(std::back_inserter(text), " {:.5f}", c.g[k]);
    }
    files.append(file_, text + "\n");
  }
  void save(Record& record) const override { rdf_.save(record); }
  void load(const Record& record) override { rdf_.load(record); }

 private:
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  static Pairs pairs_of(const RdfCompute& c, const Atoms& atoms) {
    Pairs pairs;
    for (const auto& [a, b] : c.pairs) pairs.emplace_back(atoms.species[a], atoms.species[b]);
    if (c.pairs.empty())
      for (std::size_t a = 0; a < atoms.species.size(); ++a)
        for (std::size_t b = a; b < atoms.species.size(); ++b) pairs.emplace_back(atoms.species[a], atoms.species[b]);
    return pairs;
  }

  const std::string file_ = "rdf.out";
  Rdf rdf_;
  Pairs pairs_;
};

class AdfOutput final : public Dump {
 public:
  AdfOutput(const AdfCompute& c, const Atoms& atoms) : Dump(c.interval), bins_(c.bins) {
    const auto name = [&](int type) { return type < 0 ? std::string() : atoms.species[type]; };
    for (const auto& t : c.triples) {
      kinds_.push_back(
          {name(t.centre), name(t.first), name(t.second), t.first_from, t.first_to, t.second_from, t.second_to});
      title_ += c.global() ? " total" : fmt::format(" {}-{}-{}", name(t.centre), name(t.first), name(t.second));
    }
  }

  void begin(OutputFiles& files, bool) override { files.open(file_); }
  void write(OutputFiles& files, const Dynamics& dynamics, const Thermo&) override {
    Adf adf(kinds_, bins_);
    adf.add(dynamics.system.atoms, dynamics.system.box);
    std::string text = fmt::format("#angles{} step = {}\n", title_, dynamics.system.step);
    for (int k = 0; k < bins_; ++k) {
      fmt::format_to(std::back_inserter(text), "{:.6g}", adf.counts(0).middle(k));
      for (std::size_t q = 0; q < kinds_.size(); ++q)
        fmt::format_to(std::back_inserter(text), " {:.9g}", adf.counts(q).density(k));
      text += "\n";
    }
    files.append(file_, text);
  }

 private:
  const std::string file_ = "adf.out";
  std::vector<AngleKind> kinds_;
  std::string title_;
  int bins_;
};

int curve_count(const MotionCompute& c, const Atoms& atoms) {
  return c.all_groups < 0 ? 1 : group_count(atoms.group[c.all_groups]);
}

std::vector<int> curves_of_atoms(const MotionCompute& c, const Atoms& atoms) {
  if (c.all_groups >= 0) return atoms.group[c.all_groups];
  return curve_of_group(c.group, atoms);
}

/// compute_msd and compute_sdc.
class MotionOutput final : public Dump {
 public:
  MotionOutput(const Command& command, const MotionCompute& c, const System& system, double dt_fs)
      : Dump(c.interval),
        compute_(c),
        spacing_(static_cast<double>(c.interval) * dt_fs * ps_per_fs),
        atoms_(system.atoms.size()),
        curves_(curve_count(c, system.atoms)),
        correlation_(is_msd() ? Correlated::displacement : Correlated::product, c.window,
                     curves_of_atoms(c, system.atoms), curves_) {
    for (const std::string& word : command.words.all()) line_ += (line_.empty() ? "" : " ") + word;
  }

  void begin(OutputFiles& files, bool) override { files.open(file()); }
  void write(OutputFiles& files, const Dynamics& dynamics, const Thermo&) override {
    const System& system = dynamics.system;
    if (is_msd()) {
      correlation_.add(unwrap_.add(system.atoms.position, system.box));
    } else {
      std::vector<Vec3> velocity = system.atoms.velocity;
      for (Vec3& v : velocity) v *= 1 / (units::fs_per_time * ps_per_fs);
      correlation_.add(velocity);
    }
    const std::int64_t every = compute_.save_every, step = dynamics.step_in_run;
    if (every > 0 && step / every > (step - interval()) / every)
      files.write(fmt::format("msd_step{}.out", system.step), text(system.box));
  }
  void finish(OutputFiles& files, const Dynamics& dynamics) override {
    if (correlation_.samples() > 0) files.append(file(), text(dynamics.system.box));
  }
  void save(Record& record) const override {
    correlation_.save(record);
    if (is_msd()) unwrap_.save(record);
  }
  void load(const Record& record) override {
    correlation_.load(record);
    if (is_msd()) unwrap_.load(record);
  }

 private:
  bool is_msd() const { return compute_.quantity == MotionCompute::Quantity::displacement; }
  std::string file() const { return is_msd() ? "msd.out" : "sdc.out"; }

  std::string header(const Box& box) const {
    std::string text = fmt::format("# {}\n# format_version 1\n# num_atoms {}\n# num_groups {}\n# num_atoms_per_group",
                                   line_, atoms_, curves_);
    for (int c = 0; c < curves_; ++c) text += fmt::format(" {}", correlation_.atoms(c));
    text += "\n# cell";
    for (int i = 0; i < 9; ++i) text += fmt::format(" {:.10g}", box.h().m[i / 3][i % 3]);
    text += fmt::format("\n# dt_output {:.10g} ps\n# columns t", spacing_);
    const char* names = is_msd() ? " MSDx{0} MSDy{0} MSDz{0} SDCx{0} SDCy{0} SDCz{0}"
                                 : " VACx{0} VACy{0} VACz{0} SDCx{0} SDCy{0} SDCz{0}";
    for (int c = 0; c < curves_; ++c)
      text += fmt::format(fmt::runtime(names), compute_.all_groups < 0 ? "" : fmt::format("_{}", c));
    return text + "\n";
  }

  std::string text(const Box& box) const {
    std::vector<std::vector<Vec3>> columns;
    for (int c = 0; c < curves_; ++c) {
      columns.push_back(correlation_.mean(c));
      columns.push_back(is_msd() ? half_slope(columns.back(), spacing_) : running_integral(columns.back(), spacing_));
    }
    std::string text = header(box);
    for (std::size_t m = 0; m < columns[0].size(); ++m) {
      fmt::format_to(std::back_inserter(text), "{:.10g}", static_cast<double>(m) * spacing_);
      for (const auto& column : columns)
        fmt::format_to(std::back_inserter(text), " {:.10g} {:.10g} {:.10g}", column[m].x, column[m].y, column[m].z);
      text += "\n";
    }
    return text;
  }

  MotionCompute compute_;
  std::string line_;
  double spacing_;  ///< ps
  std::size_t atoms_;
  int curves_;
  WindowCorrelation correlation_;
  Unwrap unwrap_{Unwrap::Given::unwrapped};  // positions of a run have no jumps; the cell may change
};

void check_element(const Command& command, int index, const Atoms& atoms) {
  const auto count = static_cast<int>(atoms.species.size());
  if (index < count && std::find(atoms.type.begin(), atoms.type.end(), index) == atoms.type.end())
    throw command.words.error("model.xyz has no atom of this element")
        .key(command.words[0])
        .value(std::to_string(index) + ", " + atoms.species[index]);
  if (index < count) return;
  throw command.words.error("the potential has no such element")
      .key(command.words[0])
      .value(std::to_string(index))
      .allowed("0 .. " + std::to_string(count - 1));
}

/// The histogram has a row for every two elements of the potential.
void check_bins(const Command& command, const RdfCompute& c, std::int64_t elements) {
  const std::int64_t most = PairHistogram::most_counts / (elements * elements);
  if (c.bins > most)
    throw command.words.error("too many bins for so many elements")
        .key("bins")
        .value(std::to_string(c.bins))
        .allowed(fmt::format("1 .. {} with the {} elements of the potential", most, elements));
}

void check_motion(const Command& command, const MotionCompute& c, const RunSettings& settings, std::int64_t steps,
                  const Atoms& atoms) {
  check_group(command, c.group, atoms);
  if (c.all_groups >= 0) check_group(command, {c.all_groups, 0}, atoms);
  const auto curves = [&] {
    try {
      return curve_count(c, atoms);
    } catch (const Error& e) {
      throw command.words.at(e);
    }
  };
  check_lags(command, {c.interval, c.window, atoms.size(), curves()}, settings, steps);
}
}  // namespace

std::unique_ptr<Dump> make_compute(const Command& command, const System& system, double dt_fs) {
  if (const auto* c = command.as<RdfCompute>()) return std::make_unique<RdfOutput>(*c, system.atoms);
  if (const auto* c = command.as<AdfCompute>()) return std::make_unique<AdfOutput>(*c, system.atoms);
  return std::make_unique<MotionOutput>(command, *command.as<MotionCompute>(), system, dt_fs);
}

void check_copies(const std::vector<const Command*>& commands) {
  const Command* first = nullptr;
  for (const Command* command : commands) {
    const auto* c = command->as<MotionCompute>();
    if (c == nullptr || c->save_every == 0) continue;
    if (first != nullptr)
      throw command->words.error("its copies would replace those of another line of this run")
          .key("save_every")
          .allowed("one compute_msd with save_every in a run");
    first = command;
  }
}

void check_compute(const Command& command, const RunSettings& settings, std::int64_t steps, const Atoms& atoms) {
  if (const auto* c = command.as<RdfCompute>()) {
    check_bins(command, *c, static_cast<std::int64_t>(atoms.species.size()));
    for (const auto& [a, b] : c->pairs) check_element(command, a, atoms), check_element(command, b, atoms);
  }
  if (const auto* c = command.as<AdfCompute>())
    for (const auto& t : c->triples)
      for (const int type : {t.centre, t.first, t.second})
        if (type >= 0) check_element(command, type, atoms);
  if (const auto* c = command.as<MotionCompute>()) check_motion(command, *c, settings, steps, atoms);
  if (const auto* c = command.as<GroupCompute>()) check_group(command, {c->method, 0}, atoms);
  check_correlation(command, settings, steps, atoms);
}

}  // namespace nacre::run
