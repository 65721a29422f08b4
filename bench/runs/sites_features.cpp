// Features of sodium sites of a large structure: seconds of everything together, and of the net of bonds and the rings
// alone, on one thread and on two, each the best of --repeat.
//
//   bench_sites_features FILE.xyz [--repeat-cell 6 6 6] [--sodium 0.2] [--repeat 2] [--output o.yaml]
//
// Sodium is put at random points 2 A from every carbon atom, so many for each. porous-5014.xyz (1.4 g/cm3) repeated
// 6 x 6 x 6 is 1,083,024 carbon atoms.

#include <algorithm>
#include <random>

#include "build/replicate.h"
#include "device/parallel.h"
#include "io/extxyz.h"
#include "neighbor/point_search.h"
#include "runs/driver.h"
#include "sites/feature_keys.h"
#include "sites/ring_counts.h"

namespace {

using namespace nacre;
using bench::best_of;
using bench::Timing;

struct Options {
  std::string file, output;
  std::vector<int> cells{6, 6, 6};
  double sodium = 0.2, clearance = 2.0;
  int repeat = 2;
};

Structure with_sodium(const Options& o) {
  ExtxyzReader reader(o.file);
  Frame frame;
  reader.next(frame);
  Structure s = replicate(frame.atoms, frame.box, o.cells[0], o.cells[1], o.cells[2]);
  const PointSearch carbon(s.atoms.position, s.box, o.clearance);
  const std::size_t first = s.atoms.size();
  const auto wanted = static_cast<std::size_t>(o.sodium * static_cast<double>(first));
  std::mt19937 random(1);
  std::uniform_real_distribution<double> u;
  std::vector<int> places;
  s.atoms.resize(first + wanted);
  s.atoms.species = {"C", "Na"};
  for (std::size_t k = first; k < first + wanted;) {
    const Vec3 r = carbon.wrap(s.box.cartesian({u(random), u(random), u(random)}));
    if (carbon.any_within(r, o.clearance, places)) continue;
    s.atoms.position[k] = r, s.atoms.type[k] = 1, ++k;
  }
  return s;
}

void measure(const Options& o, const Structure& s, int count, bench::Report& report) {
  set_threads(count);
  const sites::FeatureSettings settings;
  sites::SiteFeatures found;
  const Timing all = best_of(o.repeat, [&] { found = sites::features_of(s.atoms, s.box, settings); });
  const Timing rings = best_of(o.repeat, [&] { const sites::RingCounts r(s.atoms, s.box, settings); });
  std::size_t intercalated = 0;
  for (const sites::Site& site : found.sites) intercalated += site.test.is_intercalation();
  std::printf(
      "%d thread(s): %.3f s (processor %.3f s), of these bonds and rings %.3f s (%.3f s); %zu of %zu sites "
      "intercalated\n",
      count, all.wall, all.processor, rings.wall, rings.processor, intercalated, found.sites.size());
  report.begin_line();
  report.put("threads", count);
  report.put("wall_s", all.wall);
  report.put("processor_s", all.processor);
  report.put("bonds_and_rings_wall_s", rings.wall);
  report.put("bonds_and_rings_processor_s", rings.processor);
  report.put("sodium", found.sites.size());
  report.put("intercalated", intercalated);
  report.end_map();
}

void run(const Options& o) {
  const Structure s = with_sodium(o);
  const double load = bench::load_average();
  std::printf("%zu atoms, load average at the start %.2f\n", s.atoms.size(), load);
  bench::Report report;
  report.put("date", bench::date());
  report.put("atoms", s.atoms.size());
  report.put("sodium_per_carbon", o.sodium);
  report.put("volume_A3", s.box.volume());
  report.put("load", load);
  report.put("definition", sites::definition({}));
  report.begin_list("runs");
  for (const int count : {1, 2}) measure(o, s, count, report);
  report.end_list();
  report.finish(o.output);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Speed of the features of sodium sites");
  Options o;
  app.add_option("file", o.file)->required();
  app.add_option("--repeat-cell", o.cells, "Three numbers")->expected(3);
  app.add_option("--sodium", o.sodium, "Sodium atoms for each carbon atom");
  app.add_option("--clearance", o.clearance, "A");
  bench::add_repeat(app, o.repeat);
  bench::add_output(app, o.output);
  return bench::run(app, argc, argv, [&] { run(o); });
}
