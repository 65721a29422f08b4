// nep.in: published defaults, every keyword's effect, the order of lines, and the table in docs/train.md.
#include "train/settings.h"

#include <gtest/gtest.h>

#include <cmath>

#include "scratch.h"
#include "source_dir.h"
#include "train/keywords.h"

namespace nacre::train::train_settings_test {
namespace {

using nacre_test::Scratch;

TrainSettings read(const Scratch& scratch, const std::string& text) {
  scratch.write("nep.in", text);
  std::vector<Error> errors;
  TrainSettings s = read_nep_in(scratch.path(""), errors);
  for (const Error& e : errors) ADD_FAILURE() << e.what();
  return s;
}

TEST(TrainSettings, PublishedDefaults) {
  const Scratch scratch;
  const TrainSettings s = read(scratch, "type 2 Te Pb # PbTe\ngeneration 20000\n");
  EXPECT_EQ(s.shape.version, 4);
  EXPECT_EQ(s.shape.radial_cutoff, std::vector<double>({8, 8}));
  EXPECT_EQ(s.shape.angular_cutoff, std::vector<double>({4, 4}));
  EXPECT_EQ(std::vector({s.shape.radial_n, s.shape.angular_n, s.shape.radial_k, s.shape.angular_k}),
            std::vector({6, 6, 6, 6}));
  EXPECT_EQ(s.shape.l_max, 4);
  EXPECT_TRUE(s.shape.higher[q222]);
  EXPECT_FALSE(s.shape.higher[q1111]);
  EXPECT_EQ(s.shape.neurons, 30);
  EXPECT_EQ(s.generations, 20000);
  EXPECT_EQ(s.population, 50);
  EXPECT_EQ(s.batch, 1000);
  EXPECT_EQ(s.output_interval, 100);
  EXPECT_EQ(s.loss.energy, 1);
  EXPECT_EQ(s.loss.force, 1);
  EXPECT_EQ(s.loss.virial, 0.1);
  EXPECT_EQ(s.sigma0, 0.1);
  // 42 components: networks 2 (42 * 30 + 60) and b1, coefficients 2 * 7 * 7 * 4.
  const double parameters = 2 * (42 * 30 + 60) + 1 + 2 * 7 * 7 * 4;
  EXPECT_DOUBLE_EQ(s.loss.l1, std::sqrt(parameters * 1e-6 / 2));
  EXPECT_DOUBLE_EQ(s.loss.l2, s.loss.l1);
}

TEST(TrainSettings, EveryKeywordActs) {
  const Scratch scratch;
  const TrainSettings s =
      read(scratch,
           "cutoff 7 4.5 6 4\ntype_weight 1 2.5\ntype 2 Na C\nversion 5\nn_max 8 5\nbasis_size 10 7\n"
           "l_max 4 2 1 1 0 0 1\nneuron 16\nlambda_1 0\nlambda_2 0.02\nlambda_e 2\nlambda_f 3\n"
           "lambda_v 4\nlambda_shear 5\nforce_delta 0.5\nbatch 10 0\npopulation 40\ngeneration 0\n"
           "zbl 1.6\nuse_typewise_cutoff_zbl 0.65\nsave_potential 5000 0 1\noutput_interval 50\n"
           "import_q_scaler 1\ninitial_para 0.5\nsigma0 0.05\nseed 77\noptimizer adam snes\n"
           "epoch 300\nlearning_rate 0.002\nlambda_schedule 100 0.1 1 0.1 300 1 1 0.1\n"
           "energy_key REF_energy\nforce_key REF_forces\nvirial_key v\nstress_key REF_stress\n"
           "reference_energy -1.5 -2\nmodel_type 0\ncharge_mode 0\n");
  EXPECT_EQ(s.shape.radial_cutoff, std::vector<double>({7, 6}));
  EXPECT_EQ(s.shape.angular_cutoff, std::vector<double>({4.5, 4}));
  EXPECT_EQ(s.loss.type_weight, std::vector<double>({1, 2.5}));
  EXPECT_EQ(s.shape.version, 5);
  EXPECT_EQ(s.shape.angular_n, 5);
  EXPECT_EQ(s.shape.radial_k, 10);
  EXPECT_EQ(std::vector<bool>(s.shape.higher, s.shape.higher + 6), std::vector<bool>({1, 1, 1, 0, 0, 1}));
  EXPECT_EQ(s.shape.neurons, 16);
  EXPECT_EQ(std::vector({s.loss.l1, s.loss.l2, s.loss.energy, s.loss.force, s.loss.virial, s.loss.shear}),
            std::vector<double>({0, 0.02, 2, 3, 4, 5}));
  EXPECT_EQ(s.loss.force_delta, 0.5);
  EXPECT_EQ(s.batch, 10);
  EXPECT_EQ(s.population, 40);
  EXPECT_EQ(s.generations, 0);
  EXPECT_EQ(s.shape.zbl.outer, 1.6);
  EXPECT_EQ(s.shape.zbl.inner, 0.8);
  EXPECT_EQ(s.shape.zbl.typewise_factor, 0.65);
  EXPECT_EQ(s.save_interval, 5000);
  EXPECT_EQ(s.save_format, 0);
  EXPECT_TRUE(s.save_restart);
  EXPECT_EQ(s.output_interval, 50);
  EXPECT_TRUE(s.import_q_scaler);
  EXPECT_EQ(s.initial_range, 0.5);
  EXPECT_EQ(s.sigma0, 0.05);
  EXPECT_EQ(s.seed, 77u);
  EXPECT_EQ(s.optimizer, TrainSettings::Optimizer::gradient_then_snes);
  EXPECT_EQ(s.epochs, 300);
  EXPECT_EQ(s.learning_rate, 0.002);
  ASSERT_EQ(s.stages.size(), 2u);
  EXPECT_EQ(s.stages[1].until_epoch, 300);
  EXPECT_EQ(s.stages[0].energy, 0.1);
  EXPECT_EQ(s.labels.energy, "REF_energy");
  EXPECT_EQ(s.labels.force, "REF_forces");
  EXPECT_EQ(s.labels.virial, "v");
  EXPECT_EQ(s.labels.stress, "REF_stress");
  EXPECT_EQ(s.reference, TrainSettings::Reference::given);
  EXPECT_EQ(s.reference_energy, std::vector<double>({-1.5, -2}));
}

TEST(TrainSettings, PredictionFineTuneAndLeastSquares) {
  const Scratch scratch;
  const TrainSettings s = read(scratch,
                               "type 1 C\nprediction 1\noutput_descriptor 2\nfine_tune a.txt a.restart 0\n"
                               "reference_energy least_squares\nl_max 1\nmode 0\noptimizer adam\n");
  EXPECT_TRUE(s.prediction);
  EXPECT_EQ(s.output_descriptor, 2);
  ASSERT_TRUE(s.fine_tune);
  EXPECT_EQ(s.fine_tune->restart_file, "a.restart");
  EXPECT_FALSE(s.fine_tune->descriptor);
  EXPECT_EQ(s.reference, TrainSettings::Reference::least_squares);
  EXPECT_FALSE(s.shape.higher[q222]);
  EXPECT_EQ(s.optimizer, TrainSettings::Optimizer::gradient);
  EXPECT_EQ(s.descent, TrainSettings::Descent::adam);
}

TEST(TrainSettings, SoapAloneAndBeforeEvolution) {
  const Scratch scratch;
  for (const bool evolves : {false, true}) {
    const TrainSettings s = read(scratch, std::string("type 1 C\noptimizer soap") + (evolves ? " snes\n" : "\n"));
    using enum TrainSettings::Optimizer;
    EXPECT_EQ(s.optimizer, evolves ? gradient_then_snes : gradient);
    EXPECT_EQ(s.descent, TrainSettings::Descent::soap);
  }
}

TEST(TrainSettings, FlexibleZbl) {
  const Scratch scratch;
  scratch.write("zbl.in", "0.5 1.0 1 2 3 4 5 6 7 8\n0.6 1.1 1 2 3 4 5 6 7 8\n0.7 1.2 1 2 3 4 5 6 7 8\n");
  const TrainSettings s = read(scratch, "type 2 Na C\n");
  EXPECT_TRUE(s.shape.zbl.enabled && s.shape.zbl.flexible);
  ASSERT_EQ(s.shape.zbl.table.size(), 30u);
  EXPECT_EQ(s.shape.zbl.table[11], 1.1);
  EXPECT_EQ(zbl_pair(s.shape, 1, 0).outer, 1.1);
}

TEST(TrainSettings, HashSeesWordsNotComments) {
  const Scratch scratch;
  const auto hash = [&](const std::string& text) { return settings_hash(read(scratch, text)); };
  EXPECT_EQ(hash("type 1 C\nseed 4\n"), hash("# a comment\ntype  1 C  # more\n\nseed 4\n"));
  EXPECT_NE(hash("type 1 C\nseed 4\n"), hash("type 1 C\nseed 5\n"));
}

TEST(TrainSettings, TheDocumentHoldsTheTable) {
  const std::string page = nacre_test::content(nacre_test::source_dir() + "/docs/train.md");
  EXPECT_NE(page.find(keyword_manual()), std::string::npos)
      << "docs/train.md is out of date; put this table there (nacre train --keywords prints it):\n"
      << keyword_manual();
}

}  // namespace
}  // namespace nacre::train::train_settings_test
