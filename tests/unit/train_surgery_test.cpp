// Models taken apart: what is kept says the same; and a training that starts from a model alone.
#include "train/model/surgery.h"

#include <gtest/gtest.h>

#include <cmath>

#include "force/nep.h"
#include "force/nep_write.h"
#include "scratch.h"
#include "train/optimise/restart.h"
#include "train/training.h"
#include "train_frames.h"

namespace nacre::train::train_surgery_test {
namespace {

using nacre_test::content;
using nacre_test::error_of;
using nacre_test::random_model;
using nacre_test::Scratch;

Evaluation evaluate(const NepModel& model, const std::vector<std::string>& atoms) {
  const Scratch scratch;
  write_nep(scratch.path("nep.txt"), model, {});
  const auto force = make_nep(scratch.path("nep.txt"), Precision::full);
  Atoms a;
  a.resize(atoms.size());
  a.species = model.species;
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    const double x = static_cast<double>(i);
    a.position[i] = {1.7 * x, 0.9 * x * x / 4, 0.5 * x};
    a.type[i] =
        static_cast<int>(std::find(model.species.begin(), model.species.end(), atoms[i]) - model.species.begin());
  }
  Evaluation found;
  force->compute(a, Box({{{8, 0, 0}, {1, 7, 0}, {0, 0, 6}}}), {}, found);
  return found;
}

void expect_same(const Evaluation& a, const Evaluation& b) {
  EXPECT_GT(std::abs(a.energy), 1e-3);
  EXPECT_NEAR(a.energy, b.energy, 1e-12 * (1 + std::abs(a.energy)));
  for (std::size_t i = 0; i < a.force.size(); ++i) EXPECT_LT(norm(a.force[i] - b.force[i]), 1e-12);
}

const std::vector<std::string> names{"nep3_NaC",
                                     "nep4_NaC",
                                     "nep5_NaC",
                                     "nep4_NaC_typewise_cutoff",
                                     "nep4_zbl_NaC",
                                     "nep5_zbl_NaC",
                                     "nep4_zbl_flexible_NaC"};

TEST(TrainSurgery, AKeptElementPredictsWhatTheWholeModelDoes) {
  for (const std::string& name : names) {
    SCOPED_TRACE(name);
    const NepModel whole = read_nep(random_model(name, "nep.txt"));
    for (const char* symbol : {"C", "Na"}) {
      const std::vector<std::string> atoms(4, symbol);
      expect_same(evaluate(whole, atoms), evaluate(keep_elements(whole, {symbol}), atoms));
    }
    const std::vector<std::string> both{"C", "Na", "C", "C", "Na"};
    expect_same(evaluate(whole, both), evaluate(keep_elements(whole, {whole.species[1], whole.species[0]}), both));
  }
  const std::string what = error_of([&] { keep_elements(read_nep(random_model(names[1], "nep.txt")), {"Cl"}); }).what();
  EXPECT_NE(what.find("'Cl'"), std::string::npos) << what;
}

TEST(TrainSurgery, AnAddedElementBehavesAsTheOneItIsLike) {
  for (const std::string& name : names) {
    SCOPED_TRACE(name);
    const NepModel model = read_nep(random_model(name, "nep.txt"));
    NepModel larger = add_element(model, "K", "Na", 1);
    if (larger.zbl.enabled && !larger.zbl.flexible) larger.zbl.enabled = false;  // ZBL knows the atomic number
    NepModel plain = larger;
    expect_same(evaluate(plain, {"C", "Na", "C", "Na", "Na"}), evaluate(larger, {"C", "K", "C", "Na", "K"}));
    const NepModel drawn = add_element(model, "K", "", 1);
    expect_same(evaluate(model, {"C", "Na", "C", "Na"}), evaluate(drawn, {"C", "Na", "C", "Na"}));
    EXPECT_NE(evaluate(drawn, {"C", "Na", "C", "K"}).energy, evaluate(larger, {"C", "Na", "C", "K"}).energy);
  }
  const NepModel model = read_nep(random_model("nep4_NaC", "nep.txt"));
  EXPECT_THROW(add_element(model, "Na", "", 1), Error);
  EXPECT_THROW(add_element(model, "Xx", "", 1), Error);
}

TEST(TrainSurgery, VersionsAreConvertedWhereNothingIsLost) {
  const std::vector<std::string> atoms{"C", "Na", "C", "Na"};
  const NepModel three = read_nep(random_model("nep3_NaC", "nep.txt")),
                 five = read_nep(random_model("nep5_NaC", "nep.txt"));
  const Evaluation found = evaluate(three, atoms);
  for (const int version : {4, 5}) {
    const NepModel other = as_version(three, version);
    expect_same(found, evaluate(other, atoms));
    expect_same(found, evaluate(as_version(other, 3), atoms));
  }
  EXPECT_THROW(as_version(five, 4), Error);
  NepModel even = five;
  even.type_bias = {0.5, 0.5};
  EXPECT_NEAR(evaluate(even, atoms).energy, evaluate(as_version(even, 4), atoms).energy, 1e-6);  // seven digits of b1
  EXPECT_THROW(as_version(read_nep(random_model("nep4_NaC", "nep.txt")), 3), Error);
}

TEST(TrainRestart, HoldsTheScalerBehindItsRows) {
  const Scratch scratch;
  const std::string path = scratch.path("nep.restart");
  write_restart(path, {1, 2}, {0.1, 0.2}, {0.25, 1.0 / 3});
  const SearchStart back = read_restart(path, 2);
  EXPECT_EQ(back.mean, std::vector<double>({1, 2}));
  EXPECT_EQ(back.q_scaler, std::vector<double>({0.25, 1.0 / 3}));
  const std::string text = content(path);
  EXPECT_EQ(text.find('#'), text.find("# q_scaler"));
  EXPECT_GT(text.find('#'), text.rfind("2.0000000e-01")) << "the rows come first";
  scratch.write("nep.restart", "1 0.1\n# q_scaler x\n");
  EXPECT_EQ(error_of([&] { read_restart(path, 1); }).line(), 2);
}

/// A folder with the frames of a random model, `shift` eV an atom of each element away from its own energies.
struct FineTuning {
  Scratch scratch;
  NepModel base = read_nep(random_model("nep4_NaC", "nep.txt"));
  std::vector<std::string> said;

