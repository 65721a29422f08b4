#include "train/settings.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "core/error.h"
#include "io/paths.h"
#include "io/settings_file.h"
#include "io/words.h"
#include "train/keywords.h"
#include "train/model/parameters.h"
#include "train/optimise/restart.h"
#include "train/parsers.h"

namespace nacre::train {

namespace fs = std::filesystem;

namespace {
/// What GPUMD assumes without a line.
TrainSettings published_defaults() {
  TrainSettings s;
  s.shape.radial_n = s.shape.angular_n = s.shape.radial_k = s.shape.angular_k = 6;
  s.shape.l_max = 4;
  s.shape.higher[q222] = true;
  s.shape.neurons = 30;
  s.loss.l1 = s.loss.l2 = -1;  // filled in at the end
  return s;
}

/// The lines of nep.in, `type` first, wherever it stands: other lines count the elements. A line that is wrong leaves no
/// trace in the settings, and nothing is said of what it might have meant for others.
class LineReader {
 public:
  LineReader(TrainSettings& settings, std::vector<Error>& errors) : settings_(settings), errors_(errors) {}

  void read(const std::vector<Words>& lines) {
    for (const Words& line : lines)
      if (line[0] == "type" && first_.emplace(line[0], line.line()).second) read(line);
    if (first_.empty())
      errors_.push_back(Error("is missing").key("type").allowed("type <n> <symbols>").file(settings_.file));
    for (const Words& line : lines) {
      const auto [first, is_new] = first_.emplace(line[0], line.line());
      if (is_new && can_be_read(line)) read(line);
      if (!is_new && line.line() != first->second)
        errors_.push_back(line.error("given twice, first in line " + std::to_string(first->second)).key(line[0]));
    }
    for (const auto& [name, line] : first_) settings_.given.insert(name);
  }

  /// Rules between lines.
  void check_together() {
    const TrainSettings& s = settings_;
    if (s.shape.zbl.typewise_factor > 0 && (!s.shape.zbl.enabled || s.shape.zbl.flexible))
      report("use_typewise_cutoff_zbl", "zbl", "needs a line `zbl`, and no zbl.in");
    if (s.output_descriptor != 0 && !s.prediction) report("output_descriptor", "prediction", "needs `prediction 1`");
    if (s.fine_tune && s.import_q_scaler)
      report("import_q_scaler", "fine_tune", "fine_tune brings a q_scaler of its own");
    if (!s.freeze.empty() && !s.fine_tune) report("freeze", "fine_tune", "needs a line `fine_tune`");
  }

 private:
  void read(const Words& line) {
    try {
      parse_keyword(line, settings_);
    } catch (const Error& e) {
      errors_.push_back(e);
      failed_.insert(line[0]);
    }
  }
  bool can_be_read(const Words& line) const { return !settings_.shape.species.empty() || !counts_elements(line); }
  void report(const char* key, const char* other, const char* message) {
    if (failed_.count(other) == 0) errors_.push_back(Error(message).key(key).file(settings_.file));
  }

  TrainSettings& settings_;
  std::vector<Error>& errors_;
  std::map<std::string, long> first_;  ///< line of each keyword
  std::set<std::string> failed_;       ///< keywords of lines that were wrong
};

void read_zbl_table(TrainSettings& s, std::vector<Error>& errors) {
  const std::string path = path_in(s, "zbl.in");
  if (!file_exists(path) || s.shape.species.empty()) return;
  const double factor = s.shape.zbl.typewise_factor;
  try {
    NepModel shape = s.shape;
    read_zbl_in(path, shape);
    s.shape = std::move(shape);
    s.shape.zbl.typewise_factor = factor;  // refused by check_together
  } catch (const Error& e) {
    errors.push_back(e);
  }
}

void read_foundation(TrainSettings& s, std::vector<Error>& errors) {
  if (!s.fine_tune || s.prediction || s.shape.species.empty()) return;
  try {
    adopt_foundation(s);
  } catch (const Error& e) {
    errors.push_back(e);
  }
}

void fill_regularisation(TrainSettings& s) {
  if (s.shape.species.empty()) return;
  const bool evolves = s.optimizer == TrainSettings::Optimizer::snes;  // gradients need none
  const double standard =
      evolves ? std::sqrt(static_cast<double>(parameter_count(s.shape)) * 1e-6 / s.shape.types()) : 0;
  if (s.loss.l1 < 0) s.loss.l1 = standard;
  if (s.loss.l2 < 0) s.loss.l2 = standard;
}
}  // namespace

TrainSettings read_nep_in(const std::string& where, std::vector<Error>& errors) {
  TrainSettings settings = published_defaults();
  settings.file = settings_file(where, "nep.in");
  const fs::path parent = fs::path(settings.file).parent_path();
  settings.folder = parent.empty() ? "." : parent.string();
  LineReader lines(settings, errors);
  lines.read(read_word_lines(settings.file));
  read_zbl_table(settings, errors);
  lines.check_together();
  read_foundation(settings, errors);
  fill_regularisation(settings);
  return settings;
}

std::string path_in(const TrainSettings& settings, const std::string& name) {
  const fs::path path = fs::path(settings.folder) / name;
  return settings.folder == "." && fs::path(name).is_relative() ? name : path.string();
}

std::uint64_t settings_hash(const TrainSettings& settings) {
  HashOfLines hash;
  for (const std::string& file : {settings.file, path_in(settings, "zbl.in")}) {
    if (!file_exists(file)) continue;
    for (const Words& line : read_word_lines(file)) hash.add(line.all());
  }
  return hash.value();
}

}  // namespace nacre::train
