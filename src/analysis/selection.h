// Selections: which atoms of a frame an analysis is given.
//   species  "C" or "C,Na"
//   group    "METHOD:LABEL" or "METHOD:LABEL,LABEL": labels of the group columns (docs/files.md), METHOD from 0
//   slab     "AXIS=LOW:HIGH", AXIS one of a, b, c: LOW <= s < HIGH with s the fractional coordinate along that lattice
//            vector; with the unit A ("c=2A:8A") the height above the face that the other two span, s times the
//            distance of the two faces. A periodic direction goes round: s counts modulo 1, and -0.1:0.1 is the slab
//            around the face. An open one does not.
// All that are given hold at once; several slabs are their intersection. The cell stays as it is.
#pragma once
#include <string>
#include <vector>

#include "core/atoms.h"
#include "core/box.h"

namespace nacre {

/// Symbols of a comma-separated list; throws Error(bad_input) with key `key` for an unknown element.
std::vector<std::string> parse_species(const std::string& list, const std::string& key = "select");

class Selection {
 public:
  /// All atoms.
  Selection() = default;
  /// Empty texts select nothing in particular. Throws Error(bad_input) with key select, group or slab.
  Selection(const std::string& species, const std::string& group, const std::vector<std::string>& slabs);

  bool all() const { return species_.empty() && labels_.empty() && slabs_.empty(); }
  /// As it was given: "C, group 0:1, slab c=0.2:0.5"; "all atoms".
  const std::string& text() const { return text_; }
  /// Indices in rising order. Throws Error(bad_input) when there is none, and for a group that the atoms do not have.
  std::vector<int> atoms(const Atoms& atoms, const Box& box) const;

 private:
  struct Slab {
    int axis = 0;
    double low = 0, high = 0;
    bool angstrom = false;
    bool holds(Vec3 fractional, const Box& box) const;
  };
  static Slab parse_slab(const std::string& text);
  void parse_group(const std::string& text);
  bool holds(const Atoms& atoms, const Box& box, std::size_t i) const;

  std::vector<std::string> species_;
  int method_ = 0;
  std::vector<int> labels_;
  std::vector<Slab> slabs_;
  std::string text_ = "all atoms";
};

/// Indices of an element's atoms in rising order; may be none.
std::vector<int> atoms_of_species(const Atoms& atoms, const std::string& species);
/// These atoms with all that belongs to them; of the species only those that they have.
Atoms take_atoms(const Atoms& atoms, const std::vector<int>& indices);

}  // namespace nacre
