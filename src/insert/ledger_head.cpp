#include "insert/ledger_head.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <regex>
#include <type_traits>

#include "core/error.h"
#include "core/lines.h"
#include "io/words.h"

namespace nacre::insert {

namespace {
constexpr const char* version_key = "nacre_insert_ledger";
constexpr int format_version = 2;  // 1: the sentences of nacre 0.1

constexpr std::int64_t most_atoms = 1'000'000'000'000;
constexpr std::int64_t most_charge = 8;  // e, as in insert.yaml

std::string energy_text(double eV) { return fmt::format("{:.9f}", eV); }

void put_text(YAML::Emitter& out, const char* key, const std::string& text) {
  out << YAML::Key << key << YAML::Value << YAML::DoubleQuoted << text;
}

template <class Number>
void put(YAML::Emitter& out, const char* key, const Number& number) {
  out << YAML::Key << key << YAML::Value << number;
}

void put_columns(YAML::Emitter& out, const LedgerBase& b) {
  out << YAML::Key << "columns" << YAML::Value << YAML::BeginMap;
  put(out, "ratio", "N / host atoms");
  put(out, "capacity", fmt::format("N charge {} mAh/mol / host_mass_g_mol, of the host's mass", faraday_mAh_per_mol));
  put(out, "formation_energy",
      b.host_energy ? std::string("energy - host - N bulk")
                    : fmt::format("energy - start - (N - {}) bulk", b.start_number));
  put(out, "voltage", "-(change of formation energy) / (charge x change of N), V against the bulk metal");
  put(out, "smoothed_voltage", "the same over the last window_rows rows; it belongs to the middle of them");
  put_text(out, "binding_energy",
           "of this atom where it is now, all others held, against the bulk; positive: held more strongly");
  put(out, "candidates", "screened");
  put(out, "relaxed", "of them");
  put(out, "within_20_meV", "relaxed to another place, that near in energy to the winner");
  put(out, "steps", "of the winner's relaxation");
  put(out, "force_calls", "of all");
  put(out, "seconds", "wall clock");
  out << YAML::EndMap;
}

/// Values of the head by key; what is wrong with one is told with its line in the file.
class Head {
 public:
  Head(YAML::Node node, long first_line) : node_(std::move(node)), first_line_(first_line) {}

  bool has(const char* key) const { return node_[key].IsDefined(); }
  std::string text(const char* key) const {
    const YAML::Node value = node_[key];
    if (!value || !value.IsScalar()) throw Error("the head of this ledger lacks this value").line(first_line_).key(key);
    return value.Scalar();
  }
  std::int64_t count(const char* key) const {
    return in_line(key, [&] { return to_integer(text(key), key, 0, most_atoms); });
  }
  double real(const char* key) const {
    return in_line(key, [&] { return to_real(text(key), key); });
  }
  long line_of(const char* key) const { return first_line_ + node_[key].Mark().line; }

 private:
  template <class Read>
  std::invoke_result_t<Read> in_line(const char* key, Read&& read) const {
    try {
      return read();
    } catch (Error& e) {
      throw e.line() > 0 ? e : e.line(line_of(key));
    }
  }

