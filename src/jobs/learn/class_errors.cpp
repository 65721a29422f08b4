#include "jobs/learn/class_errors.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "io/yaml_file.h"
#include "report/csv.h"
#include "train/report/error_table.h"

namespace nacre::jobs::learn {

namespace {
double number_in(const YAML::Node& map, const char* key) {
  return map[key] ? map[key].as<double>() : std::numeric_limits<double>::quiet_NaN();
}

train::ClassErrors errors_in(const YAML::Node& map) {
  train::ClassErrors e;
  e.name = map["class"].as<std::string>();
  e.frames = map["frames"].as<std::size_t>();
  e.rmse_energy = number_in(map, "rmse_energy_eV_per_atom");
  e.rmse_force = number_in(map, "rmse_force_eV_per_A");
  e.rmse_virial = number_in(map, "rmse_virial_eV_per_atom");
  e.rmse_difference = number_in(map, "rmse_difference_eV");
  return e;
}

std::vector<train::ClassErrors> errors_of(const std::vector<RoundErrors>& rows) {
  std::vector<train::ClassErrors> errors;
  for (const RoundErrors& row : rows) errors.push_back(row.errors);
  return errors;
}
}  // namespace

std::vector<RoundErrors> read_round_errors(const std::string& summary_file, std::int64_t round) try {
  const YAML::Node summary = read_yaml(summary_file);
  std::vector<RoundErrors> rows;
  if (!summary.IsMap()) return rows;
  for (const char* set : {"train", "test"})
    for (const YAML::Node& map : summary[std::string(set) + "_by_class"]) rows.push_back({round, set, errors_in(map)});
  return rows;
} catch (const YAML::Exception& e) {
  throw Error("this is no summary of a training: " + e.msg).file(summary_file);
}

report::Table class_error_table(const std::vector<RoundErrors>& rows) {
  constexpr const char* digits = "{:.8g}";
  report::Table table{"classes.csv",
                      {},
                      {{"round"},
                       {"set"},
                       {"class"},
                       {"frames"},
                       {"rmse_energy_eV_per_atom", digits},
                       {"rmse_force_eV_per_A", digits},
                       {"rmse_virial_eV_per_atom", digits},
                       {"rmse_difference_eV", digits}},
                      {}};
  for (const auto& [round, set, e] : rows)
    table.rows.push_back({round, set, e.name, static_cast<std::int64_t>(e.frames), report::finite_cell(e.rmse_energy),
                          report::finite_cell(e.rmse_force), report::finite_cell(e.rmse_virial),
                          report::finite_cell(e.rmse_difference)});
  return table;
}

std::vector<report::Summary::Map> class_error_maps(const std::vector<RoundErrors>& rows) {
  std::vector<report::Summary::Map> maps = train::class_maps(errors_of(rows));
  for (std::size_t i = 0; i < rows.size(); ++i)
    maps[i].insert(maps[i].begin(), {{"round", rows[i].round}, {"set", rows[i].set}});
  return maps;
}

std::vector<std::string> class_error_lines(const std::vector<RoundErrors>& rows) {
  if (rows.empty()) return {};
  const bool differences = train::any_difference(errors_of(rows));
  std::vector<std::string> lines{train::error_table_head(differences)};
  for (const RoundErrors& row : rows) lines.push_back(train::error_table_row(row.set.c_str(), row.errors, differences));
  return lines;
}

}  // namespace nacre::jobs::learn
