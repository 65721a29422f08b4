#include "jobs/analyze/compare_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace nacre::jobs::analyze {

namespace {
using report::Summary;

enum class Chance { none, share, count, given };

/// Where a row's number stands in a summary, words between dots.
struct Source {
  const char *key, *what, *unit, *path;
  double scale = 1;
  int digits = 3;
  Chance chance = Chance::none;
  const char* error_path = "";
};

const std::vector<Source>& sources() {
  static const std::vector<Source> all{
      {"density_g_cm3", "density", "g/cm3", "density_g_cm3", 1, 4},
      {"sp_percent", "sp, two bonds", "%", "hybridization.sp", 100, 2, Chance::share},
      {"sp2_percent", "sp2, three bonds", "%", "hybridization.sp2", 100, 2, Chance::share},
      {"sp3_percent", "sp3, four bonds", "%", "hybridization.sp3", 100, 2, Chance::share},
      {"bond_A", "mean bond", "A", "hybridization.bond_A.mean", 1, 4},
      {"rings_3_per_100", "rings of 3 for 100 atoms", "", "rings.per_atom.3", 100, 2, Chance::count},
      {"rings_4_per_100", "rings of 4 for 100 atoms", "", "rings.per_atom.4", 100, 2, Chance::count},
      {"rings_5_per_100", "rings of 5 for 100 atoms", "", "rings.per_atom.5", 100, 2, Chance::count},
      {"rings_6_per_100", "rings of 6 for 100 atoms", "", "rings.per_atom.6", 100, 2, Chance::count},
      {"rings_7_per_100", "rings of 7 for 100 atoms", "", "rings.per_atom.7", 100, 2, Chance::count},
      {"rings_8_per_100", "rings of 8 for 100 atoms", "", "rings.per_atom.8", 100, 2, Chance::count},
      {"first_peak_A", "first peak of g(r), C-C", "A", "rdf.pairs.C-C.first_peak_A", 1, 4},
      {"neighbours", "neighbours below its minimum", "", "rdf.pairs.C-C.coordination", 1, 3},
      {"d002_peak_A", "d002 at the maximum", "A", "xrd.d002.peak_A", 1, 3, Chance::given, "xrd.d002.fit_error_A"},
      {"d002_corrected_A", "d002 corrected", "A", "xrd.d002.corrected_A", 1, 3},
      {"d002_geometric_A", "d002 from the positions", "A", "xrd.d002.geometric_A", 1, 3},
      {"lcd_A", "largest cavity, LCD", "A", "pores.lcd_A", 1, 3},
      {"pld_A", "pore-limiting diameter, PLD", "A", "pores.pld_A", 1, 3},
      {"surface_m2_g", "surface, all", "m2/g", "pores.surface_m2_g", 1, 1},
      {"occupiable_percent", "occupiable volume", "%", "pores.occupiable_fraction", 100, 2}};
  return all;
}

std::optional<double> chance_of(const Source& source, double value, const Summary& summary) {
  const std::string counted = std::string(source.path).substr(0, std::string(source.path).find('.')) + ".atoms";
  const double atoms = summary.number(counted).value_or(0) / std::max(1.0, summary.number("frames").value_or(1));
  if (source.chance == Chance::given) return summary.number(source.error_path);
  if (source.chance == Chance::none || !(atoms > 0)) return std::nullopt;
  return std::sqrt(source.chance == Chance::share ? value * (1 - value) / atoms : std::max(value, 1 / atoms) / atoms) *
         source.scale;
}

/// Sizes of which a structure has no ring have no key, but a count: none.
bool is_none(const Source& source, const Summary& summary) {
  return source.chance == Chance::count && summary.has("rings.per_atom");
}

std::optional<Measured> measured(const Source& source, const Summary& summary) {
  std::optional<double> value = summary.number(source.path);
  if (!value && is_none(source, summary)) value = 0;
  if (!value) return std::nullopt;
  return Measured{source.scale * *value, chance_of(source, *value, summary)};
}

std::string text_of(const std::optional<Measured>& m, int digits, bool sign = false) {
  if (!m) return "-";
  const std::string value = sign ? fmt::format("{:+.{}f}", m->value, digits) : fmt::format("{:.{}f}", m->value, digits);
  return m->error ? fmt::format("{} +- {:.{}f}", value, *m->error, digits) : value;
}
}  // namespace

std::optional<Measured> CompareRow::difference(std::size_t k) const {
  if (!values[0] || !values[k]) return std::nullopt;
  Measured d{values[k]->value - values[0]->value, std::nullopt};
  if (values[0]->error && values[k]->error) d.error = std::hypot(*values[0]->error, *values[k]->error);
  return d;
}

