#include "io/formats/poscar.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/elements.h"
#include "core/lines.h"
#include "core/units.h"
#include "io/extxyz_comment.h"
#include "io/formats/text.h"
#include "io/words.h"

namespace nacre::formats {

namespace poscar {

/// "Na_pv" and "C/5f3b" of a POTCAR are Na and C.
std::string element_of(const std::string& word) { return word.substr(0, word.find_first_of("_/")); }

bool are_elements(const std::vector<std::string>& words) {
  return !words.empty() &&
         std::all_of(words.begin(), words.end(), [](const std::string& w) { return atomic_number(element_of(w)) > 0; });
}

bool starts_with_letter(std::string_view line, std::string_view letters) {
  const std::size_t first = line.find_first_not_of(" \t");
  return first != std::string_view::npos && letters.find(line[first]) != std::string_view::npos;
}

/// The head that both files share.
struct Head {
  std::string comment;
  Mat3 h;
  Vec3 scale{1, 1, 1};  ///< of Cartesian positions
  Atoms atoms;          ///< types; positions to come
};

class Base : public Reader {
 public:
  using Reader::Reader;

 protected:
  /// Takes the comment line from `comment`, which was taken already.
  void read_head(std::string_view comment, Head& head) {
    head.comment = comment;
    read_cell(head);
    need("the elements");
    std::vector<std::string> symbols = words();
    if (!symbols.empty() && is_digits(symbols[0])) {
      symbols = split_words(head.comment);
    } else {
      need("the numbers of atoms");
    }
    read_counts(symbols, head);
  }

  void read_position(std::size_t i, bool is_direct, const Head& head, Atoms& atoms) {
    const std::vector<double> r = need_numbers("the position of an atom", 3);
    const Vec3 given{r[0], r[1], r[2]};
    atoms.position[i] =
        is_direct ? given * head.h : Vec3{given.x * head.scale.x, given.y * head.scale.y, given.z * head.scale.z};
  }

  static void fill(const Head& head, Frame& frame) {
    frame.atoms.species = head.atoms.species;
    frame.atoms.resize(head.atoms.size());
    frame.atoms.type = head.atoms.type;
    frame.box = Box(head.h);
    frame.has_lattice = true;
  }

 private:
  void read_cell(Head& head) {
    need("the scale");
    const std::vector<std::string> given = words();
    if (given.size() != 1 && given.size() != 3)
      throw Error("wrong number of values").key("scale").value(line()).allowed("one number, or three");
    std::vector<double> scale;
    for (const std::string& word : given) scale.push_back(to_real(word, "scale"));
    for (int k = 0; k < 3; ++k) {
      const std::vector<double> v = need_numbers("a lattice vector", 3);
      for (int j = 0; j < 3; ++j) head.h.m[k][j] = v[j];
    }
    head.scale = scale_of(scale, head.h);
    for (auto& row : head.h.m)
      for (int j = 0; j < 3; ++j) row[j] *= head.scale[j];
  }

  static Vec3 scale_of(const std::vector<double>& given, const Mat3& h) {
    const bool is_volume = given.size() == 1 && given[0] < 0;
    const double s = is_volume ? std::cbrt(-given[0] / std::abs(determinant(h))) : given[0];
    const Vec3 scale = given.size() == 3 ? Vec3{given[0], given[1], given[2]} : Vec3{s, s, s};
    for (int j = 0; j < 3; ++j)
      if (!(scale[j] > 0) || !std::isfinite(scale[j]))
        throw Error("out of range").key("scale").allowed("> 0; one number below 0 is the volume (A^3)");
    return scale;
  }

  void read_counts(const std::vector<std::string>& symbols, Head& head) {
    const std::vector<std::string> counts = words();
    if (!are_elements(symbols))
      throw Error("the elements are missing: neither their own line nor the first one names them")
          .key("elements")
          .value(head.comment)
          .allowed("such as C Na, in the line before the numbers of atoms");
    if (counts.size() != symbols.size())
      throw Error("as many elements as numbers of atoms are needed")
          .key("numbers of atoms")
          .value(line())
          .allowed(std::to_string(symbols.size()) + " numbers");
    for (std::size_t k = 0; k < counts.size(); ++k) {
      const auto count = to_integer(counts[k], "numbers of atoms", 0, most_atoms);
      if (count + static_cast<std::int64_t>(head.atoms.type.size()) > most_atoms)
        throw Error("too many atoms for this format")
            .key("numbers of atoms")
            .value(line())
            .allowed(std::to_string(most_atoms));
      const int type = type_of(head.atoms, element_of(symbols[k]), "elements");
      for (std::int64_t i = 0; i < count; ++i) head.atoms.type.push_back(type);
    }
    head.atoms.position.resize(head.atoms.type.size());
  }

  static constexpr std::int64_t most_atoms = 2'000'000;  ///< VASP's own files end far below
};

class Poscar : public Base {
 public:
  using Base::Base;

