// Rings of a large structure: seconds of the net of bonds, of the search and of the whole accumulation, one thread and
// two, each the best of --repeat; of the search also the part that orders the atoms.
//
//   bench_analysis_rings FILE.xyz [--repeat-cell 6] [--max-size 8] [--criterion primitive] [--repeat 3] [--cuda]
//                        [--output o.yaml]
//
// --cuda: the search on the GPU, after one run that warms it up and whose lists must be those of the CPU, on all
// threads. aC_4001.xyz repeated 6 x 6 x 6 is 864,216 atoms of amorphous carbon.

#include <algorithm>

#include "analysis/rings/cuda_rings.h"
#include "analysis/rings/ring_order.h"
#include "analysis/rings/rings.h"
#include "build/replicate.h"
#include "device/parallel.h"
#include "io/extxyz.h"
#include "runs/driver.h"

namespace {

using namespace nacre;
using bench::best_of;
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

void measure(const Options& o, const Structure& s, int count, bench::Report& report) {
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
  report.begin_map();
  report.put("threads", threads());
  report.put("cuda", o.cuda);
  report.put("rings", rings.rings());
  put(report, "net", net), put(report, "order", order), put(report, "search", search), put(report, "statistics", all);
  report.end_map();
}

Structure load(const Options& o) {
  ExtxyzReader reader(o.file);
  Frame frame;
  reader.next(frame);
  return replicate(frame.atoms, frame.box, o.cells, o.cells, o.cells);
}

void run(const Options& o) {
  const Structure s = load(o);
  bench::Report report;
  const double load = bench::load_average();
  report.put("date", bench::date());
  report.put("atoms", s.atoms.size());
  report.put("criterion", o.criterion);
  report.put("max_size", o.max_size);
  report.put("load", load);
  std::printf("load average at the start %.2f\n", load);
  report.begin_list("runs");
  for (const int count : o.cuda ? std::vector{0} : std::vector{1, 2}) measure(o, s, count, report);
  report.end_list();
  report.finish(o.output);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Speed of ring statistics");
  Options o;
  app.add_option("file", o.file)->required();
  app.add_option("--repeat-cell", o.cells);
  app.add_option("--max-size", o.max_size);
  app.add_option("--criterion", o.criterion);
  app.add_flag("--cuda", o.cuda);
  bench::add_repeat(app, o.repeat);
  bench::add_output(app, o.output);
  return bench::run(app, argc, argv, [&] { run(o); });
}
