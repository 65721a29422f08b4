// nacre build domains: a carbon of graphitic stacks and amorphous carbon, and the deck that anneals it.
#pragma once
#include <string>

#include "build/domains.h"
#include "jobs/job.h"

namespace nacre::jobs {

struct BuildDomains : Job {
  Domains request;
  double temperature = 2500;  ///< K, of the anneal
  std::string potential = "tersoff-carbon";
  std::string output, deck, table;  ///< deck, table: empty: none

  void options(Options& options_table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

/// The deck as text: presses the cell to the density that was asked for, where it is larger, anneals, cools and relaxes.
std::string domain_deck(const DomainStructure& made, const std::string& potential, double temperature);

}  // namespace nacre::jobs
