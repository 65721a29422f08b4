// LAMMPS: data files (atom styles atomic, charge, molecular and full, any triclinic cell) and text dumps. Units metal and
// real; lengths are Å in both. Types become elements by name (a comment after a mass, the column `element`), by mass, or
// as the user says.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "io/formats/format.h"

namespace nacre::formats {

bool is_lammps_data(std::string_view head);
bool is_lammps_dump(std::string_view head);
std::unique_ptr<Reader> open_lammps_data(TextLines lines, const Choices& choices);
std::unique_ptr<Reader> open_lammps_dump(TextLines lines, const Choices& choices);

/// Elements of the types 1, 2, ... of LAMMPS.
class LammpsTypes {
 public:
  explicit LammpsTypes(const Choices& choices) : given_(choices.types) {}
  void set_mass(int type, double mass) { mass_[type] = mass; }
  void set_name(int type, const std::string& name) { name_[type] = name; }
  /// Throws Error when nothing says what it is.
  std::string element(int type) const;

 private:
  std::vector<std::string> given_;
  std::map<int, double> mass_;
  std::map<int, std::string> name_;
};

/// What a velocity and a force of LAMMPS are in Å per internal time unit and eV/Å.
struct LammpsUnits {
  double velocity = 1, force = 1;
};
/// `said`: by the file; the user's word wins. Nothing said: nullopt. Throws Error for other units than metal and real.
std::optional<LammpsUnits> lammps_units(const Choices& choices, const std::string& said);

}  // namespace nacre::formats
