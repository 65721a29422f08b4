// Features of sodium sites of a large structure: seconds of everything together, and of the net of bonds and the rings
// alone, on one thread and on two, each the best of --repeat.
//
//   bench_sites_features FILE.xyz [--repeat-cell 6 6 6] [--sodium 0.2] [--repeat 2] [--output o.yaml]
//
// Sodium is put at random points 2 A from every carbon atom, so many for each. porous-5014.xyz (1.4 g/cm3) repeated
// 6 x 6 x 6 is 1,083,024 carbon atoms.
#include <yaml-cpp/yaml.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>

#include "build/replicate.h"
#include "device/parallel.h"
#include "insert/image_bins.h"
#include "io/extxyz.h"
#include "runs/clocks.h"
#include "runs/date.h"
#include "sites/feature_keys.h"
#include "sites/ring_counts.h"

namespace {

using namespace nacre;

struct Options {
  std::string file, output;
  std::vector<int> cells{6, 6, 6};
  double sodium = 0.2, clearance = 2.0;
  int repeat = 2;
};

struct Timing {
  double wall = 1e300, processor = 1e300;
};

template <class Body>
Timing best_of(int repeat, Body&& body) {
  Timing best;
  for (int k = 0; k < repeat; ++k) {
    const double wall = bench::seconds(), processor = bench::processor_seconds();
    body();
    best.wall = std::min(best.wall, bench::seconds() - wall);
    best.processor = std::min(best.processor, bench::processor_seconds() - processor);
  }
  return best;
}

Structure with_sodium(const Options& o) {
  ExtxyzReader reader(o.file);
  Frame frame;
  reader.next(frame);
  Structure s = replicate(frame.atoms, frame.box, o.cells[0], o.cells[1], o.cells[2]);
  const insert::ImageBins carbon(s.atoms.position, s.box, o.clearance);
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

void measure(const Options& o, const Structure& s, int count, YAML::Emitter& yaml) {
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
  yaml << YAML::Flow << YAML::BeginMap << YAML::Key << "threads" << YAML::Value << count << YAML::Key << "wall_s"
       << YAML::Value << all.wall << YAML::Key << "processor_s" << YAML::Value << all.processor << YAML::Key
       << "bonds_and_rings_wall_s" << YAML::Value << rings.wall << YAML::Key << "bonds_and_rings_processor_s"
       << YAML::Value << rings.processor << YAML::Key << "sodium" << YAML::Value << found.sites.size() << YAML::Key
       << "intercalated" << YAML::Value << intercalated << YAML::EndMap;
}

void run(const Options& o) {
  const Structure s = with_sodium(o);
  double load[1] = {0};
  (void)getloadavg(load, 1);
  std::printf("%zu atoms, load average at the start %.2f\n", s.atoms.size(), load[0]);
  YAML::Emitter yaml;
  yaml << YAML::BeginMap << YAML::Key << "date" << YAML::Value << bench::date() << YAML::Key << "atoms" << YAML::Value
       << s.atoms.size() << YAML::Key << "sodium_per_carbon" << YAML::Value << o.sodium << YAML::Key << "volume_A3"
       << YAML::Value << s.box.volume() << YAML::Key << "load" << YAML::Value << load[0] << YAML::Key << "definition"
       << YAML::Value << sites::definition({}) << YAML::Key << "runs" << YAML::Value << YAML::BeginSeq;
  for (const int count : {1, 2}) measure(o, s, count, yaml);
  yaml << YAML::EndSeq << YAML::EndMap;
  if (!o.output.empty()) std::ofstream(o.output) << yaml.c_str() << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Speed of the features of sodium sites");
  Options o;
  app.add_option("file", o.file)->required();
  app.add_option("--repeat-cell", o.cells, "Three numbers")->expected(3);
  app.add_option("--sodium", o.sodium, "Sodium atoms for each carbon atom");
  app.add_option("--clearance", o.clearance, "A");
  app.add_option("--repeat", o.repeat);
  app.add_option("--output", o.output);
  CLI11_PARSE(app, argc, argv);
  try {
    run(o);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
