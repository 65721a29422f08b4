#include "jobs/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "force/nep_write.h"
#include "jobs/earlier_results.h"
#include "jobs/frame_batches.h"
#include "jobs/potential.h"
#include "jobs/text.h"
#include "train/data/active_set.h"
#include "train/model/parameters.h"
#include "train/model/surgery.h"

namespace nacre::jobs {

namespace {
std::vector<std::string> size_lines(const NepModel& m) {
  std::vector<std::string> lines{
      fmt::format("NEP{}{}, {} element{}: {}", m.version, m.zbl.enabled ? " with ZBL" : "", m.types(),
                  plural(m.species.size()), fmt::join(m.species, " ")),
      fmt::format("parameters           {}", train::parameter_count(m)),
      fmt::format("descriptor           {} components, n_max {} {}, basis_size {} {}, l_max {}", m.components(),
                  m.radial_n, m.angular_n, m.radial_k, m.angular_k, m.l_max),
      fmt::format("neurons              {}", m.neurons)};
  const auto differs = [&](int t) {
    return m.radial_cutoff[t] != m.radial_cutoff[0] || m.angular_cutoff[t] != m.angular_cutoff[0];
  };
  lines.push_back(fmt::format("cutoffs              {:g} and {:g} A", m.radial_cutoff[0], m.angular_cutoff[0]));
  for (int t = 1; t < m.types(); ++t)
    if (differs(t))
      lines.push_back(
          fmt::format("  of {:<16} {:g} and {:g} A", m.species[t], m.radial_cutoff[t], m.angular_cutoff[t]));
  return lines;
}

report::Report report_of(const NepModel& m) {
  report::Report report;
  report.words = text_of(size_lines(m));
  report.summary.put_list("elements", {m.species.begin(), m.species.end()});
  report.summary.put("parameters", static_cast<std::int64_t>(train::parameter_count(m)));
  report.summary.put("version", static_cast<std::int64_t>(m.version));
  report.summary.put("components", static_cast<std::int64_t>(m.components()));
  report.summary.put("neurons", static_cast<std::int64_t>(m.neurons));
  return report;
}

/// Writes the model and says what it is. Nothing is known of neighbours: programs that allocate by their numbers get
/// those of the densest carbon and sodium.
report::Report write_model(const NepModel& model, const std::string& output, const Surroundings& around) {
  constexpr NepNeighbors dense{500, 150};
  replace_files({{around.path(output), format_nep(model, dense)}}, around.said());
  report::Report report = report_of(model);
  report.words += "written to " + output + "\n";
  return report;
}

/// What is wrong with an option of this model.
template <class Make>
NepModel changed(const std::string& option, Make&& make) {
  try {
    return make();
  } catch (Error& e) {
    throw e.key(option);
  }
}

void add_model(Options& table, std::string& model) {
  table.add_positional("MODEL", model, "NEP file").require().as(Path::input);
}
void add_model_output(Options& table, std::string& output) {
  table.add("output", output, "NEP file to write").require().shortly("o").as(Path::output);
}

/// Differences of two models on the frames of a file.
struct Disagreement {
  std::int64_t frames = 0, components = 0;
  double energy = 0, force = 0, largest = 0;  ///< sums of squares; largest difference of a force, eV/Å

