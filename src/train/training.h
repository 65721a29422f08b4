// The frame around an optimiser: data, start, outputs at each output_interval, checkpoint, resume. Files:
// docs/train.md.
//
// The columns of loss.out and the *_train.out and *_test.out of the same moment are those of the model that nep.txt
// holds, on the whole sets; with several batches they differ from the loss that the optimiser saw last (progress line).
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "io/checkpoint.h"
#include "io/folder_lock.h"
#include "io/kept_file.h"
#include "train/chosen.h"
#include "train/data/check.h"
#include "train/data/read_train_set.h"
#include "train/optimise/optimizer.h"
#include "train/report/evaluation.h"
#include "train/report/outputs.h"
#include "train/result_names.h"

namespace nacre::train {

struct TrainStatus {
  StepsDone progress;
  LossValue loss;            ///< of the optimiser's last step
  double seconds = 0;        ///< since this program began to step
  std::int64_t stepped = 0;  ///< steps of this program, for the speed
};

struct TrainCalls {
  std::function<bool()> stop;                        ///< true: stop after this step
  std::function<void(const TrainStatus&)> progress;  ///< after each step
  std::function<void(const LossRow&)> output;        ///< after each row of loss.out
  std::function<void(const std::string&)> notice;    ///< what the user should know
};

struct TrainReport {
  StepsDone progress;
  LossRow last;  ///< of the model in nep.txt
  std::vector<ClassErrors> train_classes, test_classes;
  double seconds = 0;  ///< in all, parts before a resume included
  bool interrupted = false, with_test = false;
  std::vector<ChosenSetting> choices;    ///< what was chosen for the search by gradient
  std::vector<double> reference_energy;  ///< of each type, eV, less which the model gives energies; empty: none
};

class Training {
 public:
  /// `data` from read_train_data. The folder is locked as long as this lives. Throws Error: another process works there,
  /// files that do not fit, a checkpoint of another training.
  Training(TrainSettings settings, TrainData data, bool resume, TrainCalls calls, const Models& models = {});
  ~Training();
  /// All steps, or until calls.stop(). The checkpoint is written before it returns.
  TrainReport go();
  const SetStatistics& statistics() const { return statistics_; }
  const std::vector<ChosenSetting>& choices() const { return report_.choices; }

 private:
  void choose();
  void make_problem();
  void start_from_files();
  std::vector<double> fit_offsets() const;
  void take_offsets(const std::vector<double>& offsets);
  void load_checkpoint();
  void load_from(const std::string& name);
  void save_checkpoint();
  std::uint64_t data_hash() const;
  void open_loss_file();
  void output();
  void write_model(const std::string& file, const NepNeighbors& neighbors) const;
  void write_plots(const std::vector<Prediction>& train, const std::vector<Prediction>& test) const;
  void save_copy() const;
  std::string file(const std::string& name) const { return path_in(settings_, name); }
  bool with_test() const { return !data_.test.frames.empty(); }

  TrainSettings settings_;
  FolderLock lock_;
  TrainData data_;
  TrainCalls calls_;
  SetStatistics statistics_;
  std::uint64_t data_hash_ = 0;
  std::vector<double> offsets_;  ///< fine_tune: energies of the elements, fitted to the model, eV
  TrainProblem problem_;
  std::unique_ptr<Optimizer> optimizer_;
  bool append_ = false;  ///< loss.out goes on: the start came from nep.restart
  KeptFile loss_file_;
  std::int64_t saved_bytes_ = -1;  ///< of loss.out at the last checkpoint; -1: there is none of this training
  std::vector<LossRow> rows_;
  TrainReport report_;
  double seconds_before_ = 0;
};

/// prediction 1: nep.txt on train.xyz, *_train.out, parity plots and, when asked for, descriptor.out.
TrainReport predict_only(const TrainSettings& settings, const TrainData& data, const Models& models = {});

}  // namespace nacre::train
