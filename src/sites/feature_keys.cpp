#include "sites/feature_keys.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "core/elements.h"
#include "core/error.h"
#include "io/key_table.h"
#include "io/yaml_file.h"

namespace nacre::sites {

namespace {
using S = FeatureSettings;
using W = const Words&;

std::string element(W w) {
  if (atomic_number(w[1]) == 0)
    throw w.at(Error("unknown element").key(w[0]).value(w[1]).allowed("H .. Lr").nearest(nearest_element(w[1])));
  return w[1];
}
/// Distances that are looked for: from a bond to a few times the environment of the paper.
double reach(W w) { return w.real(1, w[0], between(0.5, 50)); }
std::string number(double value) { return fmt::format("{}", value); }

/// A word for each value of an enum, in its order.
template <class Enum>
Enum choice(W w, const std::vector<std::string>& words) {
  const std::string& word = w.choice(1, w[0], words);
  return static_cast<Enum>(std::find(words.begin(), words.end(), word) - words.begin());
}
const std::vector<std::string> plane_words{"networks", "flat"}, pair_words{"opposite", "nearest", "largest"},
    hull_words{"convex", "concave"}, distance_words{"region", "plane", "aside"}, ring_words{"inside", "touching"};
template <class Enum>
const std::string& word_of(const std::vector<std::string>& words, Enum value) {
  return words[static_cast<std::size_t>(value)];
}
}  // namespace

const std::vector<FeatureKey>& feature_keys() {
  static const std::vector<FeatureKey> table{
      {"guest", "element", "Whose sites are described.", [](W w, S& s) { s.guest = element(w); },
       [](const S& s) { return s.guest; }},
      {"host", "element", "What the networks, planes and rings are made of.", [](W w, S& s) { s.host = element(w); },
       [](const S& s) { return s.host; }},
      {"radius", "Å, 0.5 to 50", "Of the environment: networks and rings.", [](W w, S& s) { s.radius = reach(w); },
       [](const S& s) { return number(s.radius); }},
      {"guest_radius", "Å, 0.5 to 50", "F1 counts guests within this.", [](W w, S& s) { s.guest_radius = reach(w); },
       [](const S& s) { return number(s.guest_radius); }},
      {"host_radius", "Å, 0.5 to 50", "F2 counts host atoms within this.", [](W w, S& s) { s.host_radius = reach(w); },
       [](const S& s) { return number(s.host_radius); }},
      {"farthest", "Å, 0.5 to 50", "F3 and F4 are at most this, also when there is no other atom at all.",
       [](W w, S& s) { s.farthest = reach(w); }, [](const S& s) { return number(s.farthest); }},
      {"bond", "Å, 0.5 to 5", "Host atoms nearer than this are bonded, in networks and rings.",
       [](W w, S& s) { s.bond = w.real(1, w[0], nacre::between(0.5, 5)); }, [](const S& s) { return number(s.bond); }},
      {"min_atoms", "integer, 3 to 1000", "Smallest network that counts; bonds are those within the environment.",
       [](W w, S& s) { s.min_atoms = static_cast<int>(w.integer(1, w[0], 3, 1000)); },
       [](const S& s) { return std::to_string(s.min_atoms); }},
      {"planes", "networks \\| flat", "Networks that have a plane (F5 to F8, the pair): all that count, or flat ones.",
       [](W w, S& s) { s.planes = choice<PlaneRule>(w, plane_words); },
       [](const S& s) { return word_of(plane_words, s.planes); }},
      {"flatness", "Å, > 0", "A network is flat when its RMSD from its plane is below this.",
       [](W w, S& s) { s.flatness = w.real(1, w[0], positive()); }, [](const S& s) { return number(s.flatness); }},
      {"angle", "degrees, 0 to 90", "Planes are parallel when their angle is below this, or above 180 minus this.",
       [](W w, S& s) { s.angle = w.real(1, w[0], nacre::between(0, 90)); }, [](const S& s) { return number(s.angle); }},
      {"pair", "opposite \\| nearest \\| largest",
       "Which two planes of several: the nearest on opposite sides (else the nearest), the nearest, the largest.",
       [](W w, S& s) { s.pair = choice<PairRule>(w, pair_words); },
       [](const S& s) { return word_of(pair_words, s.pair); }},
      {"hull", "convex \\| concave",
       "Area of a network on its plane: its convex hull, or what no empty disc of radius `alpha` reaches.",
       [](W w, S& s) { s.hull = choice<HullRule>(w, hull_words); },
       [](const S& s) { return word_of(hull_words, s.hull); }},
      {"alpha", "Å, 1 to 1000", "Radius of that disc: holes and bays wider than twice this are outside.",
       [](W w, S& s) { s.alpha = w.real(1, w[0], nacre::between(1, 1000)); },
       [](const S& s) { return number(s.alpha); }},
      {"distance", "region \\| plane \\| aside",
       "F7: distance to the convex hull on the plane, to the endless plane, or from the foot to the hull.",
       [](W w, S& s) { s.distance = choice<DistanceRule>(w, distance_words); },
       [](const S& s) { return word_of(distance_words, s.distance); }},
      {"no_flatness", "Å", "F6 when there is no plane.", [](W w, S& s) { s.no_flatness = w.real(1, w[0]); },
       [](const S& s) { return number(s.no_flatness); }},
      {"no_distance", "Å", "F7 when there is no plane.", [](W w, S& s) { s.no_distance = w.real(1, w[0]); },
       [](const S& s) { return number(s.no_distance); }},
      {"no_angle", "degrees", "F8 when there are fewer than two planes.",
       [](W w, S& s) { s.no_angle = w.real(1, w[0]); }, [](const S& s) { return number(s.no_angle); }},
      {"rings", "inside \\| touching", "Rings with all atoms in the environment, or with at least one.",
       [](W w, S& s) { s.rings = choice<RingPlace>(w, ring_words); },
       [](const S& s) { return word_of(ring_words, s.rings); }},
      {"criterion", "primitive \\| king \\| guttman", "What a ring is (docs/analysis/rings.md).",
       [](W w, S& s) {
         s.criterion = parse_ring_criterion(w.choice(1, w[0], {"primitive", "king", "guttman"}));
       },
       [](const S& s) { return to_text(s.criterion); }},
  };
  return table;
}

std::string feature_manual() {
  std::vector<std::vector<std::string>> rows;
  for (const FeatureKey& k : feature_keys()) rows.push_back({markdown_code(k.name), k.values, k.print({}), k.sentence});
  return markdown_table({"key", "values", "default", "what it does"}, rows);
}

void set_feature(FeatureSettings& settings, const std::string& key, const std::string& value, const std::string& file,
                 long line) {
  std::vector<std::string> known;
  for (const FeatureKey& k : feature_keys()) {
    known.push_back(k.name);
    if (k.name != key && !(k.name == "bond" && key == "cutoff")) continue;  // files of 0.1 have the older word
    return k.parse(Words(file, line, {key, value}), settings);
  }
  throw Words(file, line, {}).at(Error("unknown key").key(key).nearest(nearest_word(key, known)));
}

void check_features(const FeatureSettings& s) {
  if (s.guest == s.host) throw Error("guest and host must differ").key("host").value(s.host);
}

void read_feature_map(const YAML::Node& map, const std::string& file, FeatureSettings& settings,
                      std::vector<Error>& errors) {
  if (!map.IsMap()) {
    errors.push_back(Error("this key holds other keys, indented below it").key("features").file(file));
    return;
  }
  for (const auto& entry : map) {
    const long line = entry.first.Mark().line + 1;
    try {
      if (!entry.first.IsScalar() || !entry.second.IsScalar())
        throw Error("a key with one value is wanted").key("features").file(file).line(line);
      const std::string key = entry.first.Scalar();
      set_feature(settings, key, entry.second.Scalar(), file, line);
    } catch (const Error& e) {
      errors.push_back(e);
    }
  }
  try {
    check_features(settings);
  } catch (Error& e) {
    errors.push_back(e.file(file));
  }
}

void read_feature_file(const std::string& file, FeatureSettings& settings, std::vector<Error>& errors) {
  const YAML::Node root = read_yaml(file);
  if (!root.IsMap() || !root["features"])
    throw Error("a map of the name `features` is wanted").file(file).key("features");
  read_feature_map(root["features"], file, settings, errors);
}

std::string definition(const FeatureSettings& settings) {
  std::string text;
  for (const FeatureKey& k : feature_keys())
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", k.name, k.print(settings));
  return text;
}

namespace {
std::vector<std::pair<std::string, std::string>> pairs_of(const std::string& definition) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& word : split_words(definition)) {
    const std::size_t equal = word.find('=');
    if (equal == std::string::npos) throw Error("key=value is wanted").key("definition").value(word);
    pairs.emplace_back(word.substr(0, equal), word.substr(equal + 1));
  }
  return pairs;
}
std::string value_in(const std::vector<std::pair<std::string, std::string>>& pairs, const std::string& key) {
  for (const auto& [name, value] : pairs)
    if (name == key) return value;
  return "absent";
}
}  // namespace

FeatureSettings settings_of(const std::string& definition) {
  FeatureSettings settings;
  std::set<std::string> given;
  for (const auto& [key, value] : pairs_of(definition)) set_feature(settings, key, value), given.insert(key);
  for (const FeatureKey& k : feature_keys())
    if (given.count(k.name) == 0) throw Error("this key is missing in the definition of the features").key(k.name);
  check_features(settings);
  return settings;
}

std::string definition_difference(const std::string& there, const std::string& here) {
  const auto a = pairs_of(there), b = pairs_of(here);
  std::string text;
  std::set<std::string> named;
  for (const auto* list : {&b, &a})
    for (const auto& [key, unused] : *list) {
      const std::string first = value_in(a, key), second = value_in(b, key);
      if (first != second && named.insert(key).second)
        text += fmt::format("{}{} ({} there, {} here)", text.empty() ? "" : ", ", key, first, second);
    }
  return text;
}

}  // namespace nacre::sites