std::vector<CompareRow> compare_rows(const std::vector<Compared>& structures) {
  for (const Compared& s : structures)
    if (!s.summary.has("density_g_cm3"))
      throw Error("not a summary of nacre analyze all").file(s.name).key("density_g_cm3");
  std::vector<CompareRow> rows;
  for (const Source& source : sources()) {
    CompareRow row{source.key, source.what, source.unit, source.digits, {}};
    for (const Compared& s : structures) row.values.push_back(measured(source, s.summary));
    if (std::any_of(row.values.begin(), row.values.end(), [](const auto& v) { return v.has_value(); }))
      rows.push_back(std::move(row));
  }
  return rows;
}

std::string compare_text(const std::vector<Compared>& structures, const std::vector<CompareRow>& rows) {
  std::string text = fmt::format("{:<34}", "");
  for (std::size_t k = 0; k < structures.size(); ++k)
    text += fmt::format("{:<22}{}", structures[k].name, k == 0 ? "" : fmt::format("{:<22}", "difference"));
  text.erase(text.find_last_not_of(' ') + 1);
  for (const CompareRow& row : rows) {
    text += fmt::format("\n{:<34}", row.what + (row.unit.empty() ? "" : " (" + row.unit + ")"));
    for (std::size_t k = 0; k < structures.size(); ++k) {
      text += fmt::format("{:<22}", text_of(row.values[k], row.digits));
      if (k > 0) text += fmt::format("{:<22}", text_of(row.difference(k), row.digits, true));
    }
    text.erase(text.find_last_not_of(' ') + 1);
  }
  return text + "\n";
}

report::Table compare_table(const std::vector<Compared>& structures, const std::vector<CompareRow>& rows) {
  report::Table table;
  table.comments = {
      "rows of nacre analyze all, side by side; differences to the first structure",
      "errors: chance, sqrt(p (1 - p) / N) of shares, sqrt(n) / N of rings, with N atoms of one frame; of "
      "the fit for a fitted peak; empty where none is known"};
  table.columns = {{"quantity"}, {"unit"}};
  for (std::size_t k = 0; k < structures.size(); ++k)
    for (const char* what : {"", " difference"}) {
      if (k == 0 && *what != 0) continue;
      table.columns.push_back({structures[k].name + what, "{:.9g}"});
      table.columns.push_back({structures[k].name + what + " error", "{:.4g}"});
    }
  const auto put = [&](const std::optional<Measured>& m) {
    auto& cells = table.rows.back();
    cells.push_back(m ? report::Cell(m->value) : report::Cell());
    cells.push_back(m && m->error ? report::Cell(*m->error) : report::Cell());
  };
  for (const CompareRow& row : rows) {
    table.rows.push_back({row.key, row.unit});
    for (std::size_t k = 0; k < structures.size(); ++k) {
      put(row.values[k]);
      if (k > 0) put(row.difference(k));
    }
  }
  return table;
}

std::vector<report::Section> compare_sections(const std::vector<Compared>& structures,
                                              const std::vector<CompareRow>& rows) {
  std::vector<report::Section> sections;
  for (std::size_t k = 0; k < structures.size(); ++k) {
    sections.push_back({structures[k].name, structures[k].name, "", {}});
    for (const CompareRow& row : rows)
      if (const auto& m = row.values[k])
        sections.back().rows.push_back(
            {row.key, row.what, text_of(m, row.digits), m->value, m->error, row.unit, std::nullopt});
  }
  return sections;
}

report::Summary compare_summary(const std::vector<Compared>& structures, const std::vector<CompareRow>& rows) {
  Summary summary;
  std::vector<Summary::Value> names;
  for (const Compared& s : structures) names.emplace_back(s.name);
  summary.put_list("structures", std::move(names));
  std::vector<std::pair<std::string, Summary::Map>> values, errors, differences, difference_errors;
  for (const CompareRow& row : rows) {
    Summary::Map value, error, difference, difference_error;
    for (std::size_t k = 0; k < structures.size(); ++k) {
      const std::string& name = structures[k].name;
      if (row.values[k]) value.emplace_back(name, row.values[k]->value);
      if (row.values[k] && row.values[k]->error) error.emplace_back(name, *row.values[k]->error);
      if (const auto d = row.difference(k); k > 0 && d) difference.emplace_back(name, d->value);
      if (const auto d = row.difference(k); k > 0 && d && d->error) difference_error.emplace_back(name, *d->error);
    }
    values.emplace_back(row.key, std::move(value));
    if (!error.empty()) errors.emplace_back(row.key, std::move(error));
    if (!difference.empty()) differences.emplace_back(row.key, std::move(difference));
    if (!difference_error.empty()) difference_errors.emplace_back(row.key, std::move(difference_error));
  }
  summary.put_named_maps("values", std::move(values));
  summary.put_named_maps("errors", std::move(errors));
  summary.put_named_maps("differences", std::move(differences));
  summary.put_named_maps("difference_errors", std::move(difference_errors));
  return summary;
}

}  // namespace nacre::jobs::analyze
