#include <algorithm>
#include <limits>
#include <set>

#include "core/elements.h"
#include "core/lines.h"
#include "io/formats/lammps.h"
#include "io/formats/text.h"
#include "io/words.h"

namespace nacre::formats {

namespace data_file {

/// Where a row of `Atoms` has what; -1: nowhere.
struct Style {
  const char* name;
  int type, charge, x;
};
constexpr std::array styles{Style{"atomic", 1, -1, 2}, Style{"charge", 1, 2, 3}, Style{"molecular", 2, -1, 3},
                            Style{"bond", 2, -1, 3},   Style{"angle", 2, -1, 3}, Style{"full", 2, 3, 4}};
constexpr int image_flags = 3;

std::string comment_of(std::string_view line) {
  const std::size_t hash = line.find('#');
  const std::vector<std::string> words =
      hash == std::string_view::npos ? std::vector<std::string>() : split_words(line.substr(hash + 1));
  return words.empty() ? "" : words[0];
}

std::string allowed_styles() {
  std::string all;
  for (const Style& s : styles) all += (all.empty() ? "" : " | ") + std::string(s.name);
  return all;
}

const Style& named_style(const std::string& name) {
  for (const Style& s : styles)
    if (name == s.name) return s;
  throw Error("this style of atoms is not read").key("style").value(name).allowed(allowed_styles());
}

/// Of a file that does not name it: what alone has so many columns.
const Style& style_of(const std::vector<std::string>& row) {
  const std::size_t plain = row.size() >= 8 ? row.size() - image_flags : row.size();
  if (plain == 5) return named_style("atomic");
  if (plain == 7) return named_style("full");
  // A charge has a fraction, a type none.
  if (plain == 6 && !is_digits(row[2])) return named_style("charge");
  throw Error("the style of these atoms is not known: `Atoms # atomic` in the file, or nacre convert --style, says it")
      .key("Atoms")
      .value(std::to_string(row.size()) + " columns")
      .allowed(allowed_styles());
}

/// "units = metal" in the first line of files of write_data.
std::string units_in(std::string_view line) {
  const std::vector<std::string> words = split_words(line);
  for (std::size_t k = 0; k + 2 < words.size(); ++k)
    if (words[k] == "units" && words[k + 1] == "=") return words[k + 2];
  return "";
}

class Data : public Reader {
 public:
  Data(TextLines lines, const Choices& choices) : Reader(std::move(lines)), choices_(choices), types_(choices) {}

 protected:
  bool read(Frame& frame) override {
    if (is_done_ || !take()) return false;
    is_done_ = true;
    frame.line = number();
    units_ = units_in(line());
    if (is_header(line())) give_back();
    read_header();
    while (!section_.empty()) read_section(frame);
    if (frame.atoms.size() == 0) throw Error("the section Atoms is missing").key("Atoms");
    finish(frame);
    return true;
  }

 private:
  static bool is_header(std::string_view line) {
    const std::vector<std::string> words = split_words(line);
    return words.size() >= 2 && is_number(words[0]);
  }

  void read_header() {
    while (take_section_or_header()) {
      const std::vector<std::string> w = words();
      const auto ends = [&](std::initializer_list<const char*> names) {
        return w.size() > names.size() &&
               std::equal(names.begin(), names.end(), w.end() - static_cast<long>(names.size()));
      };
      if (ends({"atoms"}))
        atoms_ = static_cast<std::size_t>(to_integer(w[0], "atoms", 1, std::numeric_limits<int>::max()));
      if (ends({"xlo", "xhi"})) read_edge(0, w);
      if (ends({"ylo", "yhi"})) read_edge(1, w);
      if (ends({"zlo", "zhi"})) read_edge(2, w);
      if (ends({"xy", "xz", "yz"}))
        h_[1][0] = to_real(w[0], "xy"), h_[2][0] = to_real(w[1], "xz"), h_[2][1] = to_real(w[2], "yz");
      if (ends({"avec"})) read_row(0, w);
      if (ends({"bvec"})) read_row(1, w);
      if (ends({"cvec"})) read_row(2, w);
      if (ends({"abc", "origin"}) && w.size() > 4)
        origin_ = {to_real(w[0], "abc origin"), to_real(w[1], "abc origin"), to_real(w[2], "abc origin")};
    }
  }

  void read_edge(int k, const std::vector<std::string>& w) {
    origin_[k] = to_real(w[0], "box");
    h_[k][k] = to_real(w[1], "box") - origin_[k];
  }
  void read_row(int k, const std::vector<std::string>& w) {
    if (w.size() < 4) throw Error("three numbers are needed").key("box").value(line());
    for (int j = 0; j < 3; ++j) h_[k][j] = to_real(w[j], "box");
  }

