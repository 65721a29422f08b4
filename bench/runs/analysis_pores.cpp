// Pores of a structure: wall and processor time of the whole analysis, and of its steps, on 1 and 2 threads.
//
//   bench_analysis_pores FILE.xyz [--grid 0.2] [--repeat 3] [--output results.yaml]
#include <yaml-cpp/yaml.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>

#include "analysis/pore_network.h"
#include "analysis/pore_sizes.h"
#include "analysis/pore_surface.h"
#include "analysis/pores.h"
#include "device/parallel.h"
#include "io/extxyz.h"
#include "runs/clocks.h"
#include "runs/date.h"

namespace {

using namespace nacre;
using bench::processor_seconds;
using bench::seconds;

struct Timer {
  YAML::Node& out;
  double wall = seconds(), processor = processor_seconds();
  void step(const std::string& name) {
    const double w = seconds() - wall, p = processor_seconds() - processor;
    out[name]["wall_s"].push_back(w);
    out[name]["processor_s"].push_back(p);
    std::printf("  %-12s %8.3f s wall %8.3f s processor\n", name.c_str(), w, p);
    wall = seconds(), processor = processor_seconds();
  }
};

void measure(const Frame& frame, const PoreSettings& settings, YAML::Node& out) {
  std::vector<double> radius;
  for (const int t : frame.atoms.type) radius.push_back(settings.radii.of(frame.atoms.species[t]));
  Timer timer{out};
  const AtomBins atoms(frame.atoms.position, radius, frame.box);
  PoreGrid grid(frame.box, settings.grid);
  grid.compute(atoms);
  timer.step("field");
  PoreNetwork network = find_network(grid);
  timer.step("network");
  refine(network, grid, atoms, settings.probe, settings.probe);
  timer.step("refine");
  covering_spheres(grid, network);
  timer.step("sizes");
  exposed_surface(atoms, settings.probe, 1, [](Vec3) { return 0; });
  timer.step("surface");
  analyze_pores(frame.atoms, frame.box, settings);
  timer.step("all");
}

}  // namespace

int main(int argc, char** argv) {
  std::string file, output;
  PoreSettings settings;
  int repeat = 3;
  CLI::App app("Speed of nacre analyze pores");
  app.add_option("file", file, "Extended XYZ")->required();
  app.add_option("--grid", settings.grid);
  app.add_option("--repeat", repeat);
  app.add_option("--output", output);
  CLI11_PARSE(app, argc, argv);
  const Frame frame = read_frame(file);
  YAML::Node report;
  report["date"] = bench::date();
  report["atoms"] = frame.atoms.size();
  report["grid_A"] = settings.grid;
  for (int r = 0; r < repeat; ++r)
    for (const int count : {1, 2}) {
      set_threads(count);
      std::printf("%d thread(s)\n", count);
      YAML::Node node = report[std::to_string(count) + "_threads"];
      measure(frame, settings, node);
    }
  if (!output.empty()) std::ofstream(output) << report << "\n";
}
