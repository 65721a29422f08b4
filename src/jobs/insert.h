// nacre insert: sodium into a carbon, atom by atom, or out of it; the voltage profile.
#pragma once
#include <string>
#include <vector>

#include "core/error.h"
#include "insert/settings.h"
#include "jobs/job.h"
#include "jobs/page/page_viewer.h"

namespace nacre::jobs {

struct Insert : Job {
  std::string config;  ///< insert.yaml, or the folder that holds it
  bool resume = false, schema = false, keywords = false;
  bool restart = false;  ///< unfinished work is set aside
  PageViewer viewer;
  std::vector<std::string> band;  ///< ledgers whose mean and band are wanted; empty: an insertion is

  void options(Options& table) override;
  void own_files(const Surroundings& around, FileNames& names) const override;
  Computes computes() const override { return prints() || !band.empty() ? Computes::cpu_only : Computes::anywhere; }
  bool can_stop() const override { return !prints() && band.empty(); }
  /// The keys, and no insertion.
  bool prints() const { return schema || keywords; }
  report::Report run(const Surroundings& around) override;
};

/// insert.yaml of a folder, or the file itself.
std::string insert_file(const std::string& where);
/// All that is wrong with an insert.yaml and the files it names, and what looks odd in the structure.
void list_insert_errors(const std::string& where, std::vector<Error>& errors, std::vector<std::string>& warnings);
/// What is wrong with the files that settings without errors name.
void list_insert_file_errors(const insert::InsertSettings& settings, std::vector<Error>& errors,
                             std::vector<std::string>& warnings);

}  // namespace nacre::jobs
