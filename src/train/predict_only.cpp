// prediction 1: the published way to evaluate a model on train.xyz.
#include <fmt/format.h>

#include <iterator>

#include "force/nep.h"
#include "io/files.h"
#include "train/model/parameters.h"
#include "train/optimise/restart.h"
#include "train/report/picture_files.h"
#include "train/training.h"

namespace nacre::train {

namespace {
void append_row(std::string& text, const std::vector<double>& row) {
  text += fmt::format("{:.8g}\n", fmt::join(row, " "));
}

/// q times q_scaler; a row a structure (the mean of its atoms) or a row an atom.
std::string descriptor_text(const std::string& model_file, const NepModel& model, const TrainSet& set, bool by_atom) {
  std::string text;
  for (const TrainFrame& frame : set.frames) {
    std::vector<double> mean(model.components());
    for (const std::vector<double>& q : nep_descriptors(model_file, frame.atoms, frame.box)) {
      std::vector<double> scaled(q.size());
      for (std::size_t d = 0; d < q.size(); ++d) {
        scaled[d] = q[d] * model.q_scaler[d];
        mean[d] += scaled[d] / static_cast<double>(frame.atoms.size());
      }
      if (by_atom) append_row(text, scaled);
    }
    if (!by_atom) append_row(text, mean);
  }
  return text;
}
}  // namespace

TrainReport predict_only(const TrainSettings& settings, const TrainData& data, const Models& models) {
  const FolderLock lock(settings.folder, "nacre train");
  const std::string model_file = path_in(settings, "nep.txt");
  const NepModel model = read_nep(model_file);
  expect_same_shape(model, settings.shape, model_file);
  const std::vector<double> parameters = parameters_of(model);
  const std::vector<Prediction> found = predict_set(models, model, parameters, data.train);
  write_predictions(settings, "train", data.train, found, data.reference_energy);
  write_parity_pictures(settings, data, found, {});
  if (settings.output_descriptor != 0)
    write_whole(path_in(settings, "descriptor.out"),
                descriptor_text(model_file, model, data.train, settings.output_descriptor == 2));
  TrainReport report;
  report.last.train = loss_of_set(settings.loss, data.train, found, parameters);
  report.train_classes = errors_by_class(data.train, found);
  return report;
}

}  // namespace nacre::train
