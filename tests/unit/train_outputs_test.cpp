// What a training writes: published columns, nep.restart, the start of a fine-tuning, pictures.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "core/units.h"
#include "force/nep.h"
#include "force/nep_write.h"
#include "report/svg.h"
#include "scratch.h"
#include "source_dir.h"
#include "train/model/parameters.h"
#include "train/optimise/restart.h"
#include "train/report/evaluation.h"
#include "train/report/outputs.h"
#include "train/report/plots.h"

namespace nacre::train::train_outputs_test {
namespace {

using nacre_test::Scratch;

const std::string models = nacre_test::source_dir() + "/tests/data/nep-random/";

TrainSet one_frame() {
  TrainSet set;
  set.frames.resize(1);
  TrainFrame& f = set.frames[0];
  f.atoms.resize(2);
  f.atoms.type = {0, 1};
  f.box = Box({{{4, 0, 0}, {0, 5, 0}, {0, 0, 10}}});  // 200 A^3
  f.energy = -3;
  f.force = {{1, 2, 3}, {4, 5, 6}};
  f.virial = Mat3{{{1, 4, 6}, {4, 2, 5}, {6, 5, 3}}};
  return set;
}

std::vector<Prediction> one_prediction() {
  Prediction p;
  p.energy = -2.5;
  p.force = {{1.5, 2, 3}, {4, 5, 6}};
  p.virial = {{{2, 4, 6}, {4, 2, 5}, {6, 5, 3}}};
  return {p};
}

TEST(TrainOutputs, PublishedColumns) {
  const TrainSet set = one_frame();
  const std::vector<Prediction> p = one_prediction();
  EXPECT_EQ(format_energies(set, p), "-1.25 -1.5\n");
  EXPECT_EQ(format_forces(set, p), "1.5 2 3 1 2 3\n4 5 6 4 5 6\n");
  // xx yy zz xy yz zx, eV an atom
  EXPECT_EQ(format_virials(set, p), "1 1 1.5 2 2.5 3 0.5 1 1.5 2 2.5 3\n");
  const std::string stress = format_stresses(set, p);
  EXPECT_NEAR(std::stod(stress), 2 / 200.0 * 160.21766, 1e-5);  // GPa, positive under pressure
}

TEST(TrainOutputs, MissingTargetsAndReferenceEnergies) {
  TrainSet set = one_frame();
  set.frames[0].force.clear();
  set.frames[0].virial.reset();
  set.frames[0].energy.reset();
  const std::vector<std::string> species = {"C", "Na"};
  const std::vector<double> reference = {-146.374106, -1283.618205};
  EXPECT_EQ(format_energies(set, one_prediction()), "-1.25 -1000000\n");
  EXPECT_EQ(format_reference_energies(species, reference),
            "# eV: energy_train.out and energy_test.out are less these\nC -146.374106\nNa -1283.618205\n");
  EXPECT_EQ(format_forces(set, one_prediction()).substr(0, 32), "1.5 2 3 -1000000 -1000000 -10000");
  EXPECT_NE(format_virials(set, one_prediction()).find("3 -1000000"), std::string::npos);
}

TEST(TrainOutputs, LossRowsNeverRunTogetherAndAreReadBack) {
  LossRow row;
  row.step = 12345678;
  row.train = {123456.789, 1e-3, 2e-3, 98765.4321, 12345.678, 7};
  row.test.rmse_energy = 1e10;
  const std::string line = format_loss_row(row);
  const Scratch scratch;
  const auto rows = read_loss_rows(scratch.write("loss.out", line));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].step, 12345678);
  EXPECT_NEAR(rows[0].train.total, row.train.total, 1);
  EXPECT_NEAR(rows[0].train.rmse_virial, 7, 1e-9);
  EXPECT_NEAR(rows[0].test.rmse_energy, 1e10, 1e5);
  // A counter that starts again (nep.restart) starts a new curve.
  LossRow first, second;
  first.step = 100, second.step = 200;
  const std::string text = format_loss_row(first) + format_loss_row(second) + format_loss_row(first);
  EXPECT_EQ(read_loss_rows(scratch.write("loss.out", text)).size(), 1u);
  EXPECT_TRUE(read_loss_rows(scratch.path("none")).empty());
}

