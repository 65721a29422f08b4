// Rings of a large structure: seconds of the net of bonds, of the search and of the whole accumulation, one thread and
// two, each the best of --repeat; of the search also the part that orders the atoms.
//
//   bench_analysis_rings FILE.xyz [--repeat-cell 6] [--max-size 8] [--criterion primitive] [--repeat 3] [--cuda]
//                        [--output o.yaml]
//
// --cuda: the search on the GPU, after one run that warms it up and whose lists must be those of the CPU, on all
// threads. aC_4001.xyz repeated 6 x 6 x 6 is 864,216 atoms of amorphous carbon.
#include <yaml-cpp/yaml.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>

#include "analysis/rings/cuda_rings.h"
#include "analysis/rings/ring_order.h"
#include "analysis/rings/rings.h"
#include "build/replicate.h"
#include "core/error.h"
#include "device/parallel.h"
#include "io/extxyz.h"
#include "runs/date.h"
#include "runs/timing.h"

namespace {

using namespace nacre;
using bench::best_of;
using bench::emit;
using bench::Timing;

struct Options {
  std::string file, criterion = "primitive", output;
  int cells = 6, max_size = 8, repeat = 3;
  bool cuda = false;
};

/// Before anything is timed: the lists of both devices must be equal.
void compare_devices(const BondGraph& graph, int max_size) {
  const std::vector<int> rank = ring_order(graph);
  const RingList gpu = primitive_rings_on_cuda(graph, rank, max_size);
  const RingList cpu = primitive_rings_on_cpu(graph, rank, max_size);
  if (gpu.begin != cpu.begin || gpu.node != cpu.node || gpu.shift != cpu.shift)
    throw Error("the GPU's rings are not the CPU's", Error::Kind::failed);
}

void measure(const Options& o, const Structure& s, int count, YAML::Emitter& yaml) {
  set_threads(count);
  RingSettings settings{parse_pair_cutoffs({"C-C=1.85"}), o.max_size, parse_ring_criterion(o.criterion)};
  if (o.cuda) settings.primitive = primitive_rings_on_cuda;
  BondGraph graph;
  RingList rings;
  const Timing net = best_of(o.repeat, [&] { graph = bond_graph(s.atoms, s.box, settings.pairs); });
  if (o.cuda) compare_devices(graph, o.max_size);
  const Timing order = best_of(o.repeat, [&] { ring_order(graph); });
  const Timing search =
      best_of(o.repeat, [&] { rings = find_rings(graph, o.max_size, settings.criterion, settings.primitive); });
  const Timing all = best_of(o.repeat, [&] {
    Rings r(settings);
    r.add(s.atoms, s.box);
  });
  std::printf("%d thread(s)%s, %zu atoms, %s rings to %d: %lld rings\n", threads(), o.cuda ? " and a GPU" : "",
              s.atoms.size(), o.criterion.c_str(), o.max_size, static_cast<long long>(rings.rings()));
  yaml << YAML::BeginMap << YAML::Key << "threads" << YAML::Value << threads() << YAML::Key << "cuda" << YAML::Value
       << o.cuda << YAML::Key << "rings" << YAML::Value << rings.rings();
  emit(yaml, "net", net), emit(yaml, "order", order), emit(yaml, "search", search), emit(yaml, "statistics", all);
  yaml << YAML::EndMap;
}

Structure load(const Options& o) {
  ExtxyzReader reader(o.file);
  Frame frame;
  reader.next(frame);
  return replicate(frame.atoms, frame.box, o.cells, o.cells, o.cells);
}

void run(const Options& o) {
  const Structure s = load(o);
  double load[1] = {0};
  (void)getloadavg(load, 1);
  YAML::Emitter yaml;
  yaml << YAML::BeginMap << YAML::Key << "date" << YAML::Value << bench::date() << YAML::Key << "atoms" << YAML::Value
       << s.atoms.size() << YAML::Key << "criterion" << YAML::Value << o.criterion << YAML::Key << "max_size"
       << YAML::Value << o.max_size << YAML::Key << "load" << YAML::Value << load[0] << YAML::Key << "runs"
       << YAML::Value << YAML::BeginSeq;
  std::printf("load average at the start %.2f\n", load[0]);
  for (const int count : o.cuda ? std::vector{0} : std::vector{1, 2}) measure(o, s, count, yaml);
  yaml << YAML::EndSeq << YAML::EndMap;
  if (!o.output.empty()) std::ofstream(o.output) << yaml.c_str() << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Speed of ring statistics");
  Options o;
  app.add_option("file", o.file)->required();
  app.add_option("--repeat-cell", o.cells);
  app.add_option("--max-size", o.max_size);
  app.add_option("--criterion", o.criterion);
  app.add_option("--repeat", o.repeat);
  app.add_flag("--cuda", o.cuda);
  app.add_option("--output", o.output);
  CLI11_PARSE(app, argc, argv);
  try {
    run(o);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
