// Labels and thresholds, an insertion run on disk, stages of made-up voltages. The oracles are the numbers that the
// made-up files were made from.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "report/csv.h"
#include "scratch.h"
#include "sites/feature_keys.h"
#include "sites/labelled_run.h"
#include "sites/profile_plot.h"
#include "sites/stages.h"
#include "sites/training.h"

namespace site_labels_test {

namespace {

using namespace nacre;
using namespace nacre::sites;
using nacre_test::error_of;
using nacre_test::mentions;
using nacre_test::Scratch;

constexpr double exact = 1e-9;

// --- segmented regression

std::vector<double> count_up(int n) {
  std::vector<double> x(n);
  for (int i = 0; i < n; ++i) x[i] = i + 0.5;
  return x;
}

/// All ways to cut, each line by its normal equations: what the dynamic programme must find.
double least_by_hand(const std::vector<double>& x, const std::vector<double>& y, int begin, int m, int shortest) {
  const auto rss = [&](int a, int b) {
    double n = b - a, sx = 0, sy = 0, sxx = 0, sxy = 0, out = 0;
    for (int i = a; i < b; ++i) sx += x[i], sy += y[i], sxx += x[i] * x[i], sxy += x[i] * y[i];
    const double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx), at = (sy - slope * sx) / n;
    for (int i = a; i < b; ++i) out += std::pow(y[i] - at - slope * x[i], 2);
    return out;
  };
  const int end = static_cast<int>(x.size());
  if (m == 1) return end - begin >= shortest ? rss(begin, end) : 1e300;
  double best = 1e300;
  for (int cut = begin + shortest; cut <= end - shortest; ++cut)
    best = std::min(best, rss(begin, cut) + least_by_hand(x, y, cut, m - 1, shortest));
  return best;
}

TEST(Segments, DynamicProgrammeFindsTheLeastSumOfSquares) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  const std::vector<double> x = count_up(18);
  std::vector<double> y;
  for (const double v : x) y.push_back(v < 6 ? 3 - 0.4 * v + 0.2 * normal(random) : 0.6 + 0.2 * normal(random));
  for (int m = 1; m <= 4; ++m) {
    // the fit with m segments at most m: from its own BIC back to the sum of squares
    const SegmentedFit fit = segmented_fit(x, y, {m, 3, 0});
    const double n = 18, rss = n * std::exp((fit.bic[m - 1] - 3 * m * std::log(n)) / n);
    EXPECT_NEAR(rss, least_by_hand(x, y, 0, m, 3), 1e-9) << m;
  }
}

TEST(Segments, KinksAndStepsWithoutNoise) {
  const std::vector<double> x = count_up(60);
  std::vector<double> kink, step;
  for (const double v : x) {
    kink.push_back(v < 10 ? 3 - 0.2 * v : v < 35 ? 1.2 - 0.02 * v : 0.5);
    step.push_back(v < 25 ? 1.5 : 0.25);  // two energies of sites
  }
  const SegmentedFit a = segmented_fit(x, kink, {5, 5, 1e-3}), b = segmented_fit(x, step, {5, 5, 1e-3});
  ASSERT_EQ(a.segments.size(), 3u);
  EXPECT_EQ(a.segments[0].end, 10);
  EXPECT_EQ(a.segments[1].end, 35);
  EXPECT_NEAR(a.segments[1].slope, -0.02, exact);
  EXPECT_NEAR(a.segments[1].intercept, 1.2, exact);
  ASSERT_EQ(b.segments.size(), 2u);
  EXPECT_EQ(b.segments[0].end, 25);
  EXPECT_NEAR(b.segments[1].intercept, 0.25, exact);
  EXPECT_NEAR(b.segments[1].slope, 0, exact);
}

TEST(Segments, NoiseIsNotCut) {
  std::mt19937 random(3);
  std::normal_distribution<double> normal(0, 0.15);
  const std::vector<double> x = count_up(100);
  int cut = 0;
  const int trials = 100;
  for (int k = 0; k < trials; ++k) {
    std::vector<double> y;
    for (const double v : x) y.push_back(1 - 0.005 * v + normal(random));
    cut += segmented_fit(x, y, {5, 5, 1e-3}).segments.size() > 1;
  }
  EXPECT_LE(cut, 10);  // one line of noise is cut in few of a hundred cases
}

