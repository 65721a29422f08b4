#include <algorithm>
#include <cmath>

#include "api/inside.h"
#include "core/elements.h"
#include "core/units.h"

namespace nacre::v1 {

Mat3 to_mat3(const Matrix& m) {
  Mat3 a;
  for (int k = 0; k < 9; ++k) a.m[k / 3][k % 3] = m[k];
  return a;
}

Matrix from_mat3(const Mat3& m) {
  Matrix a;
  for (int k = 0; k < 9; ++k) a[k] = m.m[k / 3][k % 3];
  return a;
}

std::vector<double> flat(const std::vector<Vec3>& v, double scale) {
  std::vector<double> out;
  out.reserve(3 * v.size());
  for (const Vec3& a : v) out.insert(out.end(), {a.x * scale, a.y * scale, a.z * scale});
  return out;
}

std::vector<double> flat(const std::vector<Mat3>& v) {
  std::vector<double> out;
  out.reserve(9 * v.size());
  for (const Mat3& a : v) out.insert(out.end(), &a.m[0][0], &a.m[0][0] + 9);
  return out;
}

std::vector<Vec3> to_vectors(std::span<const double> v, double scale) {
  std::vector<Vec3> out(v.size() / 3);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = {v[3 * i] * scale, v[3 * i + 1] * scale, v[3 * i + 2] * scale};
  return out;
}

Box to_box(const Matrix& cell, const Periodic& periodic) {
  const bool open = periodic == open_everywhere;
  if (open && std::all_of(cell.begin(), cell.end(), [](double v) { return v == 0; })) return Box();
  return Box(to_mat3(cell), periodic);
}

Box box_of_forces(const Matrix& cell, const Periodic& periodic) {
  return to_box(periodic == open_everywhere ? Matrix{} : cell, periodic);
}

// The cube that stands for no cell is none.
Matrix from_box(const Box& box) {
  const bool none = box.periodic() == open_everywhere && from_mat3(box.h()) == from_mat3(identity());
  return none ? Matrix{} : from_mat3(box.h());
}

namespace {
void check_types(std::span<const int> types, std::size_t species) {
  for (std::size_t i = 0; i < types.size(); ++i)
    if (types[i] < 0 || static_cast<std::size_t>(types[i]) >= species)
      throw bad_argument("no such type", "types", std::to_string(types[i]) + " of atom " + std::to_string(i),
                         species == 0 ? "none: there are no species" : "0 to " + std::to_string(species - 1));
}

void check_masses(const std::vector<double>& masses) {
  for (std::size_t i = 0; i < masses.size(); ++i)
    if (!(masses[i] > 0) || !std::isfinite(masses[i]))
      throw bad_argument("not a mass", "masses", std::to_string(masses[i]) + " of atom " + std::to_string(i),
                         "numbers above 0 (amu)");
}

void copy_groups(const Structure& structure, Atoms& atoms) {
  for (const auto& labels : structure.groups) expect_size("groups", labels.size(), structure.size(), "one an atom");
  atoms.group = structure.groups;
}

double mass_of(const std::string& symbol) {
  const int number = atomic_number(symbol);
  if (number == 0) throw bad_argument("unknown element", "species", symbol, "symbols of the elements, H to Lr");
  return nacre::element_mass(number);
}
}  // namespace

double element_mass(const std::string& symbol) {
  return guarded([&] { return mass_of(symbol); });
}

Atoms to_atoms(const Structure& s) {
  expect_size("positions", s.positions.size(), 3 * s.size(), "three an atom");
  check_types(s.types, s.species.size());
  Atoms atoms;
  atoms.resize(s.size());
  atoms.species = s.species;
  atoms.type = s.types;
  atoms.position = to_vectors(s.positions);
  if (!s.velocities.empty()) {
    expect_size("velocities", s.velocities.size(), 3 * s.size(), "three an atom, or none at all");
    atoms.velocity = to_vectors(s.velocities, units::fs_per_time);
    atoms.has_velocity = true;
  }
  if (!s.masses.empty()) {
    expect_size("masses", s.masses.size(), s.size(), "one an atom, or none at all");
    check_masses(s.masses);
    atoms.mass = s.masses;
  } else {
    std::vector<double> mass;
    for (const std::string& symbol : s.species) mass.push_back(mass_of(symbol));
    for (std::size_t i = 0; i < s.size(); ++i) atoms.mass[i] = mass[s.types[i]];
  }
  copy_groups(s, atoms);
  return atoms;
}

void to_atoms(std::span<const int> types, std::span<const double> positions, const std::vector<std::string>& species,
              Atoms& atoms) {
  expect_size("positions", positions.size(), 3 * types.size(), "three for each of the types");
  check_types(types, species.size());
  atoms.type.assign(types.begin(), types.end());
  atoms.position.resize(types.size());
  for (std::size_t i = 0; i < types.size(); ++i)
    atoms.position[i] = {positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]};
  atoms.species = species;
}

Structure from_atoms(const Atoms& atoms, const Box& box) {
  Structure s;
  s.species = atoms.species;
  s.types = atoms.type;
  s.positions = flat(atoms.position);
  if (atoms.has_velocity) s.velocities = flat(atoms.velocity, 1 / units::fs_per_time);
  s.masses = atoms.mass;
  s.cell = from_box(box);
  s.periodic = box.periodic();
  s.groups = atoms.group;
  return s;
}

Structure from_frame(Frame frame) {
  Structure s = from_atoms(frame.atoms, frame.box);
  if (!frame.has_lattice) s.cell = {};  // that of the frame is one around the atoms
  s.energy = frame.energy;
  if (frame.virial) s.virial = from_mat3(*frame.virial);
  if (!frame.virial && frame.stress) s.virial = from_mat3(-frame.box.volume() * *frame.stress);
  s.forces = flat(frame.force);
  s.info = std::move(frame.info);
  return s;
}

}  // namespace nacre::v1
