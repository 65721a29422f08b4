#include "train/report/outputs.h"

#include <fmt/format.h>

#include <filesystem>
#include <iterator>

#include "core/units.h"
#include "io/files.h"
#include "io/paths.h"
#include "io/words.h"
#include "train/report/evaluation.h"

namespace nacre::train {

std::string format_loss_row(const LossRow& r) {
  std::string line = fmt::format("{:<8}", r.step);
  std::vector<double> columns{r.train.total,       r.train.l1,         r.train.l2,
                              r.train.rmse_energy, r.train.rmse_force, r.train.rmse_virial,
                              r.test.rmse_energy,  r.test.rmse_force,  r.test.rmse_virial};
  if (r.with_difference) columns.insert(columns.end(), {r.train.rmse_difference, r.test.rmse_difference});
  for (const double v : columns) line += fmt::format(" {:<12.6g}", v);
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

std::vector<LossRow> read_loss_rows(const std::string& path) {
  std::vector<LossRow> rows;
  if (!file_exists(path)) return rows;
  for (const Words& line : read_word_lines(path)) {
    LossRow row;
    row.step = line.integer(0, "step");
    double* const columns[9] = {&row.train.total,       &row.train.l1,         &row.train.l2,
                                &row.train.rmse_energy, &row.train.rmse_force, &row.train.rmse_virial,
                                &row.test.rmse_energy,  &row.test.rmse_force,  &row.test.rmse_virial};
    for (std::size_t k = 0; k < 9; ++k) *columns[k] = line.real(k + 1, "loss");
    row.with_difference = line.size() > 10;
    if (row.with_difference)
      row.train.rmse_difference = line.real(10, "loss"), row.test.rmse_difference = line.real(11, "loss");
    if (!rows.empty() && row.step <= rows.back().step) rows.clear();
    rows.push_back(row);
  }
  return rows;
}

std::string format_reference_energies(const std::vector<std::string>& species, const std::vector<double>& energies) {
  std::string text = "# eV: energy_train.out and energy_test.out are less these\n";
  for (std::size_t t = 0; t < species.size(); ++t) text += fmt::format("{} {:.10g}\n", species[t], energies[t]);
  return text;
}

std::string format_energies(const TrainSet& set, const std::vector<Prediction>& predictions) {
  std::string text;
  for (std::size_t f = 0; f < set.frames.size(); ++f) {
    const auto n = static_cast<double>(set.frames[f].atoms.size());
    const double target = set.frames[f].energy ? *set.frames[f].energy / n : missing_target;
    fmt::format_to(std::back_inserter(text), "{:.8g} {:.8g}\n", predictions[f].energy / n, target);
  }
  return text;
}

std::string format_forces(const TrainSet& set, const std::vector<Prediction>& predictions) {
  std::string text;
  const Vec3 missing{missing_target, missing_target, missing_target};
  for (std::size_t f = 0; f < set.frames.size(); ++f) {
    const TrainFrame& frame = set.frames[f];
    for (std::size_t i = 0; i < frame.atoms.size(); ++i) {
      const Vec3 p = predictions[f].force[i], t = frame.force.empty() ? missing : frame.force[i];
      fmt::format_to(std::back_inserter(text), "{:.8g} {:.8g} {:.8g} {:.8g} {:.8g} {:.8g}\n", p.x, p.y, p.z, t.x, t.y,
                     t.z);
    }
  }
  return text;
}

namespace {
/// Twelve columns a frame; `factor(frame)` turns eV into the unit.
template <class Factor>
std::string tensor_rows(const TrainSet& set, const std::vector<Prediction>& predictions, Factor&& factor) {
  std::string text;
  for (std::size_t f = 0; f < set.frames.size(); ++f) {
    const TrainFrame& frame = set.frames[f];
    const double unit = factor(frame);
    std::vector<double> row;
    for (const double v : six_of(predictions[f].virial)) row.push_back(unit * v);
    for (const double v : six_of(frame.virial.value_or(Mat3())))
      row.push_back(frame.virial ? unit * v : missing_target);
    text += fmt::format("{:.8g}\n", fmt::join(row, " "));
  }
  return text;
}
}  // namespace

std::string format_virials(const TrainSet& set, const std::vector<Prediction>& predictions) {
  return tensor_rows(set, predictions, [](const TrainFrame& f) { return 1 / static_cast<double>(f.atoms.size()); });
}

std::string format_stresses(const TrainSet& set, const std::vector<Prediction>& predictions) {
  return tensor_rows(set, predictions, [](const TrainFrame& f) { return units::gpa_per_pressure / f.box.volume(); });
}

std::string format_differences(const TrainSet& set, const std::vector<Prediction>& predictions) {
  std::string text = "# frame predicted target (eV an inserted atom)\n";
  for (const DifferencePair& d : differences_of(set, predictions))
    fmt::format_to(std::back_inserter(text), "{} {:.8g} {:.8g}\n", d.frame + 1, d.predicted, d.target);
  return text;
}

void write_predictions(const TrainSettings& settings, const std::string& name, const TrainSet& set,
                       const std::vector<Prediction>& predictions, const std::vector<double>& reference_energy) {
  const auto file = [&](const char* quantity) {
    return path_in(settings, std::string(quantity) + "_" + name + ".out");
  };
  write_whole(file("energy"), format_energies(set, predictions));
  if (!reference_energy.empty())
    write_whole(path_in(settings, reference_energy_file),
                format_reference_energies(settings.shape.species, reference_energy));
  write_whole(file("force"), format_forces(set, predictions));
  write_whole(file("virial"), format_virials(set, predictions));
  write_whole(file("stress"), format_stresses(set, predictions));
  if (set.differences() > 0) write_whole(file("difference"), format_differences(set, predictions));
}

}  // namespace nacre::train