TEST(Segments, BreaksInNoise) {
  std::mt19937 random(5);
  std::normal_distribution<double> normal(0, 0.05);
  const std::vector<double> x = count_up(300);
  std::vector<double> y;
  for (const double v : x)
    y.push_back((v < 30 ? 3 - 0.06 * v : v < 180 ? 1.2 - 0.006 * (v - 30) : 0.05) + normal(random));
  const SegmentedFit fit = segmented_fit(x, y, {5, 5, 1e-3});
  ASSERT_EQ(fit.segments.size(), 3u);
  EXPECT_NEAR(fit.segments[0].end, 30, 3);
  EXPECT_NEAR(fit.segments[1].end, 180, 15);
}

TEST(Segments, FewPoints) {
  EXPECT_TRUE(segmented_fit({}, {}, {}).segments.empty());
  const SegmentedFit one = segmented_fit({1}, {2}, {});
  ASSERT_EQ(one.segments.size(), 1u);
  EXPECT_NEAR(one.segments[0].intercept, 2, exact);
}

// --- thresholds

TEST(SiteThreshold, NumberMedianPercentile) {
  EXPECT_EQ(threshold_of("0.25", {}).energy, 0.25);
  EXPECT_EQ(threshold_of("median", {3, 1, 2}).energy, 2);
  EXPECT_NEAR(threshold_of("25%", {4, 1, 2, 3, 5}).energy, 2, exact);
  EXPECT_NEAR(threshold_of("90%", {0, 1}).energy, 0.9, exact);
  EXPECT_TRUE(mentions(error_of([] { threshold_of("meadian", {1}); }), "median"));
  EXPECT_TRUE(mentions(error_of([] { threshold_of("120%", {1}); }), "threshold"));
  EXPECT_TRUE(mentions(error_of([] { threshold_of("median", {}); }), "relative"));
}

// --- a run on disk

/// A made-up run: `voltages` row by row, atoms along x in a wide cell, four carbons, frames every `every` rows.
struct MadeRun {
  std::vector<double> voltage, binding;
  int every = 1, start = 0;
  double moved = 0;  ///< A, of the last atom of each frame from where the ledger says
  bool with_end = true;

  Vec3 place(int guest) const { return {3.0 * guest + 1, 10, 10}; }
  std::string frame(int guests, bool last_moved = true) const {
    std::string out =
        fmt::format("{}\nLattice=\"400 0 0 0 20 0 0 0 20\" Properties=species:S:1:pos:R:3 pbc=\"T T T\" N={}\n",
                    guests + 4, guests);
    // guests of the start stand before the carbons: only the order among guests counts
    for (int g = 0; g < start; ++g) out += line("Na", place(g));
    for (int c = 0; c < 4; ++c) out += fmt::format("C {} 1 1\n", 1.4 * c);
    for (int g = start; g < guests; ++g)
      out += line("Na", place(g) + Vec3{last_moved && g == guests - 1 ? moved : 0, 0, 0});
    return out;
  }
  static std::string line(const char* name, Vec3 r) { return fmt::format("{} {} {} {}\n", name, r.x, r.y, r.z); }

  void write(const Scratch& s) const {
    insert::LedgerBase base;
    base.host_atoms = 4, base.start_number = start, base.bulk_energy = -1, base.window = 3;
    insert::Ledger ledger(base);
    std::string text = insert::ledger_header(base, {{"made", "up"}}), frames = frame(start);
    double energy = 0;
    for (std::size_t i = 0; i < voltage.size(); ++i) {
      insert::LedgerRow row;
      energy += -1 - voltage[i];
      row.number = start + static_cast<int>(i) + 1, row.energy = energy;
      if (!binding.empty()) row.binding = binding[i];
      row.position = place(start + static_cast<int>(i));
      text += insert::ledger_line(ledger.add(row));
      if ((i + 1) % every == 0) frames += frame(static_cast<int>(row.number));
    }
    s.write("insert.csv", text);
    s.write("structures.xyz", frames);
    if (with_end) s.write("final.xyz", frame(start + static_cast<int>(voltage.size())));
  }
  InsertionRun open(const Scratch& s) const {
    write(s);
    return InsertionRun(s.path(""));
  }
};