TEST(TrainOutputs, ErrorsByClass) {
  TrainSet set = one_frame();
  set.frames.push_back(std::move(one_frame().frames[0]));
  set.frames[0].config_type = "bulk";
  set.frames[1].virial.reset();
  std::vector<Prediction> p = one_prediction();
  p.push_back(one_prediction()[0]);
  p[1].energy = -3;
  const auto rows = errors_by_class(set, p);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].name, "");
  EXPECT_EQ(rows[0].rmse_energy, 0);
  EXPECT_TRUE(std::isnan(rows[0].rmse_virial));
  EXPECT_EQ(rows[1].name, "bulk");
  EXPECT_DOUBLE_EQ(rows[1].rmse_energy, 0.25);
  EXPECT_DOUBLE_EQ(rows[1].rmse_force, std::sqrt(0.25 / 6));
  EXPECT_DOUBLE_EQ(rows[1].rmse_virial, std::sqrt(0.25 / 6));
}

TEST(TrainRestart, WritesThePublishedRows) {
  const Scratch scratch;
  const std::string path = scratch.path("nep.restart");
  write_restart(path, {1.25, -3e-5}, {0.1, 0});
  EXPECT_EQ(nacre_test::content(path), "  1.2500000e+00   1.0000000e-01\n -3.0000000e-05   0.0000000e+00\n");
  const SearchStart back = read_restart(path, 2);
  EXPECT_EQ(back.mean, std::vector<double>({1.25, -3e-5}));
  EXPECT_EQ(back.sigma, std::vector<double>({0.1, 0}));
  EXPECT_TRUE(nacre_test::mentions(nacre_test::error_of([&] { read_restart(path, 3); }), "allowed: 3 rows"));
  scratch.write("nep.restart", "1 0.1\n2\n");
  EXPECT_EQ(nacre_test::error_of([&] { read_restart(path, 2); }).line(), 2);
  scratch.write("nep.restart", "1 0.1\n2 -0.1\n");
  EXPECT_EQ(nacre_test::error_of([&] { read_restart(path, 2); }).line(), 2);
}

TrainSettings fine_tuning(const Scratch& scratch, const NepModel& foundation, const std::vector<std::string>& species) {
  TrainSettings s;
  s.folder = scratch.path("");
  s.fine_tune = FineTune{"base.txt", "base.restart"};
  s.shape = foundation;
  s.shape.species = species;
  s.shape.atomic_number.clear();
  s.shape.radial_cutoff.clear();
  s.shape.angular_cutoff.clear();
  for (const std::string& symbol : species)
    for (int t = 0; t < foundation.types(); ++t)
      if (foundation.species[t] == symbol) {
        s.shape.atomic_number.push_back(foundation.atomic_number[t]);
        s.shape.radial_cutoff.push_back(foundation.radial_cutoff[t]);
        s.shape.angular_cutoff.push_back(foundation.angular_cutoff[t]);
      }
  s.shape.q_scaler.clear();
  return s;
}

/// A model cut out of a larger one gives the same energy wherever the other elements are absent.
void expect_part_of(const std::string& name, const std::vector<std::string>& species) {
  SCOPED_TRACE(name + " " + species[0]);
  const Scratch scratch;
  const NepModel foundation = read_nep(models + name + "/nep.txt");
  write_nep(scratch.path("base.txt"), foundation, {});
  const std::vector<double> all = parameters_of(foundation);
  write_restart(scratch.path("base.restart"), all, std::vector<double>(all.size(), 0.1));
  TrainSettings s = fine_tuning(scratch, foundation, species);
  NepModel part = s.shape;
  const SearchStart start = fine_tune_start(s, part);
  ASSERT_EQ(start.mean.size(), parameter_count(part));
  set_parameters(part, start.mean);
  write_nep(scratch.path("part.txt"), part, {});
  Atoms atoms;
  atoms.resize(3);
  atoms.species = species;
  atoms.position = {{0, 0, 0}, {1.6, 0.2, 0}, {0.3, 1.9, 0.5}};
  for (int i = 0; i < 3; ++i) atoms.type[i] = i % static_cast<int>(species.size());
  const Box box({{{6, 0, 0}, {0, 6, 0}, {0, 0, 6}}});
  double energy[2];
  for (const std::string file : {"base.txt", "part.txt"}) {
    const auto force = make_nep(scratch.path(file), Precision::full);
    Atoms copy = atoms.clone();
    copy.use_species(force->species());
    Evaluation found;
    force->compute(copy, box, {}, found);
    energy[file == "part.txt"] = found.energy;
  }
  EXPECT_GT(std::abs(energy[0]), 1e-3);
  EXPECT_NEAR(energy[0], energy[1], 1e-6 * std::abs(energy[0]));  // eight digits of the files
}

TEST(TrainRestart, FineTuneTakesTheElementsOut) {
  for (const std::string name :
       {"nep3_NaC", "nep4_NaC", "nep4_NaC_higher_body", "nep4_NaC_typewise_cutoff", "nep5_NaC"}) {
    expect_part_of(name, {"C"});
    expect_part_of(name, {"Na"});
    expect_part_of(name, {"C", "Na"});
  }
}

