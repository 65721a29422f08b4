#include "io/extxyz_comment.h"

#include <algorithm>
#include <array>

#include "core/error.h"
#include "io/words.h"

namespace nacre {

namespace {
constexpr std::string_view blanks = " \t\r\f\v";
constexpr int largest_width = 10000;  ///< words of one column: far above any descriptor, far below an overflow
constexpr int most_groupings = 64;
const std::vector<std::string> format_keys = {"lattice", "pbc", "properties", "energy", "virial", "stress"};

class CommentScanner {
 public:
  explicit CommentScanner(std::string_view text) : text_(text) {}

  bool at_end() {
    skip_blanks();
    return at_ >= text_.size();
  }
  std::string key() {
    const std::size_t end = std::min(text_.find_first_of(" \t\r\f\v=", at_), text_.size());
    if (end == at_) throw Error("a key is missing before '='").key("comment line");
    return std::string(take(end));
  }
  bool equals_sign() {
    const std::size_t before = at_;
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '=') return ++at_, true;
    at_ = before;
    return false;
  }
  std::string value(const std::string& key) {
    const std::size_t before = at_;
    skip_blanks();
    if (at_ >= text_.size()) return {};
    const char first = text_[at_];
    if (first == '"' || first == '\'') return quoted(first, key);
    if (first == '[' || first == '{') return bracketed(first, first == '[' ? ']' : '}', key);
    const std::size_t end = std::min(text_.find_first_of(blanks, at_), text_.size());
    // "config_type= pbc=..." is an empty value and the next key.
    if (at_ > before && text_.substr(at_, end - at_).find('=') != std::string_view::npos) return {};
    return std::string(take(end));
  }

 private:
  void skip_blanks() { at_ = std::min(text_.find_first_not_of(blanks, at_), text_.size()); }
  std::string_view take(std::size_t end) {
    const std::string_view word = text_.substr(at_, end - at_);
    at_ = end;
    return word;
  }
  // A backslash keeps the character after it, quotes included.
  std::string quoted(char quote, const std::string& key) {
    std::string out;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == quote) return ++at_, out;
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      out += text_[at_];
    }
    throw Error("the quote is not closed").key(key).value(out);
  }
  std::string bracketed(char open, char close, const std::string& key) {
    int depth = 0;
    for (std::size_t i = at_; i < text_.size(); ++i) {
      depth += (text_[i] == open) - (text_[i] == close);
      if (depth > 0) continue;
      const std::string inside(text_.substr(at_ + 1, i - at_ - 1));
      return at_ = i + 1, inside;
    }
    throw Error("the bracket is not closed").key(key).value(text_.substr(at_));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

struct KnownColumn {
  std::string_view name;
  ExtxyzColumn::Kind kind;
  char type;
  int width;  ///< 0: any
  /// Another program's name: with another type or width, or beside the usual name, it is a column like any other.
  bool is_other_name = false;
};
using Kind = ExtxyzColumn::Kind;
constexpr std::array known_columns = {
    KnownColumn{"species", Kind::species, 'S', 1},
    KnownColumn{"element", Kind::species, 'S', 1},
    KnownColumn{"z", Kind::atomic_number, 'I', 1, true},
    KnownColumn{"numbers", Kind::atomic_number, 'I', 1, true},
    KnownColumn{"pos", Kind::position, 'R', 3},
    KnownColumn{"vel", Kind::velocity, 'R', 3},
    KnownColumn{"velo", Kind::velocity, 'R', 3},
    KnownColumn{"velocity", Kind::velocity, 'R', 3},
    KnownColumn{"velocities", Kind::velocity, 'R', 3},
    KnownColumn{"momenta", Kind::momentum, 'R', 3, true},
    KnownColumn{"mass", Kind::mass, 'R', 1},
    KnownColumn{"masses", Kind::mass, 'R', 1, true},
    KnownColumn{"id", Kind::id, 'I', 1, true},
    KnownColumn{"group", Kind::group, 'I', 0},
    KnownColumn{"force", Kind::force, 'R', 3},
    KnownColumn{"forces", Kind::force, 'R', 3},
    KnownColumn{"energy_atom", Kind::atom_energy, 'R', 1},
    KnownColumn{"energies", Kind::atom_energy, 'R', 1, true},
    KnownColumn{"unwrapped_position", Kind::unwrapped_position, 'R', 3},
};

Error bad_properties(const std::string& reason, const std::string& given) {
  return Error(reason).key("properties").value(given);
}

std::vector<std::string> split_at_colons(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ':') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// The name by which a column is known; "" for one that is not, because the forces stand elsewhere.
std::string known_name(const std::string& name, const std::string& force) {
  std::string lower = to_lower(name);
  if (force.empty()) return lower;
  if (lower == to_lower(force)) return "force";
  return lower == "force" || lower == "forces" ? std::string() : lower;
}

/// Labels of groups are read as whole numbers, and some programs announce them as real ones.
bool has_type(const KnownColumn& known, char type) {
  return type == known.type || (known.kind == Kind::group && type == 'R');
}

ExtxyzColumn make_column(const std::string& name, const std::string& type, const std::string& width_word,
                         const std::string& force) {
  const std::string given = name + ":" + type + ":" + width_word;
  if (name.empty()) throw bad_properties("a column has no name", given);
  if (type.size() != 1 || std::string_view("SRIL").find(type) == std::string_view::npos)
    throw bad_properties("unknown type of column", given).allowed("S (word), R (real), I (integer), L (T or F)");
  const int width = static_cast<int>(to_integer(width_word, "properties", 1, largest_width));
  const std::string lower = known_name(name, force);
  for (const KnownColumn& known : known_columns) {
    if (known.name != lower) continue;
    const bool fits = has_type(known, type[0]) && (known.width == 0 || width == known.width);
    if (!fits && known.is_other_name) break;
    if (!fits)
      throw bad_properties("wrong type or width of column", given)
          .allowed(lower + ":" + known.type + ":" + (known.width > 0 ? std::to_string(known.width) : "M"));
    if (known.kind == Kind::group && width > most_groupings)
      throw bad_properties("too many groupings", given).allowed("1 .. " + std::to_string(most_groupings));
    return {known.kind, name, width};
  }
  return {Kind::skipped, name, width};
}

bool has(const std::vector<ExtxyzColumn>& columns, Kind kind) {
  return std::any_of(columns.begin(), columns.end(), [kind](const auto& c) { return c.kind == kind; });
}

void require(const std::vector<ExtxyzColumn>& columns, Kind kind, const char* example, const std::string& text) {
  if (!has(columns, kind)) throw bad_properties(std::string("the column ") + example + " is missing", text);
}

bool has_other_name(const ExtxyzColumn& column) {
  const std::string lower = to_lower(column.name);
  return std::any_of(known_columns.begin(), known_columns.end(),
                     [&](const KnownColumn& k) { return k.is_other_name && k.name == lower; });
}

/// The usual name wins over another, the first of several others over the rest.
void drop_doubles(std::vector<ExtxyzColumn>& columns) {
  const bool has_species = has(columns, Kind::species), has_velocity = has(columns, Kind::velocity);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    ExtxyzColumn& c = columns[i];
    if (c.kind == Kind::skipped || !has_other_name(c)) continue;
    for (std::size_t j = 0; j < columns.size(); ++j)
      if (j != i && columns[j].kind == c.kind && (j < i || !has_other_name(columns[j]))) c.kind = Kind::skipped;
    if (c.kind == Kind::atomic_number && has_species) c.kind = Kind::skipped;
    if (c.kind == Kind::momentum && has_velocity) c.kind = Kind::skipped;
  }
}
}  // namespace

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

