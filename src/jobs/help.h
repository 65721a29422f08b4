// nacre help, completion, man: what is in the tables, for people and for shells.
#pragma once
#include <string>
#include <vector>

#include "jobs/job.h"

namespace nacre::jobs {

/// nacre help WORDS: the entries of these names, or the nearest.
struct Help : Job {
  std::vector<std::string> words;
  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

/// nacre completion bash | zsh | fish: a script for the shell to source.
struct Completion : Job {
  std::string shell;
  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

/// nacre man: nacre.1, and a page a command.
struct Man : Job {
  std::string folder;
  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
