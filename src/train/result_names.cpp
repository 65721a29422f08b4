#include "train/result_names.h"

#include <algorithm>
#include <filesystem>

#include "io/folder_lock.h"
#include "io/paths.h"
#include "report/page.h"
#include "train/data/read_train_set.h"
#include "train/report/outputs.h"

namespace nacre::train {

namespace {
namespace fs = std::filesystem;

const std::string model_name = "nep.txt", restart_name = "nep.restart", loss_name = "loss.out";

/// Of a training and, without the first ones, of `prediction 1`.
std::vector<std::string> names_of(const TrainSettings& s) {
  std::vector<std::string> names;
  if (!s.prediction)
    names = {model_name, restart_name, loss_name, checkpoint_file, previous_checkpoint(checkpoint_file), "loss.svg"};
  names.emplace_back(report::page_name);
  for (const char* set : {"train", "test"}) {
    if (s.prediction && set == std::string("test")) break;
    for (const char* quantity : {"energy", "force", "virial", "stress", "difference"})
      names.push_back(std::string(quantity) + "_" + set + ".out");
  }
  if (s.reference != TrainSettings::Reference::none || leaves_reference_open(s))
    names.emplace_back(reference_energy_file);
  for (const char* quantity : {"energy", "force", "virial", "difference"})
    names.push_back(std::string("parity_") + quantity + ".svg");
  if (s.prediction && s.output_descriptor != 0) names.emplace_back("descriptor.out");
  return names;
}

/// "nep_gen200.txt", "nep_20260102-030405_gen200.restart": a copy that `save_potential` made.
bool is_copy(const std::string& name) {
  if (!name.starts_with("nep_")) return false;
  const std::size_t at = name.find("gen");
  if (at == std::string::npos) return false;
  const std::string end = name.substr(at);
  return fits_numbered(end, "gen*.txt") || fits_numbered(end, "gen*.restart");
}

std::vector<std::string> copies_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none))
    if (is_copy(entry.path().filename().string())) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// Where the search starts, as in Training::start_from_files().
std::vector<std::string> names_of_start(const TrainSettings& s, bool append) {
  const bool is_result = !append && has_checkpoint(path_in(s, checkpoint_file));
  const bool from_restart = !s.fine_tune && !is_result && file_exists(path_in(s, restart_name));
  if (from_restart) return {restart_name, model_name};
  return s.import_q_scaler ? std::vector<std::string>{model_name} : std::vector<std::string>{};
}

bool is_in(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}
}  // namespace

FileNames input_names(const TrainSettings& s) {
  FileNames names;
  for (const char* input : {"nep.in", "zbl.in", "train.xyz", "test.xyz"}) names.read(path_in(s, input), input);
  names.read(s.file, "nep.in");
  if (s.prediction) names.read(path_in(s, model_name), model_name);
  if (s.fine_tune)
    for (const std::string& given : {s.fine_tune->model_file, s.fine_tune->restart_file})
      if (!given.empty()) names.read(path_in(s, given), given);
  return names;
}

FileNames result_names(const TrainSettings& s) {
  FileNames names = input_names(s);
  for (const std::string& name : names_of(s)) {
    const std::string path = path_in(s, name), known = names.known(path);
    if (name == previous_checkpoint(checkpoint_file) && known == checkpoint_file) continue;  // killed in between
    // The published trainer reads and overwrites files of the same names; here the foundation must not be lost.
    if (s.fine_tune && !known.empty() && (known == s.fine_tune->model_file || known == s.fine_tune->restart_file))
      throw Error("this file would be overwritten by the training; give the foundation another name")
          .file(s.file)
          .key("fine_tune")
          .value(known);
    names.write(path, name);
  }
  names.write(path_in(s, folder_lock_name), "the lock of the folder");
  return names;
}

EarlierWork earlier_training(const TrainSettings& settings) {
  const std::string path = path_in(settings, checkpoint_file);
  return earlier_work(path, [&](const Checkpoint& checkpoint) {
    const auto found = checkpoint.parts.find("training");
    if (found == checkpoint.parts.end()) throw Error("this is not the checkpoint of a training").file(path);
    const Record& frame = found->second;
    if (frame.integers.count("done") == 0) return WorkDone();  // of 0.1.0
    return WorkDone{frame.integer("finished") != 0, frame.integer("done")};
  });
}

OldResults old_results(const TrainSettings& s, bool append) {
  std::vector<std::string> names = names_of(s);
  if (!s.prediction)
    for (std::string& name : copies_in(s.folder)) names.push_back(std::move(name));
  const std::vector<std::string> start = names_of_start(s, append);
  const FileNames inputs = input_names(s);
  OldResults old;
  for (const std::string& name : names) {
    const std::string path = path_in(s, name);
    const bool stays = append && name == loss_name;
    if (stays || !is_plain_file(path) || !inputs.known(path).empty()) continue;
    (is_in(start, name) ? old.copied : old.moved).push_back(path);
  }
  return old;
}

}  // namespace nacre::train