  void add(const Evaluation& a, const Evaluation& b) {
    const double e = (a.energy - b.energy) / static_cast<double>(std::max<std::size_t>(1, a.force.size()));
    energy += e * e, ++frames;
    for (std::size_t i = 0; i < a.force.size(); ++i) {
      const Vec3 d = a.force[i] - b.force[i];
      force += dot(d, d), components += 3;
      largest = std::max(largest, norm(d));
    }
  }
  double rmse_energy() const { return std::sqrt(energy / static_cast<double>(std::max<std::int64_t>(1, frames))); }
  double rmse_force() const { return std::sqrt(force / static_cast<double>(std::max<std::int64_t>(1, components))); }
};

std::vector<Evaluation> evaluate(BatchForce& force, FrameBatches& batches) {
  for (Frame& f : batches.frames()) f.atoms.use_species(force.species());
  std::vector<Evaluation> found;
  batches.with_place([&] { force.compute(batches.items(), {}, found); });
  return found;
}
}  // namespace

void ModelShow::options(Options& table) { add_model(table, model); }
report::Report ModelShow::run(const Surroundings& around) { return report_of(read_nep(around.path(model))); }

void ModelKeep::options(Options& table) {
  add_model(table, model);
  table.add("elements", elements, "Elements that stay, in this order").require().times(1, 94);
  add_model_output(table, output);
}
report::Report ModelKeep::run(const Surroundings& around) {
  const NepModel all = read_nep(around.path(model));
  return write_model(changed("--elements", [&] { return train::keep_elements(all, elements); }), output, around);
}

void ModelAdd::options(Options& table) {
  add_model(table, model);
  table.add("element", element, "Element to add").require();
  table.add("like", like, "Element whose numbers it starts with; without it they are drawn at random");
  table.add("seed", seed, "Seed of the random numbers");
  add_model_output(table, output);
}
report::Report ModelAdd::run(const Surroundings& around) {
  const NepModel old = read_nep(around.path(model));
  return write_model(changed("--element, --like", [&] { return train::add_element(old, element, like, seed); }), output,
                     around);
}

void ModelConvert::options(Options& table) {
  add_model(table, model);
  table.add("to", version, "Version of NEP: 3, 4 or 5").require().in(between(3, 5)).no_standard();
  add_model_output(table, output);
}
report::Report ModelConvert::run(const Surroundings& around) {
  const NepModel old = read_nep(around.path(model));
  return write_model(changed("--to", [&] { return train::as_version(old, version); }), output, around);
}

void ModelCompare::options(Options& table) {
  table.add_positional("FIRST", first, "Potential").require().as(Path::input);
  table.add_positional("SECOND", second, "Potential").require().as(Path::input);
  table.add_positional("FILE", input, "Extended XYZ").require().as(Path::input);
}
report::Report ModelCompare::run(const Surroundings& around) {
  const auto open = [&](const std::string& name) {
    return open_potential(potential_path(around, name), around.device, Precision::single);
  };
  const auto one = open(first), other = open(second);
  Disagreement found;
  FrameBatches batches(around.path(input));
  while (batches.next(one->species())) {
    const std::vector<Evaluation> a = evaluate(*one, batches), b = evaluate(*other, batches);
    for (std::size_t f = 0; f < a.size(); ++f) found.add(a[f], b[f]);
  }
  report::Report report;
  report.words = fmt::format(
      "{} frames: energies differ by {:.6e} eV/atom, forces by {:.6e} eV/A (RMS), the largest by {:.6e} eV/A\n",
      found.frames, found.rmse_energy(), found.rmse_force(), found.largest);
  report.summary.put("frames", found.frames);
  report.summary.put("rms_energy_eV_per_atom", found.rmse_energy());
  report.summary.put("rms_force_eV_per_A", found.rmse_force());
  report.summary.put("max_force_eV_per_A", found.largest);
  return report;
}

void ModelActive::options(Options& table) {
  add_model(table, model);
  table.add_positional("FILE", input, "Extended XYZ: the training set").require().as(Path::input);
  table.add("output", output, "Active set to write, for example nep.asi").require().shortly("o").as(Path::output);
}
report::Report ModelActive::run(const Surroundings& around) {
  const NepModel nep = read_nep(around.path(model));
  train::ActiveSetBuilder builder(nep);
  FrameBatches batches(around.path(input));
  std::int64_t frames = 0;
  while (batches.next(nep.species))
    batches.with_place([&] {
      for (const Frame& f : batches.frames()) builder.add(f.atoms, f.box), ++frames;
    });
  const ActiveSet set = builder.finish();
  replace_files({{around.path(output), format_active_set(set)}}, around.said());
  report::Report report;
  std::vector<std::string> lines;
  std::vector<report::Summary::Map> maps;
  for (std::size_t t = 0; t < set.species.size(); ++t) {
    const std::size_t filled = set.size - builder.empty_places()[t];
    lines.push_back(fmt::format("{}: {} of {} places taken, by atoms of {} frames", set.species[t], filled, set.size,
                                builder.structures()[t].size()));
    maps.push_back({{"element", set.species[t]},
                    {"places", static_cast<std::int64_t>(set.size)},
                    {"taken", static_cast<std::int64_t>(filled)},
                    {"frames", static_cast<std::int64_t>(builder.structures()[t].size())}});
  }
  lines.push_back(fmt::format("active set of {} frames, written to {}", frames, output));
  report.words = text_of(lines);
  report.summary.put("frames", frames);
  report.summary.put_maps("by_element", std::move(maps));
  return report;
}

}  // namespace nacre::jobs
