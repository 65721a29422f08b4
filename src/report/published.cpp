#include "report/published.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>

#include "core/error.h"
#include "io/yaml_file.h"

namespace nacre::report {

namespace {
/// A number by itself: "98.7".
PublishedRow number(const char* key, const char* words, double value) { return {key, words, "", value, std::nullopt}; }
/// Words that hold several numbers.
PublishedRow words(const char* key, const char* text) { return {key, text, "", std::nullopt, std::nullopt}; }
PublishedRow number_at(const char* key, const char* text, double value, double at) {
  return {key, text, "", value, at};
}

std::vector<PublishedGroup> hard_carbon() {
  return {{"carbon",
           "published, 5,000 atoms, 4 ps at 4000 K",
           "Chem. Sci. 2026, 17, 2547, Fig. 2 (10.1039/d5sc07068f), a cell of 41.4 A",
           {words("cell.elements", "C 5000"), number("cell.density_g_cm3", "1.4", 1.4),
            number("hybridization.sp_percent", "1.1", 1.1), number("hybridization.sp2_percent", "98.7", 98.7),
            number("hybridization.sp3_percent", "0.2", 0.2), words("rdf.first_peaks_A", "1.42, 2.42"),
            words("rdf.peaks_in_rings_5_A", "1.42, 2.31"), words("rdf.peaks_in_rings_7_A", "1.44, 2.55, 3.25"),
            number_at("xrd.peaks.002", "21.22, 4.18", 4.18, 21.22),
            number_at("xrd.peaks.10", "43.68, 2.07", 2.07, 43.68), number("xrd.d002_peak_A", "4.18", 4.18),
            words("pores.lcd_A", "below 20"), words("pores.main_size_A", "8, 41.3")}},
          {"sites",
           "published, 5,000 C",
           "Chem. Sci. 2026, 17, 2547 (10.1039/d5sc07068f), 1,000 sodium in 5,000 carbons, 2,000 labels",
           {number("sites.intercalation_percent", "46.2", 46.2), number("sites.filling_percent", "31.4", 31.4),
            number("sites.adsorption_percent", "22.4", 22.4), number("sites.first_voltage_V", "3.37", 3.37),
            number("sites.capacity_at_0_V_mAh_g", "261.3", 261.3),
            words("sites.layer_spacing_A", "4.18 -> 4.23 (0 V: 4.35)"),
            words("sites.nearest_sodium_A", "4.59 charging, 3.65 over"), words("sites.sodium_around", "0.27 -> 5.67"),
            number("sites.accuracy_percent", "86.1", 86.1), number("sites.auc", "0.94", 0.94),
            number("sites.accuracy_svm_percent", "84.2", 84.2),
            number("sites.accuracy_clusterings_percent", "78.2", 78.2), number("sites.importance_F1", "0.248", 0.248),
            number("sites.importance_F2", "0.152", 0.152), number("sites.importance_F3", "0.210", 0.210),
            number("sites.importance_F4", "0.063", 0.063), number("sites.importance_F6", "0.101", 0.101)}},
          // The published stages end at 11, 327 and 585 of 5,000.
          {"insertion",
           "published, 5,000 C",
           "Chem. Sci. 2026, 17, 2547 (10.1039/d5sc07068f), 1,000 Na, one carbon",
           {words("insertion.sodium", "1000, 0.2000"), number("insertion.first_voltage_V", "3.37", 3.37),
            number_at("insertion.voltage_after_adsorption_V", "1.08", 1.08, 11.0 / 5000),
            number_at("insertion.voltage_after_intercalation_V", "0.10", 0.10, 327.0 / 5000),
            number("insertion.capacity_at_0_V_mAh_g", "261.3", 261.3)}}};
}

/// The sections of each group, and rows that have no published figure but may get one from a user.
struct KnownGroup {
  const char* key;
  std::vector<std::string> further;
};

std::vector<KnownGroup> known_groups() {
  std::vector<std::string> carbon{
      "hybridization.other_percent", "hybridization.bond_A",    "rdf.neighbours", "xrd.d002_corrected_A",
      "xrd.d002_geometric_A",        "xrd.sharp_line_degrees",  "pores.pld_A",    "pores.surface_A2",
      "pores.open_surface_A2",       "pores.occupiable_percent"},
      sites{"sites.accuracy_left_out_percent", "sites.accuracy_out_of_bag_percent"};
  for (int n = 3; n <= 8; ++n) carbon.push_back(fmt::format("rings.rings_{}", n));
  for (int f = 1; f <= 14; ++f) sites.push_back(fmt::format("sites.importance_F{}", f));
  return {{"carbon", carbon}, {"sites", sites}, {"insertion", {"insertion.last_voltage_V"}}};
}

constexpr const char* peaks = "xrd.peaks.";  // of any name

std::vector<std::string> known_rows(const std::string& group) {
  std::vector<std::string> keys;
  for (const PublishedRow& row : published_hard_carbon().group(group).rows) keys.push_back(row.key);
  for (const KnownGroup& g : known_groups())
    if (g.key == group)
      for (const std::string& key : g.further)
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  return keys;
}

/// Reads a user's file.
class Reader {
 public:
  explicit Reader(std::string path) : path_(std::move(path)) {}

  std::vector<PublishedGroup> read() const {
    const YAML::Node root = load();
    check(root, {"carbon", "sites", "insertion"});
    std::vector<PublishedGroup> groups;
    for (const auto& entry : root) groups.push_back(group(entry.first.Scalar(), entry.second));
    return groups;
  }

