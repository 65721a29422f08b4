#include "io/formats/write.h"

#include <cmath>

#include "core/elements.h"
#include "core/units.h"
#include "io/formats/foreign_units.h"
#include "io/formats/text.h"

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

namespace {
/// The same edges and angles with a along x and b in the plane of x and y.
Mat3 turned(const Mat3& h) {
  const Vec3 a = h.row(0), b = h.row(1), c = h.row(2);
  const double ax = norm(a), bx = dot(a, b) / ax, by = std::sqrt(dot(b, b) - bx * bx);
  const double cx = dot(a, c) / ax, cy = (dot(b, c) - bx * cx) / by;
  return {{{ax, 0, 0}, {bx, by, 0}, {cx, cy, std::sqrt(dot(c, c) - cx * cx - cy * cy)}}};
}

bool is_turned(const Mat3& h) {
  return h.m[0][1] == 0 && h.m[0][2] == 0 && h.m[1][2] == 0 && h.m[0][0] > 0 && h.m[1][1] > 0 && h.m[2][2] > 0;
}

std::string row_of(std::size_t id, const std::string& before, const Vec3& v) {
  return std::to_string(id) + before + " " + exact(v.x) + " " + exact(v.y) + " " + exact(v.z) + "\n";
}

std::string lammps_head(const Atoms& atoms, const Mat3& h) {
  std::string out = "LAMMPS data file, units = metal\n\n" + std::to_string(atoms.size()) + " atoms\n" +
                    std::to_string(atoms.species.size()) + " atom types\n\n";
  const char* const axes[3] = {"x", "y", "z"};
  for (int k = 0; k < 3; ++k) out += "0 " + exact(h.m[k][k]) + " " + axes[k] + "lo " + axes[k] + "hi\n";
  if (h.m[1][0] != 0 || h.m[2][0] != 0 || h.m[2][1] != 0)
    out += exact(h.m[1][0]) + " " + exact(h.m[2][0]) + " " + exact(h.m[2][1]) + " xy xz yz\n";
  out += "\nMasses\n\n";
  for (std::size_t t = 0; t < atoms.species.size(); ++t)
    out += std::to_string(t + 1) + " " + exact(element_mass(atomic_number(atoms.species[t]))) + " # " +
           atoms.species[t] + "\n";
  return out;
}
}  // namespace

void write_lammps(std::string& out, const Frame& frame, const Choices&) {
  const Atoms& atoms = frame.atoms;
  const Mat3 h = is_turned(frame.box.h()) ? frame.box.h() : turned(frame.box.h());
  const Mat3 turn = is_turned(frame.box.h()) ? identity() : frame.box.inverse() * h;
  out += lammps_head(atoms, h) + "\nAtoms # atomic\n\n";
  for (std::size_t i = 0; i < atoms.size(); ++i)
    out += row_of(i + 1, " " + std::to_string(atoms.type[i] + 1), atoms.position[i] * turn);
  if (!atoms.has_velocity) return;
  out += "\nVelocities\n\n";
  for (std::size_t i = 0; i < atoms.size(); ++i)
    out += row_of(i + 1, "", (foreign_units::fs_per_ps / units::fs_per_time) * (atoms.velocity[i] * turn));
}

}  // namespace nacre::formats
