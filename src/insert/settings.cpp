#include "insert/settings.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "force/registry.h"
#include "insert/electrode.h"
#include "insert/keys.h"
#include "insert/result_names.h"
#include "io/paths.h"
#include "io/words.h"
#include "io/yaml_file.h"

namespace nacre::insert {

namespace {

/// Walks through the document: every leaf goes to the row of its full name.
class Reader {
 public:
  Reader(InsertSettings& settings, std::vector<Error>& errors) : settings_(settings), errors_(errors) {}

  void read(const YAML::Node& root) {
    if (!root.IsMap()) {
      errors_.push_back(Error("this is not a map of keys and values").file(settings_.file));
      return;
    }
    // The species first, wherever it stands: pairs are understood only once it is known.
    read_map(root, "", [](const std::string& name) { return name == "species"; });
    read_map(root, "", [](const std::string& name) { return name != "species"; });
  }

 private:
  using Wanted = bool (*)(const std::string& name);

  void read_map(const YAML::Node& map, const std::string& section, Wanted wanted) {
    for (const auto& entry : map) {
      if (!wanted(section + entry.first.Scalar())) continue;
      const std::string name = section + entry.first.Scalar();
      const long line = entry.first.Mark().line + 1;
      collect(line, [&] { read_entry(name, line, entry.second); });
    }
  }

  void read_entry(const std::string& name, long line, const YAML::Node& value) {
    const auto& table = key_table();
    const auto row = std::find_if(table.begin(), table.end(), [&](const Key& k) { return k.name == name; });
    if (row != table.end() && row->is_map) return read_open_map(*row, value);
    if (row != table.end()) return parse(*row, line, words_of(name, value));
    const bool is_section =
        std::any_of(table.begin(), table.end(), [&](const Key& k) { return k.name.rfind(name + ".", 0) == 0; });
    if (!is_section) throw unknown(name);
    if (!value.IsMap()) throw Error("this key holds other keys, indented below it").key(name);
    read_map(value, name + ".", [](const std::string&) { return true; });
  }

  void read_open_map(const Key& row, const YAML::Node& map) {
    if (!map.IsMap()) throw Error("this key holds a map").key(row.name).allowed(row.values);
    if (failed_.count("species") != 0) return;  // its pairs name a species that is not known
    for (const auto& entry : map) {
      const long line = entry.second.Mark().line + 1;
      collect(line, [&] {
        std::vector<std::string> words = words_of(row.name, entry.second);
        words.insert(words.begin() + 1, entry.first.Scalar());
        parse(row, line, words);
      });
    }
  }

  /// What a key says counts as a whole, or not at all.
  void parse(const Key& row, long line, const std::vector<std::string>& words) {
    InsertSettings read = settings_;
    failed_.insert(row.name);
    row.parse(Words(settings_.file, line, words), read);
    failed_.erase(row.name);
    settings_ = std::move(read);
    std::string& given = settings_.given[row.name];
    for (std::size_t i = 1; i < words.size(); ++i) given += (given.empty() ? "" : " ") + words[i];
  }

  static std::vector<std::string> words_of(const std::string& name, const YAML::Node& value) {
    std::vector<std::string> words{name};
    if (value.IsScalar()) {
      words.push_back(value.Scalar());
    } else if (value.IsSequence()) {
      for (const YAML::Node& item : value) {
        if (!item.IsScalar()) throw Error("a list of plain values is wanted").key(name);
        words.push_back(item.Scalar());
      }
    } else {
      throw Error(value.IsMap() ? "a value is wanted, not further keys" : "this key has no value").key(name);
    }
    return words;
  }

