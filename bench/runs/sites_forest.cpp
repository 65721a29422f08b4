// A random forest of made-up sites: seconds to train it, of its permutation importance and of its exact SHAP values, on
// one thread and two, each the best of --repeat.
//
//   bench_sites_forest [--rows 2000] [--features 14] [--trees 500] [--repeat 5] [--output o.yaml]
//
// Labels follow two features with noise, so that trees grow to some 300 leaves, as on real data of accuracy 0.8 to 0.9.
#include <yaml-cpp/yaml.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "device/parallel.h"
#include "device/simd_target.h"
#include "learn/random_stream.h"
#include "learn/tree_shap.h"
#include "runs/date.h"
#include "runs/timing.h"

namespace {

using namespace nacre;
using namespace nacre::learn;
using bench::best_of;
using bench::emit;
using bench::Timing;

struct Options {
  int rows = 2000, features = 14, trees = 500, repeat = 5;
  std::string output;
};

Table made_up(const Options& o) {
  Table t;
  t.classes = {"filling", "adsorption"};
  RandomStream random(3, 0, 0, Purpose::learn_split);
  for (int f = 0; f < o.features; ++f) {
    t.features.push_back("F" + std::to_string(f + 1));
    std::vector<double>& x = t.columns.emplace_back();
    for (int row = 0; row < o.rows; ++row)
      x.push_back(f == 0 || f >= 8 ? std::floor(6 * random.next()) : 5 * random.next());
  }
  for (int row = 0; row < o.rows; ++row) {
    const double z = t.columns[0][row] + t.columns[2][row] + 0.5 * t.columns[1][row];
    t.label.push_back((z > 6.25) != (random.next() < 0.13));
  }
  return t;
}

/// Largest difference of base plus SHAP values from the probability.
double additivity(const Forest& forest, const Table& table, const Explanation& e) {
  const auto p = forest.probability(table);
  double worst = 0;
  for (int row = 0; row < e.rows; ++row) {
    double sum = e.base;
    for (int f = 0; f < e.width; ++f) sum += e.at(row, f);
    worst = std::max(worst, std::abs(sum - p[2 * row + 1]));
  }
  return worst;
}

void measure(const Options& o, const Table& table, int count, YAML::Emitter& yaml) {
  set_threads(count);
  ForestSettings settings;
  settings.trees = o.trees;
  TrainedForest trained;
  Explanation explanation;
  const Timing train = best_of(o.repeat, [&] { trained = train_forest(table, {}, settings); });
  const Timing permute = best_of(o.repeat, [&] { add_permutation_importance(trained.forest, table); });
  const Timing shap = best_of(o.repeat, [&] { explanation = explain(trained.forest, table, 1); });
  std::size_t nodes = 0;
  for (const Tree& tree : trained.forest.trees) nodes += tree.nodes.size();
  const double leaves = (static_cast<double>(nodes) / o.trees + 1) / 2;
  std::printf("%d thread(s), %d rows, %d features, %d trees of %.0f leaves\n", count, o.rows, o.features, o.trees,
              leaves);
  yaml << YAML::BeginMap << YAML::Key << "threads" << YAML::Value << count << YAML::Key << "leaves_per_tree"
       << YAML::Value << leaves << YAML::Key << "oob_error" << YAML::Value << trained.forest.oob_error;
  emit(yaml, "train", train), emit(yaml, "permutation", permute), emit(yaml, "shap", shap);
  yaml << YAML::Key << "additivity" << YAML::Value << additivity(trained.forest, table, explanation) << YAML::EndMap;
}

void run(const Options& o) {
  const Table table = made_up(o);
  double load[1] = {0};
  (void)getloadavg(load, 1);
  std::printf("load average at the start %.2f\n", load[0]);
  YAML::Emitter yaml;
  yaml << YAML::BeginMap << YAML::Key << "date" << YAML::Value << bench::date() << YAML::Key << "simd" << YAML::Value
       << std::string(simd_target_name()) << YAML::Key << "rows" << YAML::Value << o.rows << YAML::Key << "features"
       << YAML::Value << o.features << YAML::Key << "trees" << YAML::Value << o.trees << YAML::Key << "load"
       << YAML::Value << load[0] << YAML::Key << "runs" << YAML::Value << YAML::BeginSeq;
  for (const int count : {1, 2}) measure(o, table, count, yaml);
  yaml << YAML::EndSeq << YAML::EndMap;
  if (!o.output.empty()) std::ofstream(o.output) << yaml.c_str() << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Speed of the random forest");
  Options o;
  app.add_option("--rows", o.rows);
  app.add_option("--features", o.features);
  app.add_option("--trees", o.trees);
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