TEST(InsertionRun, RowsFramesAndGuests) {
  const Scratch s;
  MadeRun made{{2, 1.5, 1, 0.5, 0.25}, {2.1, 1.6, 1.1, 0.05, 0.01}, 2, 1};
  const InsertionRun run = made.open(s);
  EXPECT_EQ(run.base().host_atoms, 4);
  EXPECT_EQ(run.base().start_number, 1);
  EXPECT_EQ(run.base().window, 3);
  EXPECT_NEAR(run.base().bulk_energy, -1, exact);
  EXPECT_EQ(run.row_of(0), -1);
  EXPECT_EQ(run.row_of(1), 0);
  EXPECT_EQ(run.row_of(5), 4);
  EXPECT_EQ(run.number_before(0), 1);
  EXPECT_EQ(run.number_after(4), 6);
  std::vector<std::int64_t> numbers, rows;
  run.for_each_frame([&](const RunFrame& f) { numbers.push_back(f.number), rows.push_back(f.row); });
  EXPECT_EQ(numbers, (std::vector<std::int64_t>{1, 3, 5, 6}));  // the last one from final.xyz
  EXPECT_EQ(rows, (std::vector<std::int64_t>{-1, 1, 3, 4}));
  const RunSites first = sites_of_run(run, {}, At::first, true), last = sites_of_run(run, {}, At::last, false);
  ASSERT_EQ(first.guests.size(), 6u);
  EXPECT_FALSE(first.guests[0].binding);
  EXPECT_NEAR(*first.guests[4].binding, 0.05, exact);
  EXPECT_EQ(first.guests[1].number, 2);
  EXPECT_EQ(first.guests[1].seen, 3);
  EXPECT_EQ(first.farthest_seen(), 1);
  EXPECT_EQ(last.farthest_seen(), 5);
  // neighbours 3 A apart along x: F1 counts one at each side; the last of its frame has one
  EXPECT_EQ(first.guests[2].site.feature[guests], 1);
  EXPECT_EQ(last.guests[2].site.feature[guests], 2);
  ASSERT_EQ(first.frames.size(), 4u);
  EXPECT_TRUE(std::isnan(first.frames[0].nearest_guest));  // alone, and its own image is beyond
  EXPECT_NEAR(first.frames[3].nearest_guest, 3, 1e-6);
  EXPECT_NEAR(first.frames[3].coordination, (4 * 2 + 2 * 1) / 6.0, exact);
  EXPECT_TRUE(last.sites.empty());
}

TEST(InsertionRun, WrongFilesAreRefused) {
  const Scratch moved, count, host, removal, head, none;
  MadeRun made{{1, 1}, {1, 1}};
  made.moved = 0.01;
  const InsertionRun other = made.open(moved);
  EXPECT_TRUE(mentions(error_of([&] { other.for_each_frame([](const RunFrame&) {}); }), "0.0100"));
  made.moved = 0;
  made.write(count);
  count.write("structures.xyz", made.frame(7, false));
  EXPECT_TRUE(mentions(error_of([&] { InsertionRun(count.path("")).for_each_frame([](const RunFrame&) {}); }),
                       "no row ends with 7"));
  made.write(host);
  host.write("structures.xyz", "1\nLattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3\nNa 0 0 0\n");
  EXPECT_TRUE(
      mentions(error_of([&] { InsertionRun(host.path("")).for_each_frame([](const RunFrame&) {}); }), "host atoms"));
  made.write(removal);
  std::string ledger = nacre_test::content(removal.path("insert.csv"));
  ledger.replace(ledger.find("\n2,1,"), 5, "\n2,-1,");
  removal.write("insert.csv", ledger);
  EXPECT_TRUE(mentions(error_of([&] { InsertionRun(removal.path("")); }), "removes"));
  made.write(head);
  head.write("insert.csv", ledger.substr(ledger.find("N,change")));
  EXPECT_TRUE(mentions(error_of([&] { InsertionRun(head.path("")); }), "comment lines"));
  EXPECT_TRUE(mentions(error_of([&] { InsertionRun(none.path("")); }), "insert.csv"));
  EXPECT_TRUE(mentions(error_of([&] { insertion_folders(none.path("")); }), "seed-N"));
  FeatureSettings lithium;
  lithium.guest = "Li";
  const Scratch right;
  const InsertionRun run = MadeRun{{1}, {1}}.open(right);
  EXPECT_TRUE(mentions(error_of([&] { sites_of_run(run, lithium, At::first, false); }), "guest"));
}