 private:
  YAML::Node load() const {
    try {
      return read_yaml(path_);
    } catch (Error& e) {
      throw e.line() > 0 ? e : e.key("reference");
    }
  }
  Error at(const YAML::Node& node, Error error) const { return error.file(path_).line(node.Mark().line + 1); }

  /// A map whose keys are known and stand once.
  void check(const YAML::Node& node, const std::vector<std::string>& known) const {
    if (!node.IsMap())
      throw at(node, Error("not a list of keys and values").allowed(fmt::format("{}", fmt::join(known, " | "))));
    for (const auto& entry : node) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
      if (key.rfind(peaks, 0) != 0 && std::find(known.begin(), known.end(), key) == known.end())
        throw at(entry.first, Error("unknown key")
                                  .key(key)
                                  .allowed(fmt::format("{}", fmt::join(known, " | ")))
                                  .nearest(nearest_word(key, known)));
    }
  }

  std::string word(const YAML::Node& node, const std::string& key) const {
    if (!node.IsScalar()) throw at(node, Error("not a word").key(key));
    return node.Scalar();
  }
  double real(const YAML::Node& node, const std::string& key) const {
    double value = 0;
    if (!node.IsScalar() || !YAML::convert<double>::decode(node, value))
      throw at(node, Error("not a number").key(key).value(node.IsScalar() ? node.Scalar() : ""));
    return value;
  }

  PublishedGroup group(const std::string& key, const YAML::Node& node) const {
    check(node, {"head", "source", "rows"});
    PublishedGroup made{key, "", "", {}};
    if (node["head"]) made.head = word(node["head"], "head");
    if (node["source"]) made.source = word(node["source"], "source");
    if (made.source.empty()) throw at(node, Error("figures need their source").key("source"));
    if (made.head.empty()) made.head = "reference";
    if (!node["rows"]) return made;
    check(node["rows"], known_rows(key));
    for (const auto& entry : node["rows"]) made.rows.push_back(row(entry.first.Scalar(), entry.second));
    return made;
  }

  PublishedRow row(const std::string& key, const YAML::Node& node) const {
    PublishedRow made{key, "", "", std::nullopt, std::nullopt};
    if (node.IsScalar()) {
      made.words = node.Scalar();
      double value = 0;
      if (YAML::convert<double>::decode(node, value)) made.value = value;
      return made;
    }
    check(node, {"words", "source", "value", "at"});
    if (node["words"]) made.words = word(node["words"], key);
    if (node["source"]) made.source = word(node["source"], key);
    if (node["value"]) made.value = real(node["value"], key);
    if (node["at"]) made.at = real(node["at"], key);
    if (made.words.empty() && made.value) made.words = fmt::format("{:g}", *made.value);
    if (made.words.empty()) throw at(node, Error("neither words nor a value").key(key));
    return made;
  }

  std::string path_;
};

void emit(YAML::Emitter& out, const PublishedRow& row) {
  out << YAML::Key << row.key << YAML::Value << YAML::Flow << YAML::BeginMap;
  out << YAML::Key << "words" << YAML::Value << YAML::DoubleQuoted << row.words;
  if (row.value) out << YAML::Key << "value" << YAML::Value << *row.value;
  if (row.at) out << YAML::Key << "at" << YAML::Value << *row.at;
  if (!row.source.empty()) out << YAML::Key << "source" << YAML::Value << YAML::DoubleQuoted << row.source;
  out << YAML::EndMap;
}
}  // namespace

const PublishedRow* PublishedTable::find(const std::string& key) const {
  for (const PublishedGroup& g : groups_)
    for (const PublishedRow& row : g.rows)
      if (row.key == key) return &row;
  return nullptr;
}

std::optional<Published> PublishedTable::of(const std::string& key) const {
  for (const PublishedGroup& g : groups_)
    for (const PublishedRow& row : g.rows)
      if (row.key == key) return Published{row.words, row.source.empty() ? g.source : row.source, row.value};
  return std::nullopt;
}

std::vector<const PublishedRow*> PublishedTable::below(const std::string& key) const {
  std::vector<const PublishedRow*> found;
  for (const PublishedGroup& g : groups_)
    for (const PublishedRow& row : g.rows)
      if (row.key.rfind(key + ".", 0) == 0) found.push_back(&row);
  return found;
}

const PublishedGroup& PublishedTable::group(const std::string& key) const {
  static const PublishedGroup none;
  for (const PublishedGroup& g : groups_)
    if (g.key == key) return g;
  return none;
}

std::string PublishedTable::yaml() const {
  YAML::Emitter out;
  out.SetDoublePrecision(17);
  out << YAML::BeginMap;
  for (const PublishedGroup& g : groups_) {
    out << YAML::Key << g.key << YAML::Value << YAML::BeginMap;
    out << YAML::Key << "head" << YAML::Value << g.head << YAML::Key << "source" << YAML::Value << g.source;
    out << YAML::Key << "rows" << YAML::Value << YAML::BeginMap;
    for (const PublishedRow& row : g.rows) emit(out, row);
    out << YAML::EndMap << YAML::EndMap;
  }
  out << YAML::EndMap;
  return std::string(out.c_str()) + "\n";
}

const PublishedTable& nothing_published() {
  static const PublishedTable none({});
  return none;
}

const PublishedTable& published_hard_carbon() {
  static const PublishedTable table(hard_carbon());
  return table;
}

PublishedTable read_published(const std::string& path) {
  return path.empty() ? published_hard_carbon() : PublishedTable(Reader(path).read());
}

}  // namespace nacre::report
