#include <algorithm>
#include <pugixml.hpp>

#include "io/formats/foreign_units.h"
#include "io/formats/quantum.h"
#include "io/formats/text.h"
#include "io/words.h"

namespace nacre::formats {

namespace vasprun {

/// The numbers of the rows <v> of a <varray>.
std::vector<Vec3> rows_of(const pugi::xml_node& array, const char* name) {
  if (!array) throw Error("missing from this ionic step").key(name);
  std::vector<Vec3> rows;
  for (const pugi::xml_node& row : array.children("v")) {
    const std::vector<std::string> w = split_words(row.text().get());
    if (w.size() != 3) throw Error("three numbers are needed").key(name).value(row.text().get());
    rows.push_back({to_real(w[0], name), to_real(w[1], name), to_real(w[2], name)});
  }
  return rows;
}

Mat3 matrix_of(const pugi::xml_node& array, const char* name) {
  const std::vector<Vec3> rows = rows_of(array, name);
  if (rows.size() != 3) throw Error("three rows are needed").key(name);
  Mat3 m;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) m.m[i][j] = rows[i][j];
  return m;
}

pugi::xml_node named_child(const pugi::xml_node& parent, const char* tag, const char* name) {
  return parent.find_child_by_attribute(tag, "name", name);
}

std::string without_blanks(std::string_view text) {
  const std::vector<std::string> words = split_words(text);
  return words.empty() ? "" : words[0];
}

/// One element <calculation> at a time: memory for one ionic step.
class Vasprun : public Reader {
 public:
  using Reader::Reader;

 protected:
  bool read(Frame& frame) override {
    std::string text;
    while (take()) {
      if (line().find("<atominfo>") != std::string_view::npos) read_elements();
      if (line().find("<calculation>") == std::string_view::npos) continue;
      frame.line = number();
      const pugi::xml_document step = element("</calculation>");
      fill(step.child("calculation"), frame);
      return true;
    }
    return false;
  }

 private:
  /// The lines from this one to `end`, parsed.
  pugi::xml_document element(const char* end) {
    std::string text;
    const long first = number();
    for (;;) {
      (text += line()) += '\n';
      if (line().find(end) != std::string_view::npos) break;
      need(end);
    }
    pugi::xml_document parsed;
    const pugi::xml_parse_result result = parsed.load_string(text.c_str());
    if (!result) throw Error(std::string("this is no valid XML: ") + result.description()).line(first);
    return parsed;
  }

  void read_elements() {
    const pugi::xml_document info = element("</atominfo>");
    const pugi::xml_node atoms = named_child(info.child("atominfo"), "array", "atoms").child("set");
    for (const pugi::xml_node& row : atoms.children("rc"))
      atoms_.type.push_back(type_of(atoms_, without_blanks(row.child("c").text().get()), "atominfo"));
  }

  void fill(const pugi::xml_node& step, Frame& frame) const {
    const pugi::xml_node structure = step.child("structure");
    frame.box = Box(matrix_of(named_child(structure.child("crystal"), "varray", "basis"), "basis"));
    frame.has_lattice = true;
    const std::vector<Vec3> places = rows_of(named_child(structure, "varray", "positions"), "positions");
    frame.force = rows_of(named_child(step, "varray", "forces"), "forces");
    if (places.size() != atoms_.type.size() || frame.force.size() != places.size())
      throw Error("as many positions and forces as atoms in atominfo are needed").key("positions");
    frame.atoms.species = atoms_.species;
    frame.atoms.resize(places.size());
    frame.atoms.type = atoms_.type;
    for (std::size_t i = 0; i < places.size(); ++i) frame.atoms.position[i] = frame.box.cartesian(places[i]);
    const pugi::xml_node energy = named_child(step.child("energy"), "i", "e_fr_energy");
    if (!energy) throw Error("missing from this ionic step").key("e_fr_energy");
    frame.energy = to_real(without_blanks(energy.text().get()), "e_fr_energy");
    if (const pugi::xml_node stress = named_child(step, "varray", "stress"))
      frame.virial = frame.box.volume() / foreign_units::kilobar_per_pressure * matrix_of(stress, "stress");
  }

  Atoms atoms_;  ///< types and species
};

}  // namespace vasprun

bool is_vasprun(std::string_view head) {
  return head.starts_with("<?xml") && head.find("<modeling") != std::string_view::npos;
}

std::unique_ptr<Reader> open_vasprun(TextLines lines, const Choices&) {
  return std::make_unique<vasprun::Vasprun>(std::move(lines));
}

}  // namespace nacre::formats
