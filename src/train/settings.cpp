#include "train/settings.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include "core/error.h"
#include "io/hash.h"
#include "io/words.h"
#include "train/keywords.h"
#include "train/model/parameters.h"
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

std::string file_of(const std::string& where) {
  if (!fs::exists(where)) throw Error("no such file or folder").file(where);
  if (!fs::is_directory(where)) return where;
  const fs::path file = fs::path(where) / "nep.in";
  if (!fs::exists(file)) throw Error("no nep.in in this folder").file(where);
  return where == "." ? "nep.in" : file.string();
}

/// Reads one line; what is wrong goes to `errors`.
void read_line(const Words& line, TrainSettings& settings, std::vector<Error>& errors) {
  try {
    parse_keyword(line, settings);
  } catch (const Error& e) {
    errors.push_back(e);
  }
}

/// `type` first, wherever it stands: other lines count the elements.
void read_lines(const std::vector<Words>& lines, TrainSettings& settings, std::vector<Error>& errors) {
  std::map<std::string, long> seen;
  const std::size_t errors_before = errors.size();
  for (const Words& line : lines)
    if (line[0] == "type" && seen.emplace(line[0], line.line()).second) read_line(line, settings, errors);
  if (seen.empty()) errors.push_back(Error("is missing").key("type").allowed("type <n> <symbols>").file(settings.file));
  // Without the elements the numbers on other lines cannot be counted; words can still be checked.
  if (errors.size() > errors_before && settings.shape.species.empty()) return;
  for (const Words& line : lines) {
    const auto [first, is_new] = seen.emplace(line[0], line.line());
    if (is_new) read_line(line, settings, errors);
    if (!is_new && line.line() != first->second)
      errors.push_back(line.error("given twice, first in line " + std::to_string(first->second)).key(line[0]));
  }
}

/// Rules between lines.
void check_together(const TrainSettings& s, std::vector<Error>& errors) {
  const auto report = [&](const char* key, const char* message) {
    errors.push_back(Error(message).key(key).file(s.file));
  };
  if (s.shape.zbl.typewise_factor > 0 && (!s.shape.zbl.enabled || s.shape.zbl.flexible))
    report("use_typewise_cutoff_zbl", "needs a line `zbl`, and no zbl.in");
  if (s.output_descriptor != 0 && !s.prediction) report("output_descriptor", "needs `prediction 1`");
  if (s.fine_tune && s.import_q_scaler) report("import_q_scaler", "fine_tune brings a q_scaler of its own");
}

void read_zbl_table(TrainSettings& s, std::vector<Error>& errors) {
  const std::string path = path_in(s, "zbl.in");
  if (!fs::exists(path) || s.shape.species.empty()) return;
  const double factor = s.shape.zbl.typewise_factor;
  try {
    read_zbl_in(path, s.shape);
    s.shape.zbl.typewise_factor = factor;  // refused by check_together
  } catch (const Error& e) {
    errors.push_back(e);
  }
}

void fill_regularisation(TrainSettings& s) {
  if (s.shape.species.empty()) return;
  const double standard = std::sqrt(static_cast<double>(parameter_count(s.shape)) * 1e-6 / s.shape.types());
  if (s.loss.l1 < 0) s.loss.l1 = standard;
  if (s.loss.l2 < 0) s.loss.l2 = standard;
}
}  // namespace

TrainSettings read_nep_in(const std::string& where, std::vector<Error>& errors) {
  TrainSettings settings = published_defaults();
  settings.file = file_of(where);
  const fs::path parent = fs::path(settings.file).parent_path();
  settings.folder = parent.empty() ? "." : parent.string();
  read_lines(read_word_lines(settings.file), settings, errors);
  read_zbl_table(settings, errors);
  check_together(settings, errors);
  fill_regularisation(settings);
  return settings;
}

std::string path_in(const TrainSettings& settings, const std::string& name) {
  const fs::path path = fs::path(settings.folder) / name;
  return settings.folder == "." && fs::path(name).is_relative() ? name : path.string();
}

std::uint64_t settings_hash(const TrainSettings& settings) {
  Fnv1a hash;
  for (const std::string& file : {settings.file, path_in(settings, "zbl.in")}) {
    if (!fs::exists(file)) continue;
    for (const Words& line : read_word_lines(file)) {
      for (const std::string& word : line.all()) {
        hash.add(word);
        hash.add(" ");
      }
      hash.add("\n");
    }
  }
  return hash.value();
}

}  // namespace nacre::train