 protected:
  bool read(Frame& frame) override {
    if (is_done_ || !take()) return false;
    is_done_ = true;
    frame.line = number();
    Head head;
    read_head(line(), head);
    fill(head, frame);
    need("Direct or Cartesian");
    if (starts_with_letter(line(), "sS")) {
      frame.skipped.push_back({"selective_dynamics", 3});
      need("Direct or Cartesian");
    }
    const bool is_direct = !starts_with_letter(line(), "cCkK");
    for (std::size_t i = 0; i < frame.atoms.size(); ++i) read_position(i, is_direct, head, frame.atoms);
    read_velocities(frame.atoms);
    return true;
  }

 private:
  /// What VASP writes after the positions of a run; nothing, or zeros, after a relaxation.
  void read_velocities(Atoms& atoms) {
    if (!take()) return;
    if (starts_with_letter(line(), "lL")) {
      constexpr int lines_of_the_lattice = 7;
      for (int k = 0; k < lines_of_the_lattice; ++k) need("the velocities of the lattice");
      if (!take()) return;
    }
    if (starts_with_letter(line(), "dD"))
      throw Error("velocities in units of the lattice are not read").key("velocities").allowed("Cartesian (A/fs)");
    if (!words().empty() && !starts_with_letter(line(), "cCkK")) return;
    for (std::size_t i = 0; i < atoms.size(); ++i) {
      if (i == 0 && (!take() || words().empty())) return;
      if (i == 0) give_back();
      const std::vector<double> v = need_numbers("the velocity of an atom", 3);
      atoms.velocity[i] = units::fs_per_time * Vec3{v[0], v[1], v[2]};
      atoms.has_velocity = atoms.has_velocity || norm(atoms.velocity[i]) > 0;
    }
  }

  bool is_done_ = false;
};

class Xdatcar : public Base {
 public:
  using Base::Base;

 protected:
  bool read(Frame& frame) override {
    do {
      if (!take()) return false;
    } while (words().empty());
    if (!is_configuration(line())) {
      head_ = Head();
      read_head(std::string(line()), head_);
      need("Direct configuration=");
    }
    if (!is_configuration(line())) throw Error("a frame begins so").value(line()).allowed("Direct configuration= 1");
    frame.line = number();
    fill(head_, frame);
    for (std::size_t i = 0; i < frame.atoms.size(); ++i)
      read_position(i, !starts_with_letter(line_before_, "cCkK"), head_, frame.atoms);
    return true;
  }

 private:
  bool is_configuration(std::string_view text) {
    const bool found = to_lower(text).find("configuration=") != std::string::npos;
    if (found) line_before_ = text;
    return found;
  }

  Head head_;
  std::string line_before_;  ///< of the configuration
};

/// Atoms of each type, in the order of the file.
std::vector<std::vector<std::size_t>> by_type(const Atoms& atoms) {
  std::vector<std::vector<std::size_t>> found(atoms.species.size());
  for (std::size_t i = 0; i < atoms.size(); ++i) found[atoms.type[i]].push_back(i);
  return found;
}

std::string three(const Vec3& v) { return " " + exact(v.x) + " " + exact(v.y) + " " + exact(v.z) + "\n"; }

}  // namespace poscar

bool is_poscar(std::string_view head) {
  const std::vector<std::string_view> lines = line_views(head);
  if (lines.size() < 7) return false;
  const bool has_scale = has_numbers(lines[1], 1) || has_numbers(lines[1], 3);
  return has_scale && has_numbers(lines[2], 3) && has_numbers(lines[3], 3) && has_numbers(lines[4], 3);
}

bool is_xdatcar(std::string_view head) {
  if (!is_poscar(head)) return false;
  const std::vector<std::string_view> lines = line_views(head);
  for (std::size_t k = 5; k < std::min<std::size_t>(lines.size(), 9); ++k)
    if (to_lower(lines[k]).find("configuration=") != std::string::npos) return true;
  return false;
}

std::unique_ptr<Reader> open_poscar(TextLines lines, const Choices&) {
  return std::make_unique<poscar::Poscar>(std::move(lines));
}
std::unique_ptr<Reader> open_xdatcar(TextLines lines, const Choices&) {
  return std::make_unique<poscar::Xdatcar>(std::move(lines));
}

void write_poscar(std::string& out, const Frame& frame, const Choices&) {
  const Atoms& atoms = frame.atoms;
  const auto of_type = poscar::by_type(atoms);
  std::string symbols, counts;
  for (std::size_t t = 0; t < of_type.size(); ++t) {
    if (of_type[t].empty()) continue;
    symbols += " " + atoms.species[t];
    counts += " " + std::to_string(of_type[t].size());
  }
  out += symbols.substr(1) + "\n1.0\n";
  for (int k = 0; k < 3; ++k) out += poscar::three(frame.box.h().row(k));
  out += symbols + "\n" + counts + "\nCartesian\n";
  for (const auto& members : of_type)
    for (const std::size_t i : members) out += poscar::three(atoms.position[i]);
  if (!atoms.has_velocity) return;
  out += "\n";
  for (const auto& members : of_type)
    for (const std::size_t i : members) out += poscar::three((1 / units::fs_per_time) * atoms.velocity[i]);
}

}  // namespace nacre::formats