  /// The nearest of the whole names, or one whose last part is what was written.
  static Error unknown(const std::string& name) {
    std::vector<std::string> known;
    const std::string last = name.substr(name.rfind('.') == std::string::npos ? 0 : name.rfind('.') + 1);
    std::string near;
    for (const Key& k : key_table()) {
      known.push_back(k.name);
      for (std::size_t dot = k.name.find('.'); dot != std::string::npos; dot = k.name.find('.', dot + 1)) {
        known.push_back(k.name.substr(0, dot));
        if (k.name.substr(dot + 1) == last) near = k.name;
      }
    }
    return Error("unknown key").key(name).nearest(near.empty() ? nearest_word(name, known) : near);
  }

  template <class Action>
  void collect(long line, Action&& action) {
    try {
      action();
    } catch (Error& e) {
      if (e.file().empty()) e.file(settings_.file).line(line);
      errors_.push_back(e);
    }
  }

  InsertSettings& settings_;
  std::vector<Error>& errors_;
  std::set<std::string> failed_;  ///< keys whose values were refused
};

void check_whole(const InsertSettings& s, std::vector<Error>& errors) {
  const auto wrong = [&](Error e) { errors.push_back(e.file(s.file)); };
  for (const char* needed : {"structure", "potential"})
    if (s.given.count(needed) == 0) wrong(Error("this key is needed").key(needed));
  try {
    result_names(s);
  } catch (const Error& e) {
    errors.push_back(e);
  }
  if (!s.until.count && !s.until.ratio && !s.until.voltage)
    wrong(Error("the end is needed").key("until").allowed("count, ratio or voltage below it"));
  if (s.mode != Mode::random && s.given.count("batch_size") != 0)
    wrong(Error("this key belongs to the mode random").key("batch_size"));
  if (s.ion_charge() == 0)
    wrong(Error("the charge of this ion is not known; give it, for the voltage and the capacity")
              .key("charge")
              .value(s.species)
              .allowed("elementary charges, an integer such as charge: 2"));
}

}  // namespace

double InsertSettings::min_distance_to(const std::string& other) const {
  const auto found = min_distance.find(other);
  return found == min_distance.end() ? default_min_distance(other) : found->second;
}

int InsertSettings::ion_charge() const { return charge.value_or(usual_charge(species)); }

InsertSettings read_insert_settings(const std::string& file, std::vector<Error>& errors) {
  return parse_insert_settings(read_yaml(file), file, errors);
}

InsertSettings parse_insert_settings(const YAML::Node& keys, const std::string& file, std::vector<Error>& errors) {
  InsertSettings settings;
  settings.file = file;
  settings.folder = settings.output_folder = std::filesystem::path(file).parent_path().string();
  const std::size_t before = errors.size();
  try {
    Reader(settings, errors).read(keys);
  } catch (const YAML::Exception& e) {  // a key that is a list, and the like
    errors.push_back(Error("this is not a map of keys and values: " + e.msg).file(file).line(e.mark.line + 1));
  }
  if (errors.size() == before) check_whole(settings, errors);
  return settings;
}

std::string path_in(const InsertSettings& settings, const std::string& name) {
  return (std::filesystem::path(settings.folder) / name).string();
}

std::string output_in(const InsertSettings& settings, const std::string& name) {
  return (std::filesystem::path(settings.output_folder) / name).string();
}

std::string potential_path(const InsertSettings& settings) {
  const std::string path = path_in(settings, settings.potential);
  return !file_exists(path) && is_default_force(settings.potential) ? settings.potential : path;
}

namespace {
constexpr const char* seed_prefix = "seed-";
constexpr std::size_t most_digits = 19;  // of a 64-bit number, all of which fit
}  // namespace

std::string seed_folder(std::uint64_t seed) { return seed_prefix + std::to_string(seed); }

std::optional<std::uint64_t> seed_of_folder(const std::string& name) {
  if (!name.starts_with(seed_prefix)) return {};
  const std::string number = name.substr(std::char_traits<char>::length(seed_prefix));
  if (!is_digits(number) || number.size() > most_digits) return {};
  return std::strtoull(number.c_str(), nullptr, 10);
}

}  // namespace nacre::insert
