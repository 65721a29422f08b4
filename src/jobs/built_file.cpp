#include "jobs/built_file.h"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "core/error.h"
#include "device/memory.h"
#include "io/extxyz.h"
#include "jobs/earlier_results.h"
#include "jobs/text.h"

namespace nacre::jobs {

namespace {
constexpr int written_digits = 17;
constexpr double bytes_an_atom = 250;  // what is kept of it, and the text of the file
}  // namespace

void check_room(double atoms) {
  if (atoms <= std::numeric_limits<int>::max())
    check_memory(bytes_an_atom * atoms, fmt::format("{:.10g} atoms", atoms));
}

void check_number(double atoms, const char* option) {
  if (!(atoms <= std::numeric_limits<int>::max()))
    throw Error("too many atoms")
        .key(option)
        .value(fmt::format("{:.4g} atoms", atoms))
        .allowed("at most 2147483647 atoms in all");
  check_room(atoms);
}

void add_built_output(Options& table, std::string& output) {
  table.add("output", output, "Extended XYZ file to write").require().shortly("o").as(Path::output);
}

report::Report write_built(const Structure& structure, const std::string& output, const Surroundings& around) {
  std::string text;
  ExtxyzOptions format;
  format.digits = written_digits;
  format.columns.group = !structure.atoms.group.empty();
  format_frame(text, structure.atoms, structure.box, nullptr, format);
  replace_files({{around.path(output), std::move(text)}}, around.said());
  const double density = mass_density(structure.atoms, structure.box);
  const auto atoms = static_cast<std::int64_t>(structure.atoms.size());
  report::Report report;
  report.words = fmt::format("{}: {} atoms, {:.4f} g/cm3\n", output, atoms, density);
  report.sections = {{"structure",
                      output,
                      "",
                      {number_row("atoms", "atoms", static_cast<double>(atoms)),
                       number_row("density_g_cm3", "density (g/cm3)", density, "g/cm3", "{:.4f}")}}};
  report.summary.put("atoms", atoms);
  report.summary.put("density_g_cm3", density);
  report.summary.put("file", output);
  return report;
}

void add_number(report::Report& report, const std::string& key, const std::string& what, double value,
                const std::string& format) {
  report.words += fmt::format("  {}: {}\n", what, fmt::format(fmt::runtime(format), value));
  report.sections.front().rows.push_back(number_row(key, what, value, "", format));
  report.summary.put(key, value);
}

}  // namespace nacre::jobs