  YAML::Node node_;
  long first_line_;
};

/// g/mol. Earlier heads have the molar mass alone, with the digits of {:g}.
double mass_in(const Head& head, std::int64_t host_atoms) {
  if (head.has("host_mass_g_mol")) return head.real("host_mass_g_mol");
  return static_cast<double>(host_atoms) * head.real("host_molar_mass_g_mol");
}

LedgerBase base_in(const Head& head) {
  if (head.count(version_key) != format_version)
    throw Error("a ledger of another version")
        .line(head.line_of(version_key))
        .key(version_key)
        .value(head.text(version_key))
        .allowed(std::to_string(format_version));
  LedgerBase base;
  base.species = head.text("species"), base.host = head.text("host");
  base.host_atoms = head.count("host_atoms"), base.host_mass = mass_in(head, base.host_atoms);
  if (head.has("charge")) base.charge = static_cast<int>(to_integer(head.text("charge"), "charge", 1, most_charge));
  if (head.has("host_formula")) base.formula = head.text("host_formula");
  base.start_number = head.count("start_number"), base.start_energy = head.real("start_energy_eV");
  base.bulk_energy = head.real("bulk_energy_eV");
  if (head.has("host_energy_eV")) base.host_energy = head.real("host_energy_eV");
  return base;
}

/// The two sentences of nacre 0.1 that say what the rows are about.
std::optional<LedgerBase> base_of_sentences(const std::string& text) {
  const std::regex about(R"((?:^|\n)nacre insert: (\S+) and (\d+) host atoms \(([^)]+)\), (\S+) g/mol)");
  const std::regex start(R"((?:^|\n)start: N (\d+), energy (\S+) eV; energy of bulk \S+ (\S+) eV)");
  const std::regex zero(R"((?:^|\n)formation energy = energy - host - N bulk, host (\S+) eV)");
  std::smatch a, s, z;
  if (!std::regex_search(text, a, about) || !std::regex_search(text, s, start)) return {};
  LedgerBase base;
  base.species = a[1], base.host_atoms = to_integer(a[2].str(), "host atoms", 0, most_atoms), base.host = a[3];
  base.host_mass = static_cast<double>(base.host_atoms) * to_real(a[4].str(), "g/mol");
  base.start_number = to_integer(s[1].str(), "start", 0, most_atoms), base.start_energy = to_real(s[2].str(), "energy");
  base.bulk_energy = to_real(s[3].str(), "energy of bulk");
  if (std::regex_search(text, z, zero)) base.host_energy = to_real(z[1].str(), "host");
  return base;
}
}  // namespace

std::string ledger_head(const LedgerBase& b, const std::vector<std::pair<std::string, std::string>>& more) {
  YAML::Emitter out;
  out << YAML::BeginMap;
  put(out, version_key, format_version);
  put_text(out, "species", b.species);
  put_text(out, "host", b.host);
  put(out, "host_atoms", b.host_atoms);
  if (b.host_atoms > 0)
    put(out, "host_molar_mass_g_mol", fmt::format("{:g}", b.host_mass / static_cast<double>(b.host_atoms)));
  put(out, "host_mass_g_mol", fmt::format("{}", b.host_mass));
  if (!b.formula.empty()) put_text(out, "host_formula", b.formula);
  put(out, "charge", b.charge);
  for (const auto& [key, value] : more) put_text(out, key.c_str(), value);
  put(out, "start_number", b.start_number);
  put(out, "start_energy_eV", energy_text(b.start_energy));
  put(out, "bulk_energy_eV", energy_text(b.bulk_energy));
  if (b.host_energy) put(out, "host_energy_eV", energy_text(*b.host_energy));
  put_columns(out, b);
  out << YAML::EndMap;
  std::string text;
  for (const std::string& line : split_lines(out.c_str())) text += "# " + line + "\n";
  return text;
}

void LedgerHeadReader::add(std::string_view line, long number) {
  if (text_.empty()) first_ = number;
  line.remove_prefix(line.substr(0, 2) == "# " ? 2 : 1);
  text_ += std::string(line) + "\n";
}

std::optional<LedgerBase> LedgerHeadReader::base() const {
  if (text_.find(version_key) == std::string::npos) return base_of_sentences(text_);
  try {
    const YAML::Node head = YAML::Load(text_);
    if (!head.IsMap()) throw Error("the head of this ledger is not a map of keys and values").line(first_);
    return base_in(Head(head, first_));
  } catch (const YAML::ParserException& e) {
    throw Error("the head of this ledger is not YAML: " + e.msg).line(first_ + e.mark.line);
  }
}

}  // namespace nacre::insert
