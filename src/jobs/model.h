// nacre model: NEP models taken apart and compared.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "jobs/job.h"

namespace nacre::jobs {

struct ModelShow : Job {
  std::string model;
  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

struct ModelKeep : Job {
  std::string model, output;
  std::vector<std::string> elements;
  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

struct ModelAdd : Job {
  std::string model, output, element;
  std::string like;  ///< an element of the model; empty: random numbers
  std::uint64_t seed = 1;
  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

struct ModelConvert : Job {
  std::string model, output;
  int version = 0;
  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

struct ModelCompare : Job {
  std::string first, second, input;
  void options(Options& table) override;
  report::Report run(const Surroundings& around) override;
};

/// The active set of a NEP on its training data.
struct ModelActive : Job {
  std::string model, input, output;
  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
