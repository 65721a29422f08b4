#include "jobs/sites/runs.h"

#include <fmt/format.h>

#include <filesystem>

#include "core/error.h"
#include "io/paths.h"
#include "jobs/earlier_results.h"
#include "sites/feature_keys.h"

namespace nacre::jobs {

namespace {
namespace fs = std::filesystem;

/// What results are named after: of the ledger its folder.
std::string named(const std::string& input) {
  if (fs::path(input).filename() != "insert.csv") return input;
  const fs::path folder = fs::path(input).parent_path();
  return folder.empty() ? "." : folder.string();
}

/// An opened path as an option of the job would name it.
std::string seen_from(const Surroundings& around, const std::string& given, const std::string& opened) {
  if (around.folder.empty() || fs::path(given).is_absolute()) return opened;
  return fs::path(opened).lexically_relative(fs::path(around.folder).lexically_normal()).string();
}
}  // namespace

bool is_run(const std::string& path) { return is_folder(path) || fs::path(path).filename() == "insert.csv"; }

std::vector<OpenRun> open_runs(const std::vector<std::string>& folders, const SiteRunOptions& options,
                               const sites::FeatureSettings& settings, bool every_frame, const Surroundings& around) {
  std::vector<OpenRun> out;
  for (const std::string& given : folders)
    for (const std::string& folder : sites::insertion_folders(around.path(given))) {
      sites::InsertionRun run(folder, options.structures);
      sites::RunSites found = sites::sites_of_run(run, settings, options.frame(), every_frame);
      if (found.guests.empty()) throw Error("no frame of this run holds an atom of the guest").file(folder);
      out.push_back({seen_from(around, given, folder), std::move(run), std::move(found)});
    }
  return out;
}

sites::SiteTable table_of(const std::vector<OpenRun>& runs, const sites::FeatureSettings& settings) {
  sites::SiteTable table;
  table.definition = sites::definition(settings);
  for (const OpenRun& r : runs) sites::append(table, r.name, r.sites);
  return table;
}

sites::FeatureSettings same_settings(const std::string& definition, const std::string& file, const FeatureOptions& keys,
                                     const Surroundings& around) {
  sites::FeatureSettings settings = keys.settings(around, sites::settings_of(definition));
  const std::string difference = sites::definition_difference(definition, sites::definition(settings));
  if (!difference.empty()) throw Error("its features were made otherwise: " + difference).file(file);
  return settings;
}

OpenForest open_forest(const std::string& file, const FeatureOptions& keys, const Surroundings& around) {
  const std::string path = around.path(file);
  learn::Forest forest = learn::read_forest(path);
  const std::string definition = sites::definition_of(forest, path);
  return {std::move(forest), same_settings(definition, path, keys, around)};
}

std::string result_name(const std::string& given, const std::string& input, const std::string& ending,
                        const Surroundings& around) {
  return given.empty() ? beside(named(input), ending, around) : given;
}

std::string result_folder(const std::string& given, const std::string& input, const std::string& ending,
                          const Surroundings& around) {
  const std::string folder = result_name(given, input, ending, around);
  make_folder(folder, around);
  return folder;
}

std::string folder_of_run(const std::string& folder, std::size_t run, std::size_t runs, const Surroundings& around) {
  if (runs == 1) return folder;
  return result_folder((fs::path(folder) / fmt::format("run-{}", run + 1)).string(), "", "", around);
}

void write_files(const std::string& folder, const std::vector<std::pair<std::string, std::string>>& files, Log& log) {
  std::vector<report::File> placed;
  for (const auto& [name, content] : files) placed.push_back({(fs::path(folder) / name).string(), content});
  replace_files(placed, log);
}

}  // namespace nacre::jobs
