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
    return to_lower(take(end));
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
};
using Kind = ExtxyzColumn::Kind;
constexpr std::array known_columns = {
    KnownColumn{"species", Kind::species, 'S', 1},
    KnownColumn{"element", Kind::species, 'S', 1},
    KnownColumn{"pos", Kind::position, 'R', 3},
    KnownColumn{"vel", Kind::velocity, 'R', 3},
    KnownColumn{"velo", Kind::velocity, 'R', 3},
    KnownColumn{"velocity", Kind::velocity, 'R', 3},
    KnownColumn{"velocities", Kind::velocity, 'R', 3},
    KnownColumn{"mass", Kind::mass, 'R', 1},
    KnownColumn{"group", Kind::group, 'I', 0},
    KnownColumn{"force", Kind::force, 'R', 3},
    KnownColumn{"forces", Kind::force, 'R', 3},
    KnownColumn{"energy_atom", Kind::atom_energy, 'R', 1},
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
    if (type[0] != known.type || (known.width > 0 && width != known.width))
      throw bad_properties("wrong type or width of column", given)
          .allowed(lower + ":" + known.type + ":" + (known.width > 0 ? std::to_string(known.width) : "M"));
    if (known.kind == Kind::group && width > most_groupings)
      throw bad_properties("too many groupings", given).allowed("1 .. " + std::to_string(most_groupings));
    return {known.kind, name, width};
  }
  return {Kind::skipped, name, width};
}

void require(const std::vector<ExtxyzColumn>& columns, Kind kind, const char* example, const std::string& text) {
  if (std::none_of(columns.begin(), columns.end(), [kind](const auto& c) { return c.kind == kind; }))
    throw bad_properties(std::string("the column ") + example + " is missing", text);
}
}  // namespace

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

std::map<std::string, std::string> parse_extxyz_comment(std::string_view text) {
  std::map<std::string, std::string> values;
  CommentScanner scanner(text);
  while (!scanner.at_end()) {
    const std::string key = scanner.key();
    const std::string value = scanner.equals_sign() ? scanner.value(key) : "T";
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
  for (std::size_t i = 0; i < parts.size(); i += 3) {
    ExtxyzColumn column = make_column(parts[i], parts[i + 1], parts[i + 2], force);
    const auto same = [&](const ExtxyzColumn& c) { return c.kind == column.kind && c.kind != Kind::skipped; };
    if (std::any_of(columns.begin(), columns.end(), same))
      throw bad_properties("the column '" + column.name + "' comes twice", text);
    columns.push_back(std::move(column));
  }
  require(columns, Kind::species, "species:S:1", text);
  require(columns, Kind::position, "pos:R:3", text);
  return columns;
}

}  // namespace nacre
