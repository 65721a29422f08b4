#include <set>

#include "core/error.h"
#include "train/parsers.h"

namespace nacre::train {

namespace {
bool flag(const Words& line) {
  line.expect_arguments(1, 1, line[0] + " <0|1>");
  return line.integer(1, line[0], 0, 1) != 0;
}
std::string name(const Words& line) {
  line.expect_arguments(1, 1, line[0] + " <name>");
  return line[1];
}
}  // namespace

void parse_save_potential(const Words& line, TrainSettings& s) {
  line.expect_arguments(3, 3, "save_potential <interval> <name: 0 time, 1 generation> <restart 0|1>");
  s.save_interval = line.integer(1, "save_potential interval", 1);
  s.save_format = static_cast<int>(line.integer(2, "save_potential name", 0, 1));
  s.save_restart = line.integer(3, "save_potential restart", 0, 1) != 0;
}

void parse_output_interval(const Words& line, TrainSettings& s) {
  line.expect_arguments(1, 1, "output_interval <integer>");
  s.output_interval = line.integer(1, "output_interval", 1);
}

void parse_prediction(const Words& line, TrainSettings& s) { s.prediction = flag(line); }
void parse_import_q_scaler(const Words& line, TrainSettings& s) { s.import_q_scaler = flag(line); }

void parse_output_descriptor(const Words& line, TrainSettings& s) {
  line.expect_arguments(1, 1, "output_descriptor <0|1|2>");
  s.output_descriptor = static_cast<int>(line.integer(1, "output_descriptor", 0, 2));
}

void parse_fine_tune(const Words& line, TrainSettings& s) {
  line.expect_arguments(1, 3, "fine_tune <nep.txt> [<nep.restart>] [<descriptor 0|1>]");
  FineTune tune{line[1], ""};
  std::size_t next = 2;
  if (next < line.size() && line[next] != "0" && line[next] != "1") tune.restart_file = line[next++];
  if (next < line.size()) tune.descriptor = line.integer(next++, "fine_tune descriptor", 0, 1) != 0;
  if (next < line.size()) throw line.error("unexpected word").key("fine_tune").value(line[next]);
  s.fine_tune = tune;
}

void parse_freeze(const Words& line, TrainSettings& s) {
  line.expect_arguments(1, 5, "freeze {descriptor | radial | angular | hidden | output}");
  s.freeze.clear();
  std::set<std::string> parts;
  for (std::size_t i = 1; i < line.size(); ++i) {
    s.freeze.push_back(line.choice(i, "freeze", {"descriptor", "radial", "angular", "hidden", "output"}));
    parts.insert(s.freeze.back());
    if (s.freeze.back() == "descriptor") parts.insert({"radial", "angular"});
  }
  parts.erase("descriptor");
  if (parts.size() == 4) throw line.error("nothing would be left to train").key("freeze");
}

void parse_energy_key(const Words& line, TrainSettings& s) { s.labels.energy = name(line); }
void parse_force_key(const Words& line, TrainSettings& s) { s.labels.force = name(line); }
void parse_virial_key(const Words& line, TrainSettings& s) { s.labels.virial = name(line); }
void parse_stress_key(const Words& line, TrainSettings& s) { s.labels.stress = name(line); }

void parse_reference_energy(const Words& line, TrainSettings& s) {
  const std::size_t types = s.shape.species.size();
  const std::string syntax = "none | least_squares | one number a type (eV, " + std::to_string(types) + ")";
  if (line.size() < 2) throw line.error("too few arguments").key("reference_energy").allowed(syntax);
  s.reference_energy.clear();
  const bool is_word = line[1].find_first_of("0123456789") == std::string::npos;
  if (is_word) {
    const bool none = line.choice(1, "reference_energy", {"none", "least_squares"}) == "none";
    line.expect_arguments(1, 1, "reference_energy " + syntax);
    s.reference = none ? TrainSettings::Reference::none : TrainSettings::Reference::least_squares;
    return;
  }
  line.expect_arguments(types, types, "reference_energy " + syntax);
  for (std::size_t t = 0; t < types; ++t) s.reference_energy.push_back(line.real(1 + t, "reference_energy (eV)"));
  s.reference = TrainSettings::Reference::given;
}

void parse_must_be_zero(const Words& line, TrainSettings&) {
  line.expect_arguments(1, 3, line[0] + " 0");
  if (line.integer(1, line[0], 0) != 0)
    throw line.error("this kind of model is not supported").key(line[0]).value(line[1]).allowed("0");
}

}  // namespace nacre::train
