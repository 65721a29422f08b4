// A random forest of made-up sites: seconds to train it, of its permutation importance and of its exact SHAP values, on
// one thread and two, each the best of --repeat.
//
//   bench_sites_forest [--rows 2000] [--features 14] [--trees 500] [--repeat 5] [--output o.yaml]
//
// Labels follow two features with noise, so that trees grow to some 300 leaves, as on real data of accuracy 0.8 to 0.9.

#include <algorithm>
#include <cmath>

#include "device/parallel.h"
#include "learn/random_stream.h"
#include "learn/tree_shap.h"
#include "runs/driver.h"

namespace {

using namespace nacre;
using namespace nacre::learn;
using bench::best_of;
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

void measure(const Options& o, const Table& table, int count, bench::Report& report) {
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
  report.begin_map();
  report.put("threads", count);
  report.put("leaves_per_tree", leaves);
  report.put("oob_error", trained.forest.oob_error);
  put(report, "train", train), put(report, "permutation", permute), put(report, "shap", shap);
  report.put("additivity", additivity(trained.forest, table, explanation));
  report.end_map();
}

void run(const Options& o) {
  const Table table = made_up(o);
  const double load = bench::load_average();
  std::printf("load average at the start %.2f\n", load);
  bench::Report report;
  report.put("date", bench::date());
  report.put_simd();
  report.put("rows", o.rows);
  report.put("features", o.features);
  report.put("trees", o.trees);
  report.put("load", load);
  report.begin_list("runs");
  for (const int count : {1, 2}) measure(o, table, count, report);
  report.end_list();
  report.finish(o.output);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Speed of the random forest");
  Options o;
  app.add_option("--rows", o.rows);
  app.add_option("--features", o.features);
  app.add_option("--trees", o.trees);
  bench::add_repeat(app, o.repeat);
  bench::add_output(app, o.output);
  return bench::run(app, argc, argv, [&] { run(o); });
}
