// nacre build layers, slit, wedge, edge and tube: structures made of graphene sheets.
#pragma once
#include <string>
#include <vector>

#include "build/metal_layers.h"
#include "build/pore_walls.h"
#include "build/ribbon.h"
#include "build/tube.h"
#include "jobs/job.h"

namespace nacre::jobs {

struct BuildLayers : Job {
  MetalLayers request;
  std::string output;

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

struct BuildSlit : Job {
  Slit request;
  std::vector<double> size{20, 20};  ///< Å
  std::string output;

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

struct BuildWedge : Job {
  Wedge request;
  std::string output;

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

struct BuildEdge : Job {
  Ribbon request;
  std::string output;

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

struct BuildTube : Job {
  Tube request;
  std::vector<int> indices{10, 10};
  std::string output;

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