  /// False at the name of a section, which is noted with what stands behind its #, and at the end of the file.
  bool take_section_or_header() {
    section_.clear();
    while (take()) {
      const std::vector<std::string> w = words();
      if (w.empty()) continue;
      if (is_number(w[0])) return true;
      section_ = w[0] + (w.size() > 1 ? " " + w[1] : "");
      section_comment_ = comment_of(line());
      return false;
    }
    return false;
  }

  void read_section(Frame& frame) {
    const std::string name = section_;
    if (name == "Atoms" && atoms_ == 0) throw Error("missing from the head of the file").key("atoms");
    if (name == "Atoms") return read_atoms(frame);
    if (name == "Velocities") return read_velocities(frame);
    while (take_section_or_header()) {
      if (name != "Masses") continue;
      const std::vector<std::string> w = words();
      if (w.size() < 2) throw Error("a type and its mass are needed").key("Masses").value(line());
      const int type = static_cast<int>(to_integer(w[0], "type", 1, 1 << 20));
      types_.set_mass(type, to_real(w[1], "mass", positive()));
      types_.set_name(type, comment_of(line()));
    }
    if (name != "Masses") frame.skipped.push_back({"section " + name, 1});
  }

  void skip_blank() {
    while (take())
      if (!words().empty()) return give_back();
  }

  void read_atoms(Frame& frame) {
    std::string style_name = choices_.style.empty() ? section_comment_ : choices_.style;
    std::optional<Style> style;
    if (!style_name.empty()) style = named_style(style_name);
    skip_blank();
    // Memory grows with the rows that are there, not with the count of the head.
    for (std::size_t i = 0; i < atoms_; ++i) {
      need("the last atom");
      const std::vector<std::string> w = words();
      if (!style) style = style_of(w);
      read_atom(frame, *style, w);
    }
    take_section_or_header();
  }

  void read_atom(Frame& frame, const Style& style, const std::vector<std::string>& w) {
    const auto x = static_cast<std::size_t>(style.x);
    if (w.size() < x + 3)
      throw Error("too few columns for the style " + std::string(style.name)).key("Atoms").value(line());
    frame.id.push_back(static_cast<int>(to_integer(w[0], "id", 1, std::numeric_limits<int>::max())));
    const int type = static_cast<int>(to_integer(w[style.type], "type", 1, 1 << 20));
    frame.atoms.type.push_back(type);
    frame.atoms.position.push_back(Vec3{to_real(w[x], "x"), to_real(w[x + 1], "y"), to_real(w[x + 2], "z")} - origin_);
  }

  void read_velocities(Frame& frame) {
    const std::optional<LammpsUnits> factor = lammps_units(choices_, units_);
    if (!factor) frame.skipped.push_back({"Velocities (their units are not known: nacre convert --units)", 3});
    skip_blank();
    std::map<int, Vec3> of_id;
    for (std::size_t i = 0; i < frame.atoms.size(); ++i) {
      const std::vector<double> v = need_numbers("a velocity", 4);
      const int id = static_cast<int>(to_integer(words()[0], "id", 1, std::numeric_limits<int>::max()));
      of_id[id] = Vec3{v[1], v[2], v[3]};
    }
    take_section_or_header();
    if (!factor) return;
    frame.atoms.has_velocity = true;
    for (std::size_t i = 0; i < frame.id.size(); ++i) {
      const auto found = of_id.find(frame.id[i]);
      if (found == of_id.end()) throw Error("an atom has no velocity").key("id").value(std::to_string(frame.id[i]));
      frame.atoms.velocity.push_back(factor->velocity * found->second);
    }
  }

  void finish(Frame& frame) {
    frame.box = Box(h_);
    frame.has_lattice = true;
    Atoms& atoms = frame.atoms;
    std::map<int, int> index;
    for (int& type : atoms.type) {
      const auto found = index.find(type);
      if (found == index.end()) index[type] = type_of(atoms, types_.element(type), "type " + std::to_string(type));
      type = index[type];
    }
    atoms.velocity.resize(atoms.size());
    atoms.mass.resize(atoms.size());
    sort_by_id(frame);
  }

  Choices choices_;
  LammpsTypes types_;
  std::string units_, section_, section_comment_;
  std::size_t atoms_ = 0;
  Mat3 h_{};
  Vec3 origin_;
  bool is_done_ = false;
};

}  // namespace data_file

bool is_lammps_data(std::string_view head) {
  const std::vector<std::string_view> lines = line_views(head);
  return std::any_of(lines.begin(), lines.end(), [](std::string_view line) {
    const std::vector<std::string> words = split_words(line);
    return words.size() >= 2 && is_digits(words[0]) && words[1] == "atoms";
  });
}

std::unique_ptr<Reader> open_lammps_data(TextLines lines, const Choices& choices) {
  return std::make_unique<data_file::Data>(std::move(lines), choices);
}

}  // namespace nacre::formats
