// Insertion and training: reports and calls against the files they leave, a stop and a resume, wrong settings.
#include <numeric>
#include <sstream>

#include "samples.h"

namespace jobs_test {

namespace {

using nacre::Structure;
using nacre_test::error_of;
using nacre_test::Folder;
using nacre_test::in_source;
using nacre_test::lattice;
using nacre_test::mentions;

// Random parameters know no metal: the energy of the bulk is given.
void prepare_insertion(const Folder& folder, const std::string& more = "") {
  std::filesystem::copy_file(in_source("tests/data/nep-random/nep4_zbl_NaC/nep.txt"), folder.path("nep.txt"));
  nacre::write_structure(folder.path("carbon.xyz"), lattice({"C"}, {3, 3, 3}, 2.9, 8));
  folder.write("insert.yaml",
               "structure: carbon.xyz\npotential: nep.txt\nuntil: {count: 3}\nbulk_energy: -1\n"
               "candidates: {spacing: 0.9, min_distance: {Na-C: 1.2, Na-Na: 2.5}}\nscreen: {keep: 4}\nsmoothing: 2\n"
               "relax: {finalists: 2, radius: 6, local_steps: 5, max_steps: 5}\n" +
                   more);
}

TEST(ApiInsertion, ReportsTheLedger) {
  const Folder folder;
  prepare_insertion(folder);
  std::vector<nacre::InsertionRow> seen;
  nacre::InsertionCalls calls;
  calls.row = [&](const nacre::InsertionRow& row) { seen.push_back(row); };
  const nacre::InsertionReport report = nacre::Insertion(folder.path()).run({}, calls);
  EXPECT_EQ(report.end, "count");
  EXPECT_EQ(report.bulk_energy, -1);
  ASSERT_EQ(report.rows.size(), 3u);
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[2].energy, report.rows[2].energy);
  EXPECT_EQ(report.rows[2].number, 3);
  // V = -(E(N) - E(N - 1) - E_bulk), and the energies are those of the structures left.
  EXPECT_NEAR(report.rows[2].voltage, -(report.rows[2].energy - report.rows[1].energy + 1), 1e-9);
  const Structure last = nacre::read_structure(folder.path("final.xyz"));
  EXPECT_EQ(last.size(), 30u);
  nacre::Potential nep(folder.path("nep.txt"), {nacre::Device::cpu, 0, nacre::Precision::full});
  EXPECT_NEAR(nep.compute(last).energy, report.rows[2].energy, 1e-7);
  EXPECT_NEAR(report.rows[2].capacity, 3 * 26801.4 / (27 * 12.011), 1e-6);
}

TEST(ApiInsertion, StopsAndGoesOn) {
  const Folder whole, cut;
  prepare_insertion(whole);
  prepare_insertion(cut);
  const auto wanted = nacre::Insertion(whole.path()).run();
  nacre::Insertion insertion(cut.path("insert.yaml"));
  nacre::InsertionCalls calls;
  bool stop = false;
  calls.row = [&](const nacre::InsertionRow&) { stop = true; };
  calls.stop = [&] { return stop; };
  const auto first = insertion.run({}, calls);
  EXPECT_TRUE(first.interrupted);
  EXPECT_EQ(first.rows.size(), 1u);
  nacre::InsertionOptions resume;
  resume.resume = true;
  const auto second = insertion.run(resume);
  ASSERT_EQ(second.rows.size(), 3u);
  for (int k = 0; k < 3; ++k) EXPECT_EQ(second.rows[k].energy, wanted.rows[k].energy);
  EXPECT_EQ(cut.read("final.xyz"), whole.read("final.xyz"));
}

TEST(ApiInsertion, SaysWhatIsWrong) {
  const Folder folder;
  prepare_insertion(folder, "seed: [1, 2]\n");
  EXPECT_TRUE(mentions(error_of([&] { nacre::Insertion(folder.path()).run(); }), "seed"));
  const Folder wrong;
  prepare_insertion(wrong, "smoothin: 2\n");
  const nacre::Error e = error_of([&] { nacre::Insertion{wrong.path()}; });
  EXPECT_TRUE(mentions(e, "smoothin") && mentions(e, "smoothing")) << e.what();
  EXPECT_GT(e.line(), 0);
  EXPECT_THROW(nacre::Insertion("no-such.yaml"), nacre::Error);
}

void prepare_training(const Folder& folder, const std::string& more = "") {
  nacre::Potential labeller(in_source("tests/data/nep-random/nep4_NaC/nep.txt"));
  std::vector<Structure> frames;
  for (unsigned seed = 1; seed < 5; ++seed) {
    Structure s = lattice({"C", "Na"}, {2, 2, 2}, 2.5, seed);
    const nacre::Evaluation e = labeller.compute(s);
    s.energy = e.energy, s.virial = e.virial, s.forces = e.forces;
    frames.push_back(s);
  }
  nacre::write_structures(folder.path("train.xyz"), frames, 12);
  folder.write("nep.in",
               "type 2 C Na\ncutoff 4.5 3.5\nn_max 3 2\nbasis_size 4 3\nl_max 3 1\nneuron 5\nseed 5\n"
               "optimizer adam\nepoch 12\noutput_interval 4\n" +
                   more);
}

TEST(ApiTrain, ReportsTheLossAndLeavesAPotential) {
  const Folder folder;
  prepare_training(folder);
  std::vector<double> losses;
  nacre::TrainCalls calls;
  calls.progress = [&](const nacre::TrainStatus& s) {
    losses.push_back(s.loss);
    EXPECT_EQ(s.total, 12);
  };
  const nacre::TrainReport report = nacre::train(folder.path(), {}, calls);
  ASSERT_EQ(losses.size(), 12u);
  EXPECT_LT(losses.back(), losses.front());
  EXPECT_EQ(report.done, 12);
  EXPECT_FALSE(report.interrupted);
  EXPECT_FALSE(report.has_test);
  // The last row of loss.out: step, total, l1, l2, then the errors of the training set.
  std::istringstream lines(folder.read("loss.out"));
  std::string last;
  for (std::string line; std::getline(lines, line);) last = line;
  std::istringstream row(last);
  double step = 0, total = 0, l1 = 0, l2 = 0, energy = 0, force = 0, virial = 0;
  row >> step >> total >> l1 >> l2 >> energy >> force >> virial;
  EXPECT_NEAR(report.loss, total, 1e-3 * total);
  EXPECT_NEAR(report.train.energy, energy, 1e-3 * energy);
  EXPECT_NEAR(report.train.force, force, 1e-3 * force);
  EXPECT_NEAR(report.train.virial, virial, 1e-3 * virial);
  EXPECT_EQ(nacre::Potential(folder.path("nep.txt")).species(), (std::vector<std::string>{"C", "Na"}));
}

TEST(ApiTrain, StopsAndGoesOn) {
  const Folder whole, cut;
  prepare_training(whole);
  prepare_training(cut);
  nacre::train(whole.path());
  nacre::TrainOptions options;
  options.stop_after = 5;
  EXPECT_TRUE(nacre::train(cut.path(), options).interrupted);
  options = {}, options.resume = true;
  EXPECT_FALSE(nacre::train(cut.path(), options).interrupted);
  EXPECT_EQ(cut.read("nep.txt"), whole.read("nep.txt"));
}

TEST(ApiTrain, SaysWhatIsWrong) {
  const Folder folder;
  prepare_training(folder, "neurons 5\n");
  const nacre::Error e = error_of([&] { nacre::train(folder.path()); });
  EXPECT_TRUE(mentions(e, "neurons") && mentions(e, "neuron")) << e.what();
  EXPECT_EQ(e.line(), 11);
  EXPECT_THROW(nacre::train("no-such-folder"), nacre::Error);
}

}  // namespace

}  // namespace jobs_test
