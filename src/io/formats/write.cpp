#include "io/formats/write.h"

#include "core/elements.h"
#include "io/formats/text.h"
#include "io/lammps_data.h"

namespace nacre::formats {

namespace {
std::string nine(const Mat3& m) {
  std::string text;
  for (int k = 0; k < 9; ++k) text += (k > 0 ? " " : "") + exact(m.m[k / 3][k % 3]);
  return "\"" + text + "\"";
}

/// Other keys of the comment line, as they were written.
std::string other_keys_of(const Frame& frame) {
  std::string text;
  for (const auto& [key, value] : frame.info) {
    const auto spelt = frame.spelling.find(key);
    const bool is_word = !value.empty() && value.find_first_of(" \t\"'=[]{}") == std::string::npos;
    text += (spelt == frame.spelling.end() ? key : spelt->second) + "=" + (is_word ? value : "\"" + value + "\"") + " ";
  }
  return text;
}

std::string labels_of(const Frame& frame) {
  std::string text = other_keys_of(frame);
  if (frame.energy) text += "energy=" + exact(*frame.energy) + " ";
  std::optional<Mat3> virial = frame.virial;
  if (!virial && frame.stress && frame.has_lattice) virial = -frame.box.volume() * *frame.stress;
  if (virial) text += virial_and_stress(*virial, frame.box) + " ";
  if (!text.empty()) text.pop_back();
  return text;
}
/// The cell around atoms that have none is ours.
void remove_lattice(std::string& text, std::size_t begin) {
  const std::size_t lattice = text.find(" Lattice=\"", begin);
  text.erase(lattice, text.find(" Properties=", begin) - lattice);
}
}  // namespace

std::string virial_and_stress(const Mat3& virial, const Box& box) {
  std::string text = "virial=" + nine(virial);
  if (box.all_periodic()) text += " stress=" + nine((-1 / box.volume()) * virial);
  return text;
}

void write_extxyz(std::string& out, const Frame& frame, const Choices&) {
  Evaluation labels;
  labels.force = frame.force;
  labels.atom_energy = frame.atom_energy;
  ExtxyzOptions options = exact_options();
  options.columns.velocity = frame.atoms.has_velocity;
  options.columns.mass = has_own_masses(frame.atoms);
  options.columns.force = !frame.force.empty();
  options.columns.atom_energy = !frame.atom_energy.empty();
  options.columns.unwrapped_position = !frame.unwrapped_position.empty();
  options.extra = labels_of(frame);
  const std::size_t begin = out.size();
  format_frame(out, frame.atoms, frame.box, &labels, options);
  if (!frame.has_lattice) remove_lattice(out, begin);
}

bool has_own_masses(const Atoms& atoms) {
  for (std::size_t i = 0; i < atoms.size(); ++i)
    if (atoms.mass[i] != element_mass(atomic_number(atoms.species[atoms.type[i]]))) return true;
  return false;
}

void write_lammps(std::string& out, const Frame& frame, const Choices&) {
  out += lammps_data(lammps_structure(frame.atoms, frame.box), "LAMMPS data file, units = metal");
}

}  // namespace nacre::formats