// --- stages

TEST(VoltageStages, OverchargingBeginsAtTheLeastFormationEnergy) {
  const Scratch s;
  MadeRun made;
  for (int i = 0; i < 20; ++i) made.voltage.push_back(1.0);  // one energy of sites
  for (int i = 0; i < 20; ++i) made.voltage.push_back(0.2);  // another
  made.voltage[30] = -0.1;                                   // one negative voltage is not the end
  for (int i = 0; i < 12; ++i) made.voltage.push_back(-0.3);
  made.voltage[45] = 0.2;  // nor one positive one the way back
  made.binding = made.voltage;
  const InsertionRun run = made.open(s);
  VoltageStages stages = find_stages(run, {});
  EXPECT_EQ(stages.number_at_zero, 40);
  EXPECT_TRUE(stages.reaches_zero);
  ASSERT_GE(stages.list.size(), 3u);
  EXPECT_EQ(stages.list[0].begin, 0);
  EXPECT_EQ(stages.list[0].end, 20);
  EXPECT_NEAR(stages.list[0].mean_voltage, 1, exact);
  EXPECT_TRUE(stages.list.back().overcharging);
  EXPECT_EQ(stages.list.back().begin, 40);
  EXPECT_EQ(stages.list.back().end, 52);
  double sum = 0;  // mean voltage times atoms: the energy gained
  for (const VoltageStage& t : stages.list) sum += t.mean_voltage * static_cast<double>(t.end - t.begin);
  double all = 0;
  for (const double v : made.voltage) all += v;
  EXPECT_NEAR(sum, all, 1e-6);
}

TEST(VoltageStages, SharesAsInTheTable) {
  const Scratch s;
  MadeRun made;
  for (int i = 0; i < 12; ++i) made.voltage.push_back(i < 6 ? 2.0 : 0.5);
  made.binding = made.voltage;
  made.start = 1;
  const InsertionRun run = made.open(s);
  VoltageStages stages = find_stages(run, {4, 5, 1e-3});
  ASSERT_EQ(stages.list.size(), 2u);
  const RunSites sites = sites_of_run(run, {}, At::first, true);
  ASSERT_EQ(sites.guests.size(), 13u);
  std::vector<SiteLabel> labels(13);
  for (int g = 1; g < 13; ++g) labels[g].type = g <= 4 ? SiteType::adsorption : SiteType::filling;
  const StageShares shares = share_stages(sites.guests, labels, stages);
  EXPECT_EQ(shares.count[0], (TypeCounts{4, 0, 2, 0}));  // the atom of the start is of no stage
  EXPECT_EQ(shares.count[1], (TypeCounts{0, 0, 6, 0}));
  EXPECT_EQ(shares.total, (TypeCounts{4, 0, 8, 0}));
  EXPECT_EQ(stages.list[0].name, "adsorption + filling");
  EXPECT_EQ(stages.list[1].name, "filling");
  const std::string csv = csv_text(stages_table(run, stages, shares));
  EXPECT_NE(csv.find(",filling,2,33.3333,25.0000\n"), std::string::npos) << csv;
  EXPECT_NE(csv.find(",filling,6,100.0000,75.0000\n"), std::string::npos);
}

// --- labels and training

/// Sites of two boxes whose feature F4 decides (below 2.5 A: bound by more than the threshold), some intercalated.
SiteTable made_sites(int per_box) {
  SiteTable table;
  table.boxes = {"one", "two"};
  table.definition = definition({});
  std::mt19937 random(11);
  std::uniform_real_distribution<double> uniform(2.0, 3.0);
  for (int i = 0; i < 2 * per_box; ++i) {
    SiteRow row;
    row.box = i / per_box, row.guest = i % per_box;
    for (double& f : row.site.feature) f = uniform(random);
    row.binding = row.site.feature[nearest_host] < 2.5 ? 0.4 : 0.02;
    if (i % 5 == 0) row.site.test.enough = row.site.test.flat = row.site.test.parallel = row.site.test.between = true;
    table.rows.push_back(row);
  }
  return table;
}

