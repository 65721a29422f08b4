#include "core/error.h"
#include "train/parsers.h"

namespace nacre::train {

namespace {
double weight(const Words& line) {
  line.expect_arguments(1, 1, line[0] + " <number>");
  return line.real(1, line[0], at_least(0));
}
std::int64_t count(const Words& line, std::int64_t low, std::int64_t high) {
  line.expect_arguments(1, 1, line[0] + " <integer>");
  return line.integer(1, line[0], low, high);
}
}  // namespace

void parse_lambda_1(const Words& line, TrainSettings& s) { s.loss.l1 = weight(line); }
void parse_lambda_2(const Words& line, TrainSettings& s) { s.loss.l2 = weight(line); }
void parse_lambda_e(const Words& line, TrainSettings& s) { s.loss.energy = weight(line); }
void parse_lambda_f(const Words& line, TrainSettings& s) { s.loss.force = weight(line); }
void parse_lambda_v(const Words& line, TrainSettings& s) { s.loss.virial = weight(line); }
void parse_lambda_d(const Words& line, TrainSettings& s) { s.loss.difference = weight(line); }
void parse_lambda_shear(const Words& line, TrainSettings& s) { s.loss.shear = weight(line); }
void parse_force_delta(const Words& line, TrainSettings& s) { s.loss.force_delta = weight(line); }

void parse_type_weight(const Words& line, TrainSettings& s) {
  const std::size_t types = s.shape.species.size();
  line.expect_arguments(types, types, "type_weight and one number a type (" + std::to_string(types) + ")");
  s.loss.type_weight.clear();
  for (std::size_t t = 0; t < types; ++t) s.loss.type_weight.push_back(line.real(1 + t, "type_weight", at_least(0)));
}

void parse_batch(const Words& line, TrainSettings& s) {
  line.expect_arguments(1, 2, "batch <structures>");
  s.batch = line.integer(1, "batch", 1);
  if (line.size() > 2 && line.integer(2, "batch, full batch", 0, 1) != 0)
    throw line.error("the second number is not supported").key("batch").value(line[2]).allowed("0");
}

void parse_population(const Words& line, TrainSettings& s) { s.population = static_cast<int>(count(line, 10, 200)); }
void parse_generation(const Words& line, TrainSettings& s) { s.generations = count(line, 0, 10'000'000); }

void parse_initial_para(const Words& line, TrainSettings& s) {
  line.expect_arguments(1, 1, "initial_para <number>");
  s.initial_range = line.real(1, "initial_para", between(0.1, 1));
}
void parse_sigma0(const Words& line, TrainSettings& s) {
  line.expect_arguments(1, 1, "sigma0 <number>");
  s.sigma0 = line.real(1, "sigma0", between(0.01, 0.1));
}
void parse_seed(const Words& line, TrainSettings& s) {
  s.seed = static_cast<std::uint64_t>(count(line, 0, std::numeric_limits<std::int64_t>::max()));
}

void parse_optimizer(const Words& line, TrainSettings& s) {
  line.expect_arguments(1, 2, "optimizer snes | adam | soap | adam snes | soap snes");
  const std::string first = line.choice(1, "optimizer", {"snes", "adam", "soap"});
  using enum TrainSettings::Optimizer;
  s.optimizer = first == "snes" ? snes : gradient;
  s.descent = first == "soap" ? TrainSettings::Descent::soap : TrainSettings::Descent::adam;
  if (line.size() == 2) return;
  if (first == "snes")
    throw line.error("unexpected word after snes").key("optimizer").value(line[2]).allowed("adam snes, soap snes");
  line.choice(2, "optimizer after " + first, {"snes"});
  s.optimizer = gradient_then_snes;
}

void parse_epoch(const Words& line, TrainSettings& s) { s.epochs = count(line, 0, 10'000'000); }
void parse_hold_back(const Words& line, TrainSettings& s) {
  line.expect_arguments(1, 1, "hold_back <share>");
  s.hold_back = line.real(1, "hold_back", between(0, 0.5));
}
void parse_early_stop(const Words& line, TrainSettings& s) {
  line.expect_arguments(1, 1, "early_stop <share>");
  s.early_stop = line.real(1, "early_stop", between(0, 1));
}

void parse_learning_rate(const Words& line, TrainSettings& s) {
  line.expect_arguments(1, 1, "learning_rate <number>");
  s.learning_rate = line.real(1, "learning_rate", {0, 1, true, false});
}

void parse_lambda_schedule(const Words& line, TrainSettings& s) {
  const std::string syntax = "lambda_schedule {<until epoch> <lambda_e> <lambda_f> <lambda_v>}, once a stage";
  if (line.size() < 5 || (line.size() - 1) % 4 != 0)
    throw line.error("wrong number of values")
        .key("lambda_schedule")
        .value(std::to_string(line.size() - 1))
        .allowed(syntax);
  s.stages.clear();
  for (std::size_t i = 1; i < line.size(); i += 4) {
    LambdaStage stage;
    const std::int64_t before = s.stages.empty() ? 0 : s.stages.back().until_epoch;
    stage.until_epoch = line.integer(i, "lambda_schedule, epoch", before + 1);
    stage.energy = line.real(i + 1, "lambda_schedule, lambda_e", at_least(0));
    stage.force = line.real(i + 2, "lambda_schedule, lambda_f", at_least(0));
    stage.virial = line.real(i + 3, "lambda_schedule, lambda_v", at_least(0));
    s.stages.push_back(stage);
  }
}

}  // namespace nacre::train
