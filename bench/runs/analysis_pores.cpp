// Pores of a structure: wall and processor time of the whole analysis, and of its steps, on 1 and 2 threads; also that
// of the first thread, which does all that is not shared: the ratio of two of them is the speed-up of an idle machine.
//
//   bench_analysis_pores FILE.xyz [--grid 0.2] [--repeat-cell 1] [--repeat 3] [--cuda] [--output results.yaml]
//
// --cuda: field and sizes on the GPU, the rest on all threads; with --repeat-cell 1 the values must first be the CPU's.
// porous-5014 repeated 6 x 6 x 6 is 1,083,024 atoms.

#include <algorithm>

#include "analysis/pores/cuda_pores.h"
#include "analysis/pores/pore_network.h"
#include "analysis/pores/pore_sizes.h"
#include "analysis/pores/pore_surface.h"
#include "analysis/pores/pores.h"
#include "build/replicate.h"
#include "device/parallel.h"
#include "io/extxyz.h"
#include "runs/driver.h"

namespace {

using namespace nacre;
using bench::processor_seconds;
using bench::seconds;

struct Timer {
  YAML::Node& out;
  double wall = seconds(), processor = processor_seconds(), thread = bench::thread_seconds();
  void step(const std::string& name) {
    const double w = seconds() - wall, p = processor_seconds() - processor, t = bench::thread_seconds() - thread;
    out[name]["wall_s"].push_back(w);
    out[name]["processor_s"].push_back(p);
    out[name]["first_thread_s"].push_back(t);
    std::printf("  %-12s %8.3f s wall %8.3f s processor %8.3f s first thread\n", name.c_str(), w, p, t);
    wall = seconds(), processor = processor_seconds(), thread = bench::thread_seconds();
  }
};

AtomBins bins_of(const Structure& s, const PoreSettings& settings) {
  std::vector<double> radius;
  for (const int t : s.atoms.type) radius.push_back(settings.radii.of(s.atoms.species[t]));
  return AtomBins(s.atoms.position, radius, s.box);
}

/// Every bit of both devices. Also warms the GPU up.
void compare_devices(const Structure& s, const PoreSettings& settings) {
  const AtomBins atoms = bins_of(s, settings);
  PoreGrid grid(s.box, settings.grid);
  grid.compute(atoms);
  const PoreNetwork network = find_network(grid);
  if (clearances_on_cuda(grid, atoms) != grid.clearances())
    throw Error("the GPU's clearances are not the CPU's", Error::Kind::failed);
  if (covering_spheres_on_cuda(grid, network) != covering_spheres(grid, network))
    throw Error("the GPU's covering spheres are not the CPU's", Error::Kind::failed);
}

void measure(const Structure& s, const PoreSettings& settings, YAML::Node& out) {
  Timer timer{out};
  const AtomBins atoms = bins_of(s, settings);
  PoreGrid grid(s.box, settings.grid);
  grid.compute(atoms, settings.field);
  timer.step("field");
  PoreNetwork network = find_network(grid);
  timer.step("network");
  refine(network, grid, atoms, settings.probe, settings.probe);
  timer.step("refine");
  settings.sizes(grid, network);
  timer.step("sizes");
  exposed_surface(atoms, settings.probe, 1, [](Vec3) { return 0; });
  timer.step("surface");
  analyze_pores(s.atoms, s.box, settings);
  timer.step("all");
}

}  // namespace

int main(int argc, char** argv) {
  std::string file, output;
  PoreSettings settings;
  int repeat = 3, cells = 1;
  bool cuda = false;
  CLI::App app("Speed of nacre analyze pores");
  app.add_option("file", file, "Extended XYZ")->required();
  app.add_option("--grid", settings.grid);
  app.add_option("--repeat-cell", cells);
  app.add_flag("--cuda", cuda);
  bench::add_repeat(app, repeat);
  bench::add_output(app, output);
  return bench::run(app, argc, argv, [&] {
    const Frame frame = read_frame(file);
    const Structure structure = replicate(frame.atoms, frame.box, cells, cells, cells);
    YAML::Node report;  // numbers of a step come one by one
    report["date"] = bench::date();
    report["atoms"] = structure.atoms.size();
    report["grid_A"] = settings.grid;
    report["cuda"] = cuda;
    if (cuda && cells == 1) compare_devices(structure, settings);
    if (cuda) settings.field = clearances_on_cuda, settings.sizes = covering_spheres_on_cuda;
    for (int r = 0; r < repeat; ++r)
      for (const int count : cuda ? std::vector{0} : std::vector{1, 2}) {
        set_threads(count);
        std::printf("%d thread(s)%s, %zu atoms\n", threads(), cuda ? " and a GPU" : "", structure.atoms.size());
        YAML::Node node = report[std::to_string(threads()) + "_threads"];
        measure(structure, settings, node);
      }
    bench::Report::save(output, YAML::Dump(report));
  });
}
