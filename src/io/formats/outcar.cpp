#include <algorithm>

#include "core/elements.h"
#include "io/formats/foreign_units.h"
#include "io/formats/quantum.h"
#include "io/formats/text.h"
#include "io/words.h"

namespace nacre::formats {

namespace outcar {

constexpr std::int64_t most_atoms = 100'000;  ///< of an element

/// What stands behind the first `=` of a line.
std::string_view behind_equals(std::string_view line) {
  const std::size_t at = line.find('=');
  return at == std::string_view::npos ? std::string_view() : line.substr(at + 1);
}

class Outcar : public Reader {
 public:
  using Reader::Reader;

 protected:
  /// A frame is whole at its energy, which VASP prints last.
  bool read(Frame& frame) override {
    bool has_atoms = false;
    while (take()) {
      const std::string_view text = line();
      if (text.find("VRHFIN") != std::string_view::npos) note_element(text);
      if (text.find("ions per type") != std::string_view::npos) note_counts(text);
      if (text.find("direct lattice vectors") != std::string_view::npos) read_cell();
      if (text.find("in kB ") != std::string_view::npos) read_stress(text);
      if (text.find("TOTAL-FORCE (eV/Angst)") != std::string_view::npos) read_atoms(frame), has_atoms = true;
      if (has_atoms && text.find("free  energy   TOTEN") != std::string_view::npos) return finish(text, frame), true;
    }
    if (has_atoms) fail_early("the energy of this step");
    return false;
  }

 private:
  void fail_early(const char* what) { need(what); }

  /// "VRHFIN =C: s2p2", once a POTCAR.
  void note_element(std::string_view text) {
    std::string_view symbol = behind_equals(text);
    symbol = symbol.substr(0, symbol.find(':'));
    const std::vector<std::string> words = split_words(symbol);
    if (words.empty()) throw Error("the element is missing").key("VRHFIN").value(text);
    symbols_.push_back(words[0]);
  }

  void note_counts(std::string_view text) {
    const std::vector<std::string> counts = split_words(behind_equals(text));
    if (counts.size() != symbols_.size())
      throw Error("as many numbers of ions as elements (VRHFIN) are needed").key("ions per type").value(text);
    atoms_ = Atoms();
    for (std::size_t k = 0; k < counts.size(); ++k) {
      const auto count = to_integer(counts[k], "ions per type", 0, most_atoms);
      const int type = type_of(atoms_, symbols_[k], "VRHFIN");
      if (k >= 100) throw Error("more than 100 kinds of ions").key("ions per type");
      atoms_.type.insert(atoms_.type.end(), static_cast<std::size_t>(count), type);
    }
  }

  void read_cell() {
    for (int k = 0; k < 3; ++k) {
      const std::vector<double> v = need_numbers("a lattice vector", 3);
      for (int j = 0; j < 3; ++j) h_[k][j] = v[j];
    }
  }

  /// kB, positive = compressed: XX YY ZZ XY YZ ZX.
  void read_stress(std::string_view text) {
    const std::vector<std::string> w = split_words(text.substr(text.find("in kB") + 5));
    if (w.size() != 6) throw Error("six numbers are needed").key("in kB").value(text);
    std::array<double, 6> p{};
    for (int k = 0; k < 6; ++k) p[k] = to_real(w[k], "in kB") / foreign_units::kilobar_per_pressure;
    pressure_ = Mat3{{{p[0], p[3], p[5]}, {p[3], p[1], p[4]}, {p[5], p[4], p[2]}}};
  }

  void read_atoms(Frame& frame) {
    if (atoms_.type.empty()) throw Error("forces before the ions are named").key("ions per type");
    frame.line = number();
    frame.atoms.species = atoms_.species;
    frame.atoms.resize(atoms_.type.size());
    frame.atoms.type = atoms_.type;
    frame.force.resize(frame.atoms.size());
    need("the forces");
    for (std::size_t i = 0; i < frame.atoms.size(); ++i) {
      const std::vector<double> v = need_numbers("the force on an atom", 6);
      frame.atoms.position[i] = {v[0], v[1], v[2]};
      frame.force[i] = {v[3], v[4], v[5]};
    }
  }

  void finish(std::string_view text, Frame& frame) {
    const std::vector<std::string> w = split_words(behind_equals(text));
    if (w.empty()) throw Error("the energy is missing").key("TOTEN").value(text);
    frame.energy = to_real(w[0], "TOTEN");
    frame.box = Box(h_);
    frame.has_lattice = true;
    if (pressure_) frame.virial = frame.box.volume() * *pressure_;
    pressure_.reset();
  }

  std::vector<std::string> symbols_;
  Atoms atoms_;  ///< types and species
  Mat3 h_{};
  std::optional<Mat3> pressure_;
};

}  // namespace outcar

bool is_outcar(std::string_view head) {
  std::string_view start = head.substr(0, 200);
  start.remove_prefix(std::min(start.find_first_not_of(" \r\n"), start.size()));
  return start.starts_with("vasp.") && head.find("executed on") != std::string_view::npos;
}

std::unique_ptr<Reader> open_outcar(TextLines lines, const Choices&) {
  return std::make_unique<outcar::Outcar>(std::move(lines));
}

}  // namespace nacre::formats