std::vector<std::string> array_words(std::string_view text) {
  constexpr std::string_view json = "_JSON";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin != std::string_view::npos && text.substr(begin).starts_with(json)) text.remove_prefix(begin + json.size());
  std::string plain(text);
  for (char& c : plain)
    if (std::string_view(",[]{}()").find(c) != std::string_view::npos) c = ' ';
  return split_words(plain);
}

std::map<std::string, std::string> parse_extxyz_comment(std::string_view text,
                                                        std::map<std::string, std::string>* spelling) {
  std::map<std::string, std::string> values;
  CommentScanner scanner(text);
  while (!scanner.at_end()) {
    const std::string written = scanner.key(), key = to_lower(written);
    const std::string value = scanner.equals_sign() ? scanner.value(key) : "T";
    if (spelling != nullptr && written != key) (*spelling)[key] = written;
    const bool is_new = values.insert_or_assign(key, value).second;
    if (!is_new && std::find(format_keys.begin(), format_keys.end(), key) != format_keys.end())
      throw Error("given twice in one comment line").key(key).value(value);
  }
  return values;
}

std::vector<ExtxyzColumn> parse_extxyz_properties(const std::string& text, const std::string& force) {
  const std::vector<std::string> parts = split_at_colons(text);
  if (parts.size() % 3 != 0)
    throw bad_properties("not a list of name:type:width", text).allowed("for example species:S:1:pos:R:3");
  std::vector<ExtxyzColumn> columns;
  for (std::size_t i = 0; i < parts.size(); i += 3)
    columns.push_back(make_column(parts[i], parts[i + 1], parts[i + 2], force));
  drop_doubles(columns);
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (columns[j].kind == columns[i].kind && columns[i].kind != Kind::skipped)
        throw bad_properties("the column '" + columns[i].name + "' comes twice", text);
  if (!has(columns, Kind::atomic_number)) require(columns, Kind::species, "species:S:1", text);
  require(columns, Kind::position, "pos:R:3", text);
  return columns;
}

}  // namespace nacre
