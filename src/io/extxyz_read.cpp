#include <algorithm>
#include <limits>

#include "core/elements.h"
#include "core/printable.h"
#include "core/units.h"
#include "io/extxyz.h"
#include "io/extxyz_comment.h"
#include "io/extxyz_values.h"
#include "io/file_kind.h"
#include "io/formats/format.h"
#include "io/formats/write.h"
#include "io/line_cursor.h"
#include "io/text_lines.h"
#include "io/words.h"

namespace nacre {

namespace {
using Kind = ExtxyzColumn::Kind;
constexpr double largest_mass = 1e12;  ///< amu: of walls that do not move
constexpr const char* more_than_one = "the file holds more than one frame; the first is used";
constexpr std::size_t first_block = 65536;  ///< atoms stored before the count of a header is believed

std::size_t count_words(std::string_view line) { return split_words(line).size(); }

/// Of text whose lines all end with a line feed.
std::string_view last_line_but_one(std::string_view text) {
  const std::size_t last = text.rfind('\n', text.size() - 2);
  if (last == std::string_view::npos || last == 0) return {};
  const std::size_t before = text.rfind('\n', last - 1);
  return text.substr(before == std::string_view::npos ? 0 : before + 1, last - (before + 1));
}

/// Of a column of atomic numbers.
std::string symbol_of(int number, const std::string& column) {
  if (number < 1 || number > element_count)
    throw Error("no element has this number").key(column).value(std::to_string(number)).allowed("1 .. 103");
  return std::string(element_symbol(number));
}

/// Takes `key` out of the comment's values; absent: nullopt.
std::optional<std::string> take(std::map<std::string, std::string>& values, const std::string& key) {
  const auto node = values.extract(key);
  return node.empty() ? std::nullopt : std::optional(node.mapped());
}

std::string nearest_key(const std::string& key, const std::map<std::string, std::string>& values) {
  std::vector<std::string> names;
  names.reserve(values.size());
  for (const auto& entry : values) names.push_back(entry.first);
  return nearest_word(key, names);
}

/// Programs that need a cell write one of zeros for a molecule.
bool is_no_cell(const Mat3& h, const std::optional<std::array<bool, 3>>& periodic) {
  const bool is_open = !periodic || (!(*periodic)[0] && !(*periodic)[1] && !(*periodic)[2]);
  return is_open && std::all_of(&h.m[0][0], &h.m[0][0] + 9, [](double v) { return v == 0; });
}
}  // namespace

/// Reads one frame: count, comment, atoms.
struct ExtxyzReader::State {
  TextLines lines;
  std::unique_ptr<formats::Reader> foreign;  ///< of a file in another format, in place of `lines`
  ExtxyzLabels labels;
  std::string_view line;
  std::vector<ExtxyzColumn> columns;
  std::map<std::string, int, std::less<>> type_of;
  bool has_mass = false;
  std::vector<double> species_mass;
  std::size_t count_before = 0;  ///< atoms of the frame before; 0: this is the first

  State(TextLines source, const ExtxyzLabels& names)
      : lines(std::move(source)),
        labels{to_lower(names.energy), to_lower(names.virial), to_lower(names.stress), names.force} {}