TEST(SiteTraining, LearnsWhatDecides) {
  const SiteTable table = made_sites(100);
  TeachingSettings settings;
  settings.evaluate.forest.trees = 60;
  const Teaching teaching = teaching_of(table, settings);
  EXPECT_EQ(teaching.rows.size(), 160u);  // a fifth is intercalated
  EXPECT_EQ(teaching.count[0] + teaching.count[1], 160);
  const SiteTraining training = train_on(table, teaching, settings);
  EXPECT_GT(accuracy_of(training, "forest", "random"), 0.9);
  EXPECT_GT(accuracy_of(training, "forest", "by_group"), 0.9);
  EXPECT_EQ(training.without_boxes, "");
  const auto& importance = training.trained.forest.gini_importance;
  EXPECT_EQ(std::max_element(importance.begin(), importance.end()) - importance.begin(), nearest_host);
  // trees that never saw a row: every row of a box that taught has an answer, the others have none
  const std::vector<double> own = out_of_bag(training, teaching, 1, 100);
  for (int g = 0; g < 100; ++g) EXPECT_EQ(std::isnan(own[g]), g % 5 == 0) << g;
  // and they are wrong as often as the forest says
  int wrong = 0;
  for (int box = 0; box < 2; ++box) {
    const std::vector<double> answers = out_of_bag(training, teaching, box, 100);
    for (int g = 0; g < 100; ++g)
      if (g % 5 != 0) wrong += (answers[g] > 0.5 + 1e-12) != (*table.rows[100 * box + g].binding > 0.1);
  }
  EXPECT_NEAR(training.trained.forest.oob_error, wrong / 160.0, exact);
  for (const auto& [name, content] : training_files(training)) EXPECT_FALSE(content.empty()) << name;
  // the forest's file knows its features
  const Scratch s;
  s.write("forest.yaml", forest_text(training));
  const learn::Forest read = learn::read_forest(s.path("forest.yaml"));
  EXPECT_EQ(definition_of(read, "forest.yaml"), table.definition);
  EXPECT_TRUE(mentions(error_of([&] {
                         learn::Forest other = read;
                         other.definitions.features[3].second = "something else";
                         definition_of(other, "forest.yaml");
                       }),
                       "other features"));
}

TEST(SiteTraining, OneClassIsSaid) {
  SiteTable table = made_sites(20);
  for (SiteRow& r : table.rows) r.binding = 0.5 + 0.01 * static_cast<double>(r.guest);
  TeachingSettings settings;
  const Teaching teaching = teaching_of(table, settings);
  EXPECT_FALSE(teaching.can_train());
  const Error e = error_of([&] { train_on(table, teaching, settings); });
  for (const char* words : {"one class only", "32 adsorption, 0 filling", "0.51 to 0.69", "--threshold median"})
    EXPECT_TRUE(mentions(e, words)) << e.what();
  settings.threshold = "median";
  EXPECT_TRUE(teaching_of(table, settings).can_train());
  settings.train_on = TrainOn::all;
  EXPECT_EQ(teaching_of(table, settings).rows.size(), 40u);
}

TEST(SiteTraining, FewestRowsOfAClassFollowTheSplit) {
  SiteTable table = made_sites(60);
  int bound = 0;
  for (SiteRow& r : table.rows) r.binding = !r.site.test.is_intercalation() && bound < 5 ? ++bound, 0.5 : 0.01;
  TeachingSettings settings;
  settings.evaluate.forest.trees = 5;
  const Teaching teaching = teaching_of(table, settings);
  EXPECT_EQ(teaching.fewest, 5);
  EXPECT_EQ(teaching.count[1], 5);
  EXPECT_TRUE(std::isfinite(auc_of(train_on(table, teaching, settings), "forest", "random")));
  settings.evaluate.test_share = 0.05;
  EXPECT_EQ(teaching_of(table, settings).fewest, 10);
  settings.evaluate.test_share = 0.95;  // of ten rows this asks all, of eleven it leaves one
  EXPECT_EQ(teaching_of(table, settings).fewest, 11);
}

