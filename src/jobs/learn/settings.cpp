#include "jobs/learn/settings.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "io/key_table.h"
#include "io/paths.h"
#include "io/words.h"
#include "io/yaml_file.h"
#include "jobs/learn/explore.h"

namespace nacre::jobs::learn {

namespace {
namespace fs = std::filesystem;

struct KeyRow {
  std::string name, values, standard, sentence;
  void (*parse)(const Words& words, LoopSettings& settings);
};

std::string one_word(const Words& words) {
  words.expect_arguments(1, 1, words[0] + ": one value");
  return words[1];
}
std::int64_t one_count(const Words& words, std::int64_t low, std::int64_t high) {
  words.expect_arguments(1, 1, words[0] + ": one whole number");
  return words.integer(1, words[0], low, high);
}

const std::vector<KeyRow>& key_rows() {
  static const std::vector<KeyRow> rows{
      {"train", "a file", "needed", "nep.in of the committee; its `seed` is replaced, one for each member.",
       [](const Words& w, LoopSettings& s) { s.train = one_word(w); }},
      {"start", "extended XYZ", "needed", "Labelled frames to begin with.",
       [](const Words& w, LoopSettings& s) { s.start = one_word(w); }},
      {"test", "extended XYZ", "none", "Labelled frames that no member is trained on.",
       [](const Words& w, LoopSettings& s) { s.test = one_word(w); }},
      {"committee", "2 .. 20", "3", "Members, which differ in their seed.",
       [](const Words& w, LoopSettings& s) { s.committee = one_count(w, 2, 20); }},
      {"explore", "a list of folders", "needed",
       "Decks (run.in, model.xyz) and insertions (insert.yaml) that run with `nep.txt`, the first member of the round.",
       [](const Words& w, LoopSettings& s) {
         w.expect_arguments(1, 1000, "explore: [folders]");
         s.explore.assign(w.all().begin() + 1, w.all().end());
       }},
      {"frames", "a file", "dump.xyz",
       "What the decks write: the frames to choose from. An insertion has its own `structures.file`.",
       [](const Words& w, LoopSettings& s) { s.frames = one_word(w); }},
      {"band", "[low, high]", "needed", "Frames are worth a label whose largest force spread lies in it, eV/A.",
       [](const Words& w, LoopSettings& s) {
         w.expect_arguments(2, 2, "band: [low, high]");
         const double low = w.real(1, "band, low (eV/A)", at_least(0));
         s.band = {low, w.real(2, "band, high (eV/A)", {low, std::numeric_limits<double>::infinity(), true, false})};
       }},
      {"number", "a whole number", "10", "Frames to label in a round, at most.",
       [](const Words& w, LoopSettings& s) { s.number = one_count(w, 1, 1000000); }},
      {"label", "a command", "needed",
       "Called with two files more: a frame, and where its labels are wanted (energy, forces; virial if it can). It "
       "runs in the folder of this file.",
       [](const Words& w, LoopSettings& s) { s.label = one_word(w); }},
      {"rounds", "a whole number", "5", "Rounds, at most; the loop ends before when a round finds nothing to label.",
       [](const Words& w, LoopSettings& s) { s.rounds = one_count(w, 1, 1000); }},
      {"output", "a folder", "the name of this file", "Where everything is written.",
       [](const Words& w, LoopSettings& s) { s.output = one_word(w); }},
  };
  return rows;
}

std::vector<std::string> words_of(const std::string& key, const YAML::Node& value) {
  std::vector<std::string> words{key};
  if (value.IsScalar()) words.push_back(value.Scalar());
  if (value.IsSequence())
    for (const YAML::Node& item : value) words.push_back(item.IsScalar() ? item.Scalar() : "");
  if (words.size() == 1) throw Error("a value or a list of values is wanted").key(key);
  return words;
}

void read_key(const std::string& key, long line, const YAML::Node& value, LoopSettings& settings) {
  std::vector<std::string> known;
  for (const KeyRow& row : key_rows()) {
    known.push_back(row.name);
    if (row.name == key) return row.parse(Words(settings.file, line, words_of(key, value)), settings);
  }
  throw Error("unknown key").key(key).nearest(nearest_word(key, known));
}

/// Files that must be there, and keys that must be given.
void check_whole(const LoopSettings& s, const std::set<std::string>& given, std::vector<Error>& errors) {
  for (const KeyRow& row : key_rows())
    if (row.standard == "needed" && given.count(row.name) == 0)
      errors.push_back(Error("is missing").file(s.file).key(row.name).allowed(row.values));
  const auto expect_file = [&](const char* key, const std::string& name) {
    if (!name.empty() && !file_exists(path_in(s, name)))
      errors.push_back(Error("no such file").file(s.file).key(key).value(name));
  };
  expect_file("train", s.train), expect_file("start", s.start), expect_file("test", s.test);
  std::set<std::string> names;
  for (const std::string& deck : s.explore) {
    check_explorer(s, deck, errors);
    if (!names.insert(explorer_name(deck)).second)
      errors.push_back(Error("two folders of one name").file(s.file).key("explore").value(deck));
  }
}
}  // namespace

LoopSettings read_loop(const std::string& file, std::vector<Error>& errors) {
  LoopSettings s;
  s.file = file;
  const fs::path parent = fs::path(file).parent_path();
  s.folder = parent.empty() ? "." : parent.string();
  s.output = fs::path(file).stem().string();
  std::set<std::string> given;
  const YAML::Node root = read_yaml(file);
  if (!root.IsMap()) throw Error("this is not a map of keys and values").file(file);
  for (const auto& entry : root) {
    const long line = entry.first.Mark().line + 1;
    try {
      const std::string key = entry.first.Scalar();
      given.insert(key);
      read_key(key, line, entry.second, s);
    } catch (Error& e) {
      errors.push_back(e.file().empty() ? e.file(file).line(line) : e);
    }
  }
  check_whole(s, given, errors);
  return s;
}

std::string path_in(const LoopSettings& settings, const std::string& name) {
  return (fs::path(settings.folder) / name).string();
}

std::string loop_schema() {
  std::vector<FileKey> keys;
  for (const KeyRow& row : key_rows()) keys.push_back({row.name, row.values, row.standard, row.sentence});
  return "# loop.yaml of nacre learn\n" + key_file(keys);
}

std::string loop_manual() {
  std::vector<std::vector<std::string>> rows;
  for (const KeyRow& row : key_rows())
    rows.push_back({markdown_code(row.name), row.values, row.standard, row.sentence});
  return markdown_table({"key", "values", "default", "what it says"}, rows);
}

}  // namespace nacre::jobs::learn