  bool next_foreign(ExtxyzText& text);
  bool next(Frame& frame);
  bool next_text(ExtxyzText& text);
  bool skip_to_count();
  std::size_t read_count();
  void read_comment(Frame& frame);
  void read_cell(std::map<std::string, std::string>& values, Frame& frame);
  void read_atoms(std::size_t count, Frame& frame);
  void grow(std::size_t size, Frame& frame) const;
  bool has(Kind kind) const;
  void read_atom(std::size_t i, Frame& frame);
  void read_column(const ExtxyzColumn& column, std::size_t i, LineCursor& cursor, Frame& frame);
  int find_type(std::string_view symbol, const std::string& column, Atoms& atoms);
  static Error unknown_element(std::string_view symbol, const std::string& column);
  std::string rest();
  void read_groups(const ExtxyzColumn& column, std::size_t i, LineCursor& cursor, Atoms& atoms) const;
};

bool ExtxyzReader::State::has(Kind kind) const {
  return std::any_of(columns.begin(), columns.end(), [kind](const ExtxyzColumn& c) { return c.kind == kind; });
}

bool ExtxyzReader::State::next(Frame& frame) {
  if (foreign) return foreign->next(frame);
  if (!skip_to_count()) return false;
  const bool is_first = count_before == 0;
  try {
    frame = Frame();
    frame.line = lines.number();
    const std::size_t count = read_count();
    count_before = count;
    if (!lines.next(line)) throw Error("the file ends before the comment line").key("comment line");
    read_comment(frame);
    read_atoms(count, frame);
    if (!frame.has_lattice) formats::set_open_box(frame);
  } catch (Error& e) {
    // A file that is something else fails at its start, and what it lacks there says nothing to its user.
    const std::string foreign = is_first ? explain_foreign_file(lines.path()) : "";
    if (!foreign.empty()) throw Error(foreign).file(lines.path()).line(lines.number());
    if (lines.ends_open() && frame.line != lines.number())
      throw Error("the file ends within this frame, in the middle of a line: " + e.message(), e.kind())
          .file(lines.path())
          .line(lines.number());
    throw e.file(lines.path()).line(lines.number());
  }
  return true;
}

/// The frame of another format as text, exact; of a later one that the file ends within no more than its beginning.
bool ExtxyzReader::State::next_foreign(ExtxyzText& text) {
  text = {foreign->path(), "", 0, 0, count_before};
  Frame frame;
  try {
    if (!foreign->next(frame)) return false;
    formats::write_extxyz(text.text, frame, {});
  } catch (const Error& e) {
    if (!foreign->ends_early() || count_before == 0) throw;
    text.is_cut = true, text.text = "1\n";
  }
  text.line = frame.line, text.atoms = count_before = frame.atoms.size();
  return true;
}

bool ExtxyzReader::State::next_text(ExtxyzText& text) {
  if (foreign) return next_foreign(text);
  if (!skip_to_count()) return false;
  text = {lines.path(), std::string(line) + "\n", lines.number(), 0, count_before};
  try {
    text.atoms = count_before = read_count();
  } catch (const Error&) {
    return true;  // read_frame will say it
  }
  std::size_t k = 0, words = 0, words_before = 0;
  for (; k <= text.atoms && lines.next(line); ++k) {
    text.text.append(line) += '\n';
    if (lines.ends_open()) words = count_words(line), words_before = count_words(last_line_but_one(text.text));
  }
  text.is_cut = k <= text.atoms || (k > 2 && words < words_before);
  return true;
}

std::string ExtxyzReader::State::rest() {
  if (Frame more; foreign) return foreign->next(more) ? foreign->path() + ": " + more_than_one : "";
  if (!skip_to_count()) return "";
  const std::string place = lines.path() + ":" + std::to_string(lines.number());
  try {
    read_count();
  } catch (const Error&) {
    return place + ": this line and those after it are not read: the frame has as many atoms as its first line says";
  }
  return place + ": " + more_than_one;
}

bool ExtxyzReader::State::skip_to_count() {
  while (lines.next(line))
    if (!std::all_of(line.begin(), line.end(), is_blank)) return true;
  return false;
}

std::size_t ExtxyzReader::State::read_count() {
  constexpr const char* key = "number of atoms";
  const std::vector<std::string> words = split_words(line);
  const bool is_number = words.size() == 1 && words[0].find_first_not_of("+-.0123456789") == std::string::npos;
  if (is_number && line.find('#') == std::string_view::npos && (count_before == 0 || is_digits(words[0])))
    return static_cast<std::size_t>(to_integer(words[0], key, 1, std::numeric_limits<int>::max()));
  const Error error = count_before == 0
                          ? Error(
                                "the first line of a frame holds one integer; this is no extended XYZ, and none of "
                                "the formats of docs/formats.md")
                          : Error(
                                "the first line of the next frame holds one integer; the frame before has more rows "
                                "than the " +
                                std::to_string(count_before) + " atoms that it announces, or fewer");
  throw Error(error).key(key).value(line.substr(0, 80));
}

void ExtxyzReader::State::read_comment(Frame& frame) {
  std::map<std::string, std::string> values = parse_extxyz_comment(line, &frame.spelling);
  const auto properties = take(values, "properties");
  if (!properties)
    throw Error("missing from the comment line")
        .key("properties")
        .allowed("for example Properties=species:S:1:pos:R:3")
        .nearest(nearest_key("properties", values));
  columns = parse_extxyz_properties(*properties, labels.force);
  has_mass = has(Kind::mass);
  for (const ExtxyzColumn& c : columns)
    if (c.kind == Kind::skipped) frame.skipped.push_back({c.name, c.width});
  read_cell(values, frame);
  if (const auto energy = take(values, labels.energy)) frame.energy = reals(*energy, labels.energy, 1)[0];
  if (const auto virial = take(values, labels.virial)) frame.virial = tensor(*virial, labels.virial);
  if (const auto stress = take(values, labels.stress)) frame.stress = tensor(*stress, labels.stress);
  frame.info = std::move(values);
}

void ExtxyzReader::State::read_cell(std::map<std::string, std::string>& values, Frame& frame) {
  const auto lattice = take(values, "lattice");
  const auto pbc = take(values, "pbc");
  const auto periodic = pbc ? std::optional(to_periodic(*pbc)) : std::nullopt;
  if (!lattice && periodic && *periodic != std::array<bool, 3>{})
    throw Error("missing, and pbc says that the cell is periodic")
        .key("lattice")
        .allowed("Lattice=\"nine numbers\" in A, or pbc=\"F F F\"");
  if (!lattice) return;
  const Mat3 h = matrix(*lattice, "lattice");
  frame.has_lattice = !is_no_cell(h, periodic);
  if (!frame.has_lattice) return;
  try {
    frame.box = Box(h, periodic.value_or(std::array<bool, 3>{true, true, true}));
  } catch (Error& e) {
    throw e.value(*lattice);
  }
}

// No memory is reserved for the count in the header, which may be wrong: arrays grow as lines arrive.
void ExtxyzReader::State::read_atoms(std::size_t count, Frame& frame) {
  type_of.clear();
  species_mass.clear();
  for (const ExtxyzColumn& c : columns)
    if (c.kind == Kind::group) frame.atoms.group.resize(c.width);
  frame.atoms.has_velocity = has(Kind::velocity) || has(Kind::momentum);
  for (std::size_t i = 0; i < count; ++i) {
    if (i == frame.atoms.size()) grow(std::min(count, std::max(first_block, 2 * i)), frame);
    if (!lines.next(line))
      throw Error("the file ends after " + std::to_string(i) + " of " + std::to_string(count) + " atoms")
          .key("number of atoms")
          .value(std::to_string(count));
    read_atom(i, frame);
  }
}

void ExtxyzReader::State::grow(std::size_t size, Frame& frame) const {
  frame.atoms.resize(size);
  if (has(Kind::force)) frame.force.resize(size);
  if (has(Kind::atom_energy)) frame.atom_energy.resize(size);
  if (has(Kind::unwrapped_position)) frame.unwrapped_position.resize(size);
  if (has(Kind::id)) frame.id.resize(size);
}

void ExtxyzReader::State::read_atom(std::size_t i, Frame& frame) {
  LineCursor cursor(line);
  for (const ExtxyzColumn& column : columns) read_column(column, i, cursor, frame);
  cursor.expect_end();
  if (!has_mass) frame.atoms.mass[i] = species_mass[frame.atoms.type[i]];
  if (has(Kind::momentum)) frame.atoms.velocity[i] *= 1 / frame.atoms.mass[i];
}

void ExtxyzReader::State::read_column(const ExtxyzColumn& column, std::size_t i, LineCursor& cursor, Frame& frame) {
  Atoms& atoms = frame.atoms;
  switch (column.kind) {
    case Kind::species:
      atoms.type[i] = find_type(cursor.word(column.name), column.name, atoms);
      break;
    case Kind::atomic_number:
      atoms.type[i] = find_type(symbol_of(cursor.label(column.name), column.name), column.name, atoms);
      break;
    case Kind::position:
      atoms.position[i] = cursor.vector(column.name);
      break;
    case Kind::velocity:
      atoms.velocity[i] = cursor.vector(column.name) * units::fs_per_time;
      break;
    case Kind::momentum:
      atoms.velocity[i] = cursor.vector(column.name);
      break;
    case Kind::mass:
      atoms.mass[i] = cursor.real(column.name);
      if (!(atoms.mass[i] > 0 && atoms.mass[i] <= largest_mass))
        throw Error("out of range")
            .key(column.name)
            .value(number_text(atoms.mass[i]))
            .allowed("> 0, <= " + number_text(largest_mass) + " (amu)");
      break;
    case Kind::group:
      read_groups(column, i, cursor, atoms);
      break;
    case Kind::force:
      frame.force[i] = cursor.vector(column.name);
      break;
    case Kind::atom_energy:
      frame.atom_energy[i] = cursor.real(column.name);
      break;
    case Kind::unwrapped_position:
      frame.unwrapped_position[i] = cursor.vector(column.name);
      break;
    case Kind::id:
      frame.id[i] = cursor.label(column.name);
      break;
    case Kind::skipped:
      for (int w = 0; w < column.width; ++w) cursor.word(column.name);
  }
}

int ExtxyzReader::State::find_type(std::string_view symbol, const std::string& column, Atoms& atoms) {
  if (const auto found = type_of.find(symbol); found != type_of.end()) return found->second;
  const int z = atomic_number(symbol);
  if (z == 0 && !has_mass) throw unknown_element(symbol, column);
  const int type = static_cast<int>(atoms.species.size());
  atoms.species.emplace_back(symbol);
  species_mass.push_back(element_mass(z));
  type_of.emplace(symbol, type);
  return type;
}

Error ExtxyzReader::State::unknown_element(std::string_view symbol, const std::string& column) {
  Error error(is_digits(symbol) ? "not a symbol; atomic numbers stand in a column Z:I:1"
                                : "unknown element; a symbol of your own needs a mass column");
  return error.key(column).value(symbol).allowed("H .. Lr, such as Na").nearest(nearest_element(symbol));
}

void ExtxyzReader::State::read_groups(const ExtxyzColumn& column, std::size_t i, LineCursor& cursor,
                                      Atoms& atoms) const {
  for (int m = 0; m < column.width; ++m) atoms.group[m][i] = cursor.label(column.name);
}

ExtxyzReader::ExtxyzReader(const std::string& path, const ExtxyzLabels& labels)
    : state_(std::make_unique<State>(TextLines(path), labels)) {
  state_->foreign = formats::open_foreign(state_->lines);
}
ExtxyzReader::ExtxyzReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ExtxyzReader::~ExtxyzReader() = default;
bool ExtxyzReader::next(Frame& frame) { return state_->next(frame); }
bool ExtxyzReader::next_text(ExtxyzText& text) { return state_->next_text(text); }
std::string ExtxyzReader::rest() { return state_->rest(); }
std::int64_t ExtxyzReader::bytes() const { return state_->foreign ? state_->foreign->bytes() : state_->lines.bytes(); }

Frame read_frame(ExtxyzText text, const ExtxyzLabels& labels) {
  TextLines lines(std::move(text.path), std::move(text.text), text.line);
  auto state = std::make_unique<ExtxyzReader::State>(std::move(lines), labels);
  state->count_before = text.atoms_before;
  ExtxyzReader reader(std::move(state));
  Frame frame;
  reader.next(frame);
  return frame;
}

Frame read_frame(const std::string& path, std::string* rest) {
  Frame frame;
  ExtxyzReader reader(path);
  if (!reader.next(frame)) throw Error("the file holds no structure").file(path);
  if (!frame.has_lattice)
    throw Error("missing from the comment line")
        .file(path)
        .line(frame.line + 1)
        .key("lattice")
        .allowed("Lattice=\"ax ay az bx by bz cx cy cz\" in A")
        .nearest(nearest_key("lattice", frame.info));
  if (rest != nullptr) *rest = reader.rest();
  return frame;
}

std::vector<Frame> read_frames(const std::string& path) {
  std::vector<Frame> frames;
  ExtxyzReader reader(path);
  for (Frame frame; reader.next(frame);) frames.push_back(std::move(frame));
  return frames;
}

}  // namespace nacre
