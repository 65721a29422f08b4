// What the jobs of site types read: runs, forests; and the folders they write to.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "jobs/sites/options.h"

namespace nacre::jobs {

struct OpenRun {
  std::string name;  ///< folder, as seen from the job's
  sites::InsertionRun run;
  sites::RunSites sites;
};
/// The insertions in these folders, with their features. `every_frame`: of all frames, not only one a guest.
std::vector<OpenRun> open_runs(const std::vector<std::string>& folders, const SiteRunOptions& options,
                               const sites::FeatureSettings& settings, bool every_frame, const Surroundings& around);
sites::SiteTable table_of(const std::vector<OpenRun>& runs, const sites::FeatureSettings& settings);

/// What is to be taken as read: a folder or a file insert.csv; else it is a file of another kind.
bool is_run(const std::string& path);

/// A forest and the settings of its features. Keys that were given must be the forest's. Throws Error(bad_input).
struct OpenForest {
  learn::Forest forest;
  sites::FeatureSettings settings;
};
OpenForest open_forest(const std::string& file, const FeatureOptions& keys, const Surroundings& around);
/// The settings of `definition`, which `file` was made with, unless the keys that were given say something else.
sites::FeatureSettings same_settings(const std::string& definition, const std::string& file, const FeatureOptions& keys,
                                     const Surroundings& around);

/// The name of the folder for results, as an option names it. `given` empty: the stem of `input` + `ending`, beside it.
std::string result_name(const std::string& given, const std::string& input, const std::string& ending,
                        const Surroundings& around);
/// Makes the folder and returns its name.
std::string result_folder(const std::string& given, const std::string& input, const std::string& ending,
                          const Surroundings& around);
/// The folder itself for one run, else run-1, run-2, ... in it.
std::string folder_of_run(const std::string& folder, std::size_t run, std::size_t runs, const Surroundings& around);
/// By replace_files(): names and contents.
void write_files(const std::string& folder, const std::vector<std::pair<std::string, std::string>>& files, Log& log);

}  // namespace nacre::jobs
