// The table of formats: one row each.
#include <algorithm>
#include <filesystem>

#include "core/lines.h"
#include "io/extxyz_comment.h"
#include "io/formats/cif.h"
#include "io/formats/format.h"
#include "io/formats/lammps.h"
#include "io/formats/pdb.h"
#include "io/formats/poscar.h"
#include "io/formats/quantum.h"
#include "io/formats/text.h"
#include "io/formats/write.h"
#include "io/words.h"

namespace nacre::formats {

namespace {
/// A count alone in the first line; a POSCAR may begin so too, and is told by the lines after it.
bool is_extxyz(std::string_view head) {
  const std::vector<std::string_view> lines = line_views(head);
  return !lines.empty() && has_numbers(lines[0], 1) && !is_poscar(head);
}

using Parts = std::vector<std::string>;

Parts and_also(Parts parts, const Parts& more) {
  parts.insert(parts.end(), more.begin(), more.end());
  return parts;
}

std::vector<Format> rows() {
  const Parts labels{"energy", "energies of atoms", "forces", "virial", "groups", "open directions", "other keys"};
  const Parts labels_and_masses = and_also(labels, {"masses"});
  const Parts bare = and_also(labels_and_masses, {"velocities"});
  const Parts xyz{".xyz", ".extxyz", ".exyz"}, vasp{"POSCAR", "CONTCAR", ".vasp", ".poscar"},
      lammps{".data", ".lmp", ".lammps"};
  return {{"extxyz",
           "extended XYZ",
           xyz,
           is_extxyz,
           nullptr,
           write_extxyz,
           true,
           "atoms, cell, velocities, masses, groups, energy, forces, virial; what GPUMD writes as restart.xyz, what "
           "ASE writes",
           {}},
          {"xdatcar",
           "an XDATCAR of VASP",
           {},
           is_xdatcar,
           open_xdatcar,
           nullptr,
           true,
           "frames of a run: atoms, cell",
           {}},
          {"poscar", "a POSCAR of VASP", vasp, is_poscar, open_poscar, write_poscar, false,
           "atoms, cell, velocities; VASP 4, 5 and 6; CONTCAR", labels_and_masses},
          {"cif",
           "a CIF",
           {".cif"},
           is_cif,
           open_cif,
           write_cif,
           true,
           "cell, sites, symmetry, which is expanded; a site that is not full is refused",
           bare},
          {"outcar",
           "an OUTCAR of VASP",
           {},
           is_outcar,
           open_outcar,
           nullptr,
           true,
           "ionic steps: atoms, cell, free energy (TOTEN), forces, virial",
           {}},
          {"vasprun",
           "a vasprun.xml of VASP",
           {},
           is_vasprun,
           open_vasprun,
           nullptr,
           true,
           "ionic steps: atoms, cell, free energy (e_fr_energy), forces, virial",
           {}},
          {"cp2k",
           "an output of CP2K",
           {},
           is_cp2k,
           open_cp2k,
           nullptr,
           true,
           "energies, with the coordinates, forces and the analytical stress that are printed beside them",
           {}},
          {"lammps-dump",
           "a dump of LAMMPS",
           {},
           is_lammps_dump,
           open_lammps_dump,
           nullptr,
           true,
           "atoms, any cell, velocities, forces; types by element, mass or --types",
           {}},
          {"lammps-data", "a data file of LAMMPS", lammps, is_lammps_data, open_lammps_data, write_lammps, false,
           "atoms (atomic, charge, molecular, full), any cell, velocities; types by the comment of a mass, its value "
           "or --types",
           labels},
          {"pdb", "a PDB file", {}, is_pdb, open_pdb, nullptr, true, "atoms, CRYST1, models", {}}};
}

std::vector<std::string> names() {
  std::vector<std::string> found;
  for (const Format& f : all()) found.push_back(f.name);
  return found;
}
}  // namespace

const std::vector<Format>& all() {
  static const std::vector<Format> table = rows();
  return table;
}

const Format& named(const std::string& name, const std::string& key) {
  std::string known;
  for (const Format& f : all()) {
    if (f.name == name) return f;
    known += (known.empty() ? "" : " | ") + f.name;
  }
  throw Error("unknown format").key(key).value(name).allowed(known).nearest(nearest_word(name, names()));
}

const Format* recognised(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  for (const Format& f : all())
    if (f.is != nullptr && f.is(head)) return &f;
  return nullptr;
}

const Format* of_name(const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  for (const Format& f : all())
    for (const std::string& ending : f.endings)
      if (f.write != nullptr && (ending[0] == '.' ? to_lower(name).ends_with(ending) : name.starts_with(ending)))
        return &f;
  return nullptr;
}

std::vector<std::string> parts_of(const Frame& frame) {
  const auto& periodic = frame.box.periodic();
  const std::pair<bool, const char*> parts[] = {
      {frame.atoms.has_velocity, "velocities"},
      {has_own_masses(frame.atoms), "masses"},
      {!frame.atoms.group.empty(), "groups"},
      {frame.energy.has_value(), "energy"},
      {!frame.atom_energy.empty(), "energies of atoms"},
      {!frame.force.empty(), "forces"},
      {frame.virial || frame.stress, "virial"},
      {frame.has_lattice && !(periodic[0] && periodic[1] && periodic[2]), "open directions"},
      {!frame.info.empty(), "other keys"}};
  std::vector<std::string> found;
  for (const auto& [is_there, name] : parts)
    if (is_there) found.emplace_back(name);
  return found;
}

void write(const Format& format, std::string& out, const Frame& frame, const Choices& choices) {
  if (format.write == nullptr) throw Error(format.title + " is read, not written", Error::Kind::failed);
  format.write(out, frame, choices);
}

std::unique_ptr<Reader> open_foreign(TextLines& lines) {
  const Format* format = recognised(lines.head(head_bytes));
  if (format == nullptr || format->open == nullptr) return nullptr;
  return format->open(std::move(lines), {});
}

}  // namespace nacre::formats
