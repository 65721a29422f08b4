// nacre train: a NEP from nep.in, train.xyz and, if there is one, test.xyz.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/error.h"
#include "jobs/job.h"

namespace nacre::jobs {

struct Train : Job {
  std::string where = ".";  ///< folder, or nep.in itself
  bool resume = false, check = false, keywords = false;
  bool explain = false;         ///< says what is chosen from the data
  bool restart = false;         ///< unfinished work is set aside
  bool append = false;          ///< the search starts from nep.restart, and loss.out goes on
  std::int64_t stop_after = 0;  ///< steps; 0: all

  void options(Options& table) override;
  void own_files(const Surroundings& around, FileNames& names) const override;
  Computes computes() const override { return check || keywords || explain ? Computes::cpu_only : Computes::anywhere; }
  bool can_stop() const override { return !check && !keywords && !explain; }
  report::Report run(const Surroundings& around) override;
};

/// All that is wrong with a nep.in and the data beside it, and what looks odd in the data.
void list_train_errors(const std::string& where, std::vector<Error>& errors, std::vector<std::string>& warnings);

}  // namespace nacre::jobs