TEST(SiteTraining, OneBoxHasNoScoreByBox) {
  SiteTable table = made_sites(60);
  for (SiteRow& r : table.rows) r.guest += 60 * r.box, r.box = 0;
  TeachingSettings settings;
  settings.evaluate.forest.trees = 10;
  const SiteTraining training = train_on(table, teaching_of(table, settings), settings);
  EXPECT_NE(training.without_boxes.find("one box"), std::string::npos);
  EXPECT_TRUE(std::isnan(accuracy_of(training, "forest", "by_group")));
}

TEST(SiteLabels, RulesAndForest) {
  Site inside, outside;
  inside.test.enough = inside.test.flat = inside.test.parallel = inside.test.between = true;
  const std::vector<const Site*> sites{&inside, &outside, &outside, &outside};
  const std::vector<SiteLabel> by_rule =
      label_by_threshold(sites, {0.0, 0.2, 0.05, std::nullopt}, threshold_of("0.1", {}));
  EXPECT_EQ(by_rule[0].type, SiteType::intercalation);
  EXPECT_EQ(by_rule[0].source, LabelSource::geometry);
  EXPECT_EQ(by_rule[1].type, SiteType::adsorption);
  EXPECT_EQ(by_rule[2].type, SiteType::filling);
  EXPECT_EQ(by_rule[3].type, SiteType::unknown);
  EXPECT_TRUE(std::isnan(by_rule[3].probability));
  const SiteLabel near = label_of(0.45, 0.1, LabelSource::forest), far = label_of(0.35, 0.1, LabelSource::forest);
  EXPECT_TRUE(near.uncertain);
  EXPECT_FALSE(far.uncertain);
  EXPECT_EQ(near.type, SiteType::filling);
  EXPECT_NEAR(near.probability, 0.55, exact);
  EXPECT_EQ(count_types(by_rule), (TypeCounts{1, 1, 1, 1}));
  // a tie goes where the forest's scores put it: to the first class, also when it is a rounding off
  const double rounded = 0.5 + 1e-16 + 1e-15;
  const std::array<double, 2> tie{1 - rounded, rounded};
  EXPECT_EQ(class_names()[learn::most_probable(tie.data(), 2)], "filling");
  for (const double p : {0.5, rounded}) EXPECT_EQ(label_of(p, 0.1, LabelSource::forest).type, SiteType::filling);
  EXPECT_EQ(label_of(0.5001, 0.1, LabelSource::forest).type, SiteType::adsorption);
}

TEST(SiteLabels, FramesForViewers) {
  const Scratch s;
  const MadeRun made{{1, 1}, {1, 0.01}};
  const InsertionRun run = made.open(s);
  const RunSites sites = sites_of_run(run, {}, At::first, true);
  Labeller labeller;
  labeller.threshold = threshold_of("0.1", {});
  const RunLabels labels = label_run(sites, labeller);
  std::string text;
  run.for_each_frame(
      [&](const RunFrame& f) { text = labelled_frame(*f.frame, sites.sites[f.index], labels.frames[f.index]); });
  EXPECT_NE(text.find("species:S:1:pos:R:3:site_probability:R:1:site:I:1"), std::string::npos) << text;
  EXPECT_NE(text.find("C 0 1 1 0 0\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Na 1 10 10 1 1\n"), std::string::npos);  // adsorption
  EXPECT_NE(text.find("Na 4 10 10 1 3\n"), std::string::npos);  // filling
  s.write("labelled.xyz", text);
  EXPECT_EQ(read_frame(s.path("labelled.xyz")).atoms.size(), 6u);
  VoltageStages stages = find_stages(run, {});
  share_stages(sites.guests, labels.guests, stages);
  for (const std::string& svg :
       {profile_plot(run, sites.guests, labels.guests, stages), structure_plot(run, sites, stages)}) {
    EXPECT_EQ(svg.rfind("<svg", 0), 0u);
    EXPECT_EQ(svg.find("nan"), std::string::npos);
    EXPECT_EQ(svg.find("inf"), std::string::npos);
  }
}

}  // namespace

}  // namespace site_labels_test
