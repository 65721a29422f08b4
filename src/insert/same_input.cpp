#include "insert/same_input.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>
#include <vector>

#include "insert/insertion.h"
#include "io/checkpoint.h"
#include "io/files.h"
#include "io/hash.h"
#include "io/paths.h"
#include "io/words.h"

namespace nacre::insert {

namespace {
namespace fs = std::filesystem;
using Given = std::map<std::string, std::string>;

Given given_in(const Record& state) {
  Given given;
  for (const auto& [name, words] : state.texts)
    if (name.rfind("given.", 0) == 0) given[name.substr(6)] = words;
  return given;
}

/// "" where the key is not given.
std::string word_of(const Given& given, const std::string& key) {
  const auto found = given.find(key);
  return found == given.end() ? "" : found->second;
}

/// Does the end `is` come after the end `was`? More atoms and lower voltages do, while removing the reverse.
bool is_farther(const std::string& key, const std::string& was, const std::string& is, Mode mode) {
  if (was.empty() || is.empty()) return false;
  const double before = to_real(was, key), now = to_real(is, key);
  const bool grows = (key != "until.voltage") == (mode != Mode::remove);
  return grows ? now > before : now < before;
}

void compare_key(const std::string& key, const Given& before, const InsertSettings& settings) {
  const std::string was = word_of(before, key), is = word_of(settings.given, key);
  if (was == is || key == "seed") return;
  const bool is_end = key.rfind("until.", 0) == 0;
  if (is_end && is_farther(key, was, is, settings.mode)) return;
  Error wrong(is_end ? "only an end that lies farther goes on from the checkpoint; this is another input"
                     : "this key says something else than when the checkpoint was written");
  wrong.file(settings.file).key(key).value(is.empty() ? "not given" : is);
  throw wrong.allowed(was.empty() ? "not given" : was);
}
}  // namespace

const Record& insertion_part(const Checkpoint& checkpoint, const std::string& path) {
  const auto found = checkpoint.parts.find("insertion");
  if (found == checkpoint.parts.end()) throw Error("this is not the checkpoint of an insertion").file(path);
  return found->second;
}

void compare_input(const Record& state, const InsertSettings& settings, std::int64_t structure_hash,
                   std::int64_t potential_hash) {
  const Given before = given_in(state);
  Given all = before;
  all.insert(settings.given.begin(), settings.given.end());
  for (const auto& [key, unused] : all) compare_key(key, before, settings);
  if (state.integer("seed") != static_cast<std::int64_t>(settings.seed()))
    throw Error("this key says something else than when the checkpoint was written").file(settings.file).key("seed");
  if (state.integer("structure_hash") != structure_hash)
    throw Error("the structure is not what it was when the checkpoint was written")
        .file(path_in(settings, settings.structure));
  if (state.integer("potential_hash") != potential_hash)
    throw Error("the potential is not what it was when the checkpoint was written").file(potential_path(settings));
}

EarlierWork earlier_insertion(const InsertSettings& settings) {
  const std::string path = output_in(settings, checkpoint_file);
  return earlier_work(path, [&](const Checkpoint& checkpoint) {
    const Record& state = insertion_part(checkpoint, path);
    return WorkDone{state.integers.count("finished") != 0 && state.integer("finished") != 0,
                    static_cast<std::int64_t>(state.integers_at("number").size())};
  });
}

std::string stale_reason(const std::string& folder, const std::string& settings_folder,
                         std::optional<std::uint64_t> seed) {
  const std::string path = (fs::path(folder) / checkpoint_file).string();
  if (!file_exists(path)) return "";
  const Checkpoint checkpoint = read_checkpoint(path);
  const Record& state = insertion_part(checkpoint, path);
  if (state.texts.count("settings_file") == 0) return "";  // of 0.1.0
  const std::string file = (fs::path(settings_folder) / state.texts.at("settings_file")).string();
  if (!is_plain_file(file)) return "";
  std::vector<Error> errors;
  InsertSettings settings = read_insert_settings(file, errors);
  if (!errors.empty()) return errors.front().what();
  if (seed) settings.seeds = {*seed};
  try {
    compare_input(state, settings, hash_of_file(path_in(settings, settings.structure)),
                  hash_of_file(potential_path(settings)));
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

}  // namespace nacre::insert
