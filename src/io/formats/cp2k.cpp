#include <algorithm>

#include "core/elements.h"
#include "core/units.h"
#include "io/formats/foreign_units.h"
#include "io/formats/quantum.h"
#include "io/formats/text.h"
#include "io/words.h"

namespace nacre::formats {

namespace cp2k {

std::string element_of(const std::string& word) {
  std::string symbol;
  for (const char c : word) symbol += static_cast<char>(symbol.empty() ? std::toupper(c) : std::tolower(c));
  for (std::size_t size = std::min<std::size_t>(2, symbol.size()); size > 0; --size)
    if (atomic_number(symbol.substr(0, size)) > 0) return symbol.substr(0, size);
  return word;
}

/// Of a line that must have one.
std::string last_word(std::string_view line, const char* key) {
  const std::vector<std::string> words = split_words(line);
  if (words.empty()) throw Error("the value is missing").key(key).value(line);
  return words.back();
}

class Cp2k : public Reader {
 public:
  using Reader::Reader;

 protected:
  /// A frame is whole at the next energy, or at the end.
  bool read(Frame& frame) override {
    if (!find_energy()) return false;
    frame.line = number();
    if (positions_.empty())
      throw Error("the coordinates of this energy are not in the output: print SUBSYS%PRINT%ATOMIC_COORDINATES")
          .key("ATOMIC COORDINATES");
    frame.energy = foreign_units::hartree * energy_;
    fill(frame);
    std::optional<Mat3> pressure;
    while (take()) {
      const std::string_view text = line();
      if (text.find("ENERGY| Total FORCE_EVAL") != std::string_view::npos) {
        give_back();
        break;
      }
      if (text.find("ATOMIC FORCES in [a.u.]") != std::string_view::npos) read_forces(frame);
      if (text.find("STRESS| Analytical stress tensor [GPa]") != std::string_view::npos) pressure = read_stress();
      note(text);
    }
    if (pressure) frame.virial = frame.box.volume() / units::gpa_per_pressure * *pressure;
    return true;
  }

 private:
  bool find_energy() {
    while (take()) {
      note(line());
      if (line().find("ENERGY| Total FORCE_EVAL") == std::string_view::npos) continue;
      energy_ = to_real(last_word(line(), "ENERGY|"), "ENERGY|");
      return true;
    }
    return false;
  }

  void note(std::string_view text) {
    const auto vector_at = [&](const char* name, int k) {
      if (text.find(name) == std::string_view::npos) return;
      const std::vector<std::string> w = split_words(text.substr(text.find("]:") + 2));
      if (text.find("]:") == std::string_view::npos || w.size() < 3)
        throw Error("three numbers are needed").key(name).value(text);
      for (int j = 0; j < 3; ++j) h_[k][j] = to_real(w[j], name);
    };
    vector_at("CELL| Vector a [angstrom]", 0);
    vector_at("CELL| Vector b [angstrom]", 1);
    vector_at("CELL| Vector c [angstrom]", 2);
    if (text.find("CELL| Periodicity") != std::string_view::npos) note_periodicity(text);
    if (text.find("ATOMIC COORDINATES IN ANGSTROM") != std::string_view::npos ||
        text.find("ATOMIC COORDINATES IN angstrom") != std::string_view::npos)
      read_positions();
  }

  void note_periodicity(std::string_view text) {
    const std::string word = last_word(text, "Periodicity");
    for (int k = 0; k < 3; ++k) periodic_[k] = word.find("XYZ"[k]) != std::string::npos;
  }

  /// Columns: number, kind, element (with its atomic number in QUICKSTEP), x, y, z, ...
  void read_positions() {
    positions_.clear(), symbols_.clear();
    while (take() && (words().empty() || !is_digits(words()[0]))) {
    }
    give_back();
    while (take() && !words().empty() && is_digits(words()[0])) {
      const std::vector<std::string> w = words();
      const std::size_t x = w.size() > 3 && is_digits(w[3]) ? 4 : 3;
      if (w.size() < x + 3) throw Error("too few columns").key("ATOMIC COORDINATES").value(line());
      symbols_.push_back(element_of(w[2]));
      positions_.push_back({to_real(w[x], "X"), to_real(w[x + 1], "Y"), to_real(w[x + 2], "Z")});
    }
  }

  void fill(Frame& frame) const {
    frame.box = Box(h_, periodic_);
    frame.has_lattice = true;
    frame.atoms.resize(positions_.size());
    frame.atoms.position = positions_;
    for (std::size_t i = 0; i < symbols_.size(); ++i)
      frame.atoms.type[i] = type_of(frame.atoms, symbols_[i], "Element");
  }

  void read_forces(Frame& frame) {
    frame.force.clear();
    while (frame.force.size() < frame.atoms.size()) {
      need("the last force");
      const std::vector<std::string> w = words();
      if (w.size() != 6 || !is_digits(w[0])) continue;
      const double unit = foreign_units::hartree / foreign_units::bohr;
      frame.force.push_back(unit * Vec3{to_real(w[3], "X"), to_real(w[4], "Y"), to_real(w[5], "Z")});
    }
  }

  /// GPa, positive = compressed.
  Mat3 read_stress() {
    Mat3 p;
    need("the stress tensor");
    for (auto& row : p.m) {
      need("the stress tensor");
      const std::vector<std::string> w = words();
      if (w.size() != 5) throw Error("a row of three numbers is needed").key("STRESS|").value(line());
      for (int j = 0; j < 3; ++j) row[j] = to_real(w[2 + j], "STRESS|");
    }
    return p;
  }

  double energy_ = 0;  ///< hartree
  Mat3 h_{};
  std::array<bool, 3> periodic_{true, true, true};
  std::vector<Vec3> positions_;
  std::vector<std::string> symbols_;
};

}  // namespace cp2k

bool is_cp2k(std::string_view head) {
  return head.find("CP2K|") != std::string_view::npos || head.find("DBCSR|") != std::string_view::npos;
}

std::unique_ptr<Reader> open_cp2k(TextLines lines, const Choices&) {
  return std::make_unique<cp2k::Cp2k>(std::move(lines));
}

}  // namespace nacre::formats