  explicit FineTuning(const std::string& nep_in, double carbon = 0, double sodium = 0) {
    write_nep(scratch.path("base.txt"), base, {});
    scratch.write("nep.in", nep_in);
    std::string text;
    for (const auto& f : reference::read_frames(random_model("nep4_NaC", "reference.xyz"))) {
      double energy = f.labels.energy;
      for (const std::string& s : f.structure.species) energy += s == "C" ? carbon : sodium;
      text += std::to_string(f.structure.position.size()) + "\nenergy=" + std::to_string(energy) + " Lattice=\"";
      for (int k = 0; k < 9; ++k) text += std::to_string(f.structure.cell[k / 3][k % 3]) + " ";
      text += "\" Properties=species:S:1:pos:R:3\n";
      for (std::size_t i = 0; i < f.structure.position.size(); ++i) {
        text += f.structure.species[i];
        for (int k = 0; k < 3; ++k) text += " " + std::to_string(f.structure.position[i][k]);
        text += "\n";
      }
    }
    scratch.write("train.xyz", text);
  }
  TrainReport go() {
    std::vector<Error> errors;
    TrainSettings settings = read_nep_in(scratch.path("nep.in"), errors);
    EXPECT_TRUE(errors.empty()) << errors.front().what();
    TrainCalls calls;
    calls.notice = [&](const std::string& text) { said.push_back(text); };
    TrainData data = read_train_data(settings);
    return Training(settings, std::move(data), false, calls).go();
  }
};

TEST(TrainFineTune, WithoutEpochsIsTheModelItCameFrom) {
  for (const char* species : {"2 Na C", "2 C Na"}) {
    FineTuning f(std::string("type ") + species + "\nfine_tune base.txt\noptimizer adam\nepoch 0\n", -150, -1280);
    const TrainReport report = f.go();
    const NepModel tuned = read_nep(f.scratch.path("nep.txt"));
    const std::vector<std::string> atoms{"C", "Na", "C", "Na"};
    expect_same(evaluate(f.base, atoms), evaluate(tuned, atoms));
    // The energies of the elements are found; the files have six digits after the point.
    const bool sodium_first = tuned.species[0] == "Na";
    ASSERT_EQ(report.reference_energy.size(), 2u);
    EXPECT_NEAR(report.reference_energy[sodium_first ? 1 : 0], -150, 1e-3);
    EXPECT_NEAR(report.reference_energy[sodium_first ? 0 : 1], -1280, 1e-3);
    EXPECT_LT(report.last.train.rmse_energy, 1e-4);
  }
}

TEST(TrainFineTune, FrozenPartsStay) {
  FineTuning f("type 2 Na C\nfine_tune base.txt\nfreeze descriptor hidden\noptimizer adam\nepoch 3\n", 0.3, 0.1);
  f.go();
  const NepModel tuned = read_nep(f.scratch.path("nep.txt"));
  EXPECT_EQ(tuned.radial_c, f.base.radial_c);
  EXPECT_EQ(tuned.angular_c, f.base.angular_c);
  EXPECT_EQ(tuned.w0, f.base.w0);
  EXPECT_EQ(tuned.b0, f.base.b0);
  EXPECT_NE(tuned.w1, f.base.w1);
}

TEST(TrainFineTune, ASearchWithoutItsScalerIsRefused) {
  FineTuning f("type 2 Na C\nfine_tune base.txt\noptimizer adam\nepoch 0\n");
  f.go();
  const std::string with_scaler = content(f.scratch.path("nep.restart"));
  std::filesystem::remove(f.scratch.path("nep.txt"));
  // The sizes of the model in tests/data/nep-random/nep4_NaC.
  const NepModel& m = f.base;
  std::string sizes = "type 2 Na C\noptimizer adam\nepoch 0\ncutoff " + std::to_string(m.radial_cutoff[0]) + " " +
                      std::to_string(m.angular_cutoff[0]) + "\nneuron " + std::to_string(m.neurons) + "\nn_max " +
                      std::to_string(m.radial_n) + " " + std::to_string(m.angular_n) + "\nbasis_size " +
                      std::to_string(m.radial_k) + " " + std::to_string(m.angular_k) + "\nl_max " +
                      std::to_string(m.l_max);
  for (const bool on : m.higher) sizes += on ? " 1" : " 0";
  f.scratch.write("nep.in", sizes + "\n");
  f.go();
  const NepModel again = read_nep(f.scratch.path("nep.txt"));
  EXPECT_EQ(again.q_scaler, m.q_scaler) << "the restart holds it";
  std::filesystem::remove(f.scratch.path("nep.txt"));
  f.scratch.write("nep.restart", with_scaler.substr(0, with_scaler.find('#')));
  const std::string what = error_of([&] { f.go(); }).what();
  EXPECT_NE(what.find("no q_scaler"), std::string::npos) << what;
}

}  // namespace
}  // namespace nacre::train::train_surgery_test