TEST(TrainRestart, FineTuneRefusesOtherModels) {
  const Scratch scratch;
  const NepModel foundation = read_nep(models + "nep4_NaC/nep.txt");
  write_nep(scratch.path("base.txt"), foundation, {});
  const std::vector<double> all = parameters_of(foundation);
  write_restart(scratch.path("base.restart"), all, std::vector<double>(all.size(), 0.1));
  const auto refusal = [&](auto change) {
    TrainSettings s = fine_tuning(scratch, foundation, {"C"});
    change(s);
    NepModel shape = s.shape;
    return std::string(nacre_test::error_of([&] { fine_tune_start(s, shape); }).what());
  };
  EXPECT_NE(refusal([](TrainSettings& s) { s.shape.neurons += 1; }).find("neuron"), std::string::npos);
  EXPECT_NE(refusal([](TrainSettings& s) { s.shape.radial_n += 1; }).find("n_max"), std::string::npos);
  EXPECT_NE(refusal([](TrainSettings& s) { s.shape.version = 5; }).find("version"), std::string::npos);
  EXPECT_NE(refusal([](TrainSettings& s) { s.shape.higher[q134] = !s.shape.higher[q134]; }).find("l_max"),
            std::string::npos);
  EXPECT_NE(refusal([](TrainSettings& s) { s.shape.radial_cutoff[0] += 1; }).find("cutoff"), std::string::npos);
  EXPECT_NE(refusal([](TrainSettings& s) { s.shape.species[0] = "Li"; }).find("given 'Li'"), std::string::npos);
  TrainSettings frozen = fine_tuning(scratch, foundation, {"C"});
  frozen.fine_tune->descriptor = false;
  NepModel shape = frozen.shape;
  const SearchStart start = fine_tune_start(frozen, shape);
  EXPECT_EQ(start.sigma.back(), 0);
  EXPECT_EQ(start.sigma.front(), 0.1);
  const std::size_t coefficients =
      (shape.radial_n + 1) * (shape.radial_k + 1) + (shape.angular_n + 1) * (shape.angular_k + 1);
  EXPECT_EQ(static_cast<std::size_t>(std::count(start.sigma.begin(), start.sigma.end(), 0.0)), coefficients);
}

long count_of(const std::string& text, const std::string& word) {
  long count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

TEST(TrainPlots, AxesHaveRoundTicksInside) {
  const Axis linear{-3.2, 4.1, 0, 100};
  for (const double v : linear.ticks())
    EXPECT_TRUE(v >= -3.2 && v <= 4.1 && std::abs(v - 2 * std::round(v / 2)) < 1e-9);
  EXPECT_GE(linear.ticks().size(), 3u);
  const Axis logarithmic{90, 20000, 0, 100, true};
  EXPECT_EQ(logarithmic.ticks(), std::vector<double>({100, 1000, 10000}));
  EXPECT_NEAR(Axis({1, 100, 0, 10, true}).place(10), 5, 1e-12);
}

TEST(TrainPlots, LossCurvesSkipWhatHasNoLogarithm) {
  std::vector<LossRow> rows(3);
  for (int i = 0; i < 3; ++i)
    rows[i].step = 100 * (i + 1), rows[i].train.total = 1.0 / (i + 1), rows[i].train.rmse_force = 0.5;
  const std::string svg = loss_plot(rows, "generation", false);
  EXPECT_EQ(svg.rfind("<svg", 0), 0u);
  EXPECT_NE(svg.find("force (eV/Å)"), std::string::npos);
  EXPECT_EQ(svg.find("virial"), std::string::npos);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(count_of(svg, "<path"), 2);
  EXPECT_NE(loss_plot({}, "epoch", true).find("</svg>"), std::string::npos);
}

TEST(TrainPlots, ParityWritesTheRmseOfAllPointsAndThinsTheDots) {
  Cloud cloud{"train", {}, {}};
  for (std::size_t i = 0; i < 4 * most_points; ++i) {
    cloud.target.push_back(static_cast<double>(i));
    cloud.predicted.push_back(static_cast<double>(i) + (i % 2 == 0 ? 0.5 : -0.5));
  }
  EXPECT_DOUBLE_EQ(rmse(cloud), 0.5);
  const std::string svg = parity_plot({cloud}, {"force", "eV/Å", "meV/Å", 1000});
  EXPECT_NE(svg.find("train: RMSE 500 meV/Å"), std::string::npos);
  EXPECT_LE(count_of(svg, "h0"), static_cast<long>(most_points));
  EXPECT_GE(count_of(svg, "h0"), static_cast<long>(most_points) / 2);
}

}  // namespace
}  // namespace nacre::train::train_outputs_test
