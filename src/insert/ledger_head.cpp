#include "insert/ledger_head.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>
#include <type_traits>
#include <vector>

#include "core/error.h"
#include "core/lines.h"
#include "io/words.h"
#include "io/yaml_file.h"

namespace nacre::insert {

namespace {
constexpr const char* version_key = "nacre_insert_ledger";
constexpr const char* capacity_bases[] = {"host", "total"};
constexpr int format_version = 2;  // 1: the sentences of nacre 0.1

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
  put(out, "capacity",
      b.guest_mass > 0
          ? fmt::format("N charge {} mAh/mol / (host_mass_g_mol + N guest_molar_mass_g_mol), of the total mass",
                        faraday_mAh_per_mol)
          : fmt::format("N charge {} mAh/mol / host_mass_g_mol, of the host's mass", faraday_mAh_per_mol));
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

/// Heads of version 0.1 do not say it: the host's mass.
std::string basis_in(const Head& head) {
  const std::string basis = head.has("capacity_basis") ? head.text("capacity_basis") : capacity_bases[0];
  if (basis == capacity_bases[0] || basis == capacity_bases[1]) return basis;
  throw Error("an unknown mass that the capacity is of")
      .line(head.line_of("capacity_basis"))
      .key("capacity_basis")
      .value(basis)
      .allowed("host | total");
}

double guest_mass_in(const Head& head) {
  constexpr const char* key = "guest_molar_mass_g_mol";
  const double mass = head.real(key);
  if (mass > 0) return mass;
  throw Error("out of range").line(head.line_of(key)).key(key).value(head.text(key)).allowed("> 0 (g/mol)");
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
  if (basis_in(head) == capacity_bases[1]) base.guest_mass = guest_mass_in(head);
  if (head.has("host_formula")) base.formula = head.text("host_formula");
  base.start_number = head.count("start_number"), base.start_energy = head.real("start_energy_eV");
  base.bulk_energy = head.real("bulk_energy_eV");
  if (head.has("host_energy_eV")) base.host_energy = head.real("host_energy_eV");
  return base;
}

/// What stands at the '*' of a pattern, word by word: "(*)," takes "C" of "(C),". Words may follow. None: other words.
std::optional<std::vector<std::string>> captured(const std::string& line, const char* pattern) {
  const std::vector<std::string> words = split_words(line), wanted = split_words(pattern);
  std::vector<std::string> found;
  if (words.size() < wanted.size()) return {};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::size_t star = std::min(wanted[i].find('*'), wanted[i].size());
    const std::string before = wanted[i].substr(0, star);
    const std::string after = star < wanted[i].size() ? wanted[i].substr(star + 1) : "";
    const bool is_plain = star == wanted[i].size();
    if (is_plain ? words[i] != wanted[i] : !words[i].starts_with(before) || !words[i].ends_with(after)) return {};
    if (is_plain) continue;
    if (words[i].size() <= before.size() + after.size()) return {};
    found.push_back(words[i].substr(star, words[i].size() - before.size() - after.size()));
  }
  return found;
}

/// The two sentences of nacre 0.1 that say what the rows are about.
std::optional<LedgerBase> base_of_sentences(const std::string& text) {
  LedgerBase base;
  bool has_atoms = false, has_start = false;
  for (const std::string& line : split_lines(text)) {
    if (const auto about = captured(line, "nacre insert: * and * host atoms (*), * g/mol"); about && !has_atoms) {
      base.species = (*about)[0], base.host = (*about)[2];
      base.host_atoms = to_integer((*about)[1], "host atoms", 0, most_atoms);
      base.host_mass = static_cast<double>(base.host_atoms) * to_real((*about)[3], "g/mol");
      has_atoms = true;
    } else if (const auto start = captured(line, "start: N *, energy * eV; energy of bulk * * eV");
               start && !has_start) {
      base.start_number = to_integer((*start)[0], "start", 0, most_atoms);
      base.start_energy = to_real((*start)[1], "energy"), base.bulk_energy = to_real((*start)[3], "energy of bulk");
      has_start = true;
    } else if (const auto zero = captured(line, "formation energy = energy - host - N bulk, host * eV")) {
      base.host_energy = to_real((*zero)[0], "host");
    }
  }
  return has_atoms && has_start ? std::optional(base) : std::nullopt;
}

/// `first`: line of the file where the text begins.
YAML::Node parsed(const std::string& text, long first) {
  try {
    return parse_yaml(text, "");
  } catch (Error& e) {
    throw e.line(first + e.line() - 1);
  }
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
  put(out, "capacity_basis", capacity_bases[b.guest_mass > 0 ? 1 : 0]);
  if (b.guest_mass > 0) put(out, "guest_molar_mass_g_mol", fmt::format("{}", b.guest_mass));
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
  const YAML::Node head = parsed(text_, first_);
  if (!head.IsMap()) throw Error("the head of this ledger is not a map of keys and values").line(first_);
  return base_in(Head(head, first_));
}

}  // namespace nacre::insert
