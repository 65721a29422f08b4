// Structures: from and to numpy, and straight from the arrays of ASE.
#include <algorithm>
#include <array>
#include <map>

#include "arrays.h"

namespace nacre_python {

namespace {
constexpr std::array symbols = {
    "X",  "H",  "He", "Li", "Be", "B",  "C",  "N",  "O",  "F",  "Ne", "Na", "Mg", "Al", "Si", "P",  "S",  "Cl",
    "Ar", "K",  "Ca", "Sc", "Ti", "V",  "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga", "Ge", "As", "Se", "Br",
    "Kr", "Rb", "Sr", "Y",  "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd", "Ag", "Cd", "In", "Sn", "Sb", "Te", "I",
    "Xe", "Cs", "Ba", "La", "Ce", "Pr", "Nd", "Pm", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu",
    "Hf", "Ta", "W",  "Re", "Os", "Ir", "Pt", "Au", "Hg", "Tl", "Pb", "Bi", "Po", "At", "Rn", "Fr", "Ra", "Ac",
    "Th", "Pa", "U",  "Np", "Pu", "Am", "Cm", "Bk", "Cf", "Es", "Fm", "Md", "No", "Lr"};

void set_numbers(nb::ndarray<const int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu> numbers, nacre::Structure& s) {
  std::array<int, symbols.size()> type_of;
  type_of.fill(-1);
  s.types.resize(numbers.shape(0));
  for (std::size_t i = 0; i < s.types.size(); ++i) {
    const int64_t z = numbers.data()[i];
    if (z < 1 || z >= static_cast<int64_t>(symbols.size()))
      throw nb::value_error(("no element has the number " + std::to_string(z)).c_str());
    if (type_of[z] < 0) type_of[z] = static_cast<int>(s.species.size()), s.species.emplace_back(symbols[z]);
    s.types[i] = type_of[z];
  }
}

int number_of(const std::string& symbol) {
  const auto found = std::find(symbols.begin(), symbols.end(), symbol);
  return found == symbols.end() ? 0 : static_cast<int>(found - symbols.begin());
}

void set_symbols(const std::vector<std::string>& names, nacre::Structure& s) {
  std::map<std::string, int> type_of;
  for (const std::string& name : names) {
    const auto [found, is_new] = type_of.try_emplace(name, static_cast<int>(s.species.size()));
    if (is_new) s.species.push_back(name);
    s.types.push_back(found->second);
  }
}

std::vector<double> numbers_in(const Positions& r) { return {r.data(), r.data() + 3 * r.shape(0)}; }

/// The arrays of an Atoms, without a call of its methods where the arrays can be had.
nacre::Structure from_ase(nb::handle atoms) {
  nacre::Structure s;
  const nb::object arrays = atoms.attr("arrays");
  set_numbers(nb::cast<nb::ndarray<const int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>>(arrays["numbers"]), s);
  s.positions = numbers_in(nb::cast<Positions>(arrays["positions"]));
  s.cell = to_matrix(nb::cast<Cell>(atoms.attr("cell").attr("array")));
  const nb::object pbc = atoms.attr("pbc");
  for (int k = 0; k < 3; ++k) s.periodic[k] = PyObject_IsTrue(nb::object(pbc[k]).ptr()) == 1;  // bools of numpy
  return s;
}

nacre::Structure make_structure(const std::vector<std::string>& names, const Positions& positions,
                                std::optional<Cell> cell, const std::array<bool, 3>& pbc) {
  nacre::Structure s;
  set_symbols(names, s);
  if (positions.shape(0) != names.size()) throw nb::value_error("as many positions as symbols are needed");
  s.positions = numbers_in(positions);
  if (cell) s.cell = to_matrix(*cell);
  s.periodic = pbc;
  return s;
}

std::vector<int> numbers_of(const nacre::Structure& s) {
  std::vector<int> of_type, numbers;
  for (const std::string& symbol : s.species) of_type.push_back(number_of(symbol));
  for (const int type : s.types) numbers.push_back(of_type[type]);
  return numbers;
}

std::vector<std::string> symbols_of(const nacre::Structure& s) {
  std::vector<std::string> names;
  for (const int type : s.types) names.push_back(s.species[type]);
  return names;
}

/// A view of the structure's own memory.
nb::object view(nb::handle self, std::vector<double>& values, std::size_t columns) {
  if (values.empty()) return nb::none();
  const std::size_t rows = values.size() / columns;
  if (columns == 1) return nb::cast(Numpy<double>(values.data(), {rows}, self), nb::rv_policy::reference);
  return nb::cast(Numpy<double>(values.data(), {rows, columns}, self), nb::rv_policy::reference);
}

void set_rows(std::vector<double>& values, const std::optional<Positions>& rows, const nacre::Structure& s) {
  if (rows && rows->shape(0) != s.size()) throw nb::value_error("one row an atom is needed");
  values = rows ? numbers_in(*rows) : std::vector<double>();
}
}  // namespace

nacre::Structure to_structure(nb::handle object) {
  if (nb::isinstance<nacre::Structure>(object)) return nb::cast<nacre::Structure&>(object);
  if (nb::hasattr(object, "arrays") && nb::hasattr(object, "cell")) return from_ase(object);
  throw nb::type_error("a nacre.Structure or an ase.Atoms is needed");
}

std::vector<nacre::Structure> to_structures(nb::handle object) {
  std::vector<nacre::Structure> all;
  if (nb::isinstance<nacre::Structure>(object) || nb::hasattr(object, "arrays")) {
    all.push_back(to_structure(object));
    return all;
  }
  for (nb::handle one : nb::iter(object)) all.push_back(to_structure(one));
  return all;
}

void bind_structures(nb::module_& m) {
  using nacre::Structure;
  nb::class_<Structure>(m, "Structure", "Atoms in a cell, and what is known of them. Units: A, A/fs, amu, eV, eV/A.")
      .def(
          "__init__",
          [](Structure* self, const std::vector<std::string>& names, const Positions& positions,
             std::optional<Cell> cell,
             const std::array<bool, 3>& pbc) { new (self) Structure(make_structure(names, positions, cell, pbc)); },
          "symbols"_a, "positions"_a, "cell"_a = nb::none(), "pbc"_a = std::array<bool, 3>{true, true, true},
          "symbols: one a atom; positions: (n, 3) A; cell: (3, 3) A, rows are the lattice vectors.")
      .def("__len__", &Structure::size)
      .def_prop_ro("symbols", &symbols_of, "Element symbols, one an atom.")
      .def_prop_ro(
          "numbers", [](const Structure& s) { return nb::cast(array_of(numbers_of(s))); }, "(n,) atomic numbers.")
      .def_prop_rw(
          "positions", [](nb::handle self) { return view(self, nb::cast<Structure&>(self).positions, 3); },
          [](Structure& s, const Positions& r) { set_rows(s.positions, r, s); }, "(n, 3) A; a view.")
      .def_prop_rw(
          "velocities", [](nb::handle self) { return view(self, nb::cast<Structure&>(self).velocities, 3); },
          [](Structure& s, std::optional<Positions> v) { set_rows(s.velocities, v, s); },
          "(n, 3) A/fs, or None; a view.", nb::arg().none())
      .def_prop_rw(
          "forces", [](nb::handle self) { return view(self, nb::cast<Structure&>(self).forces, 3); },
          [](Structure& s, std::optional<Positions> f) { set_rows(s.forces, f, s); }, "(n, 3) eV/A, or None; a view.",
          nb::arg().none())
      .def_prop_ro(
          "masses", [](nb::handle self) { return view(self, nb::cast<Structure&>(self).masses, 1); },
          "(n,) amu, or None: those of the elements.")
      .def_prop_rw(
          "cell", [](const Structure& s) { return nb::cast(matrix_of(s.cell)); },
          [](Structure& s, const Cell& c) { s.cell = to_matrix(c); },
          "(3, 3) A, rows are the lattice vectors; zeros: none.")
      .def_rw("pbc", &Structure::periodic, "Periodic along a, b, c.")
      .def_rw("energy", &Structure::energy, "eV, or None.")
      .def_prop_rw(
          "virial", [](const Structure& s) { return s.virial ? nb::cast(matrix_of(*s.virial)) : nb::none(); },
          [](Structure& s, std::optional<Cell> v) { s.virial = v ? std::optional(to_matrix(*v)) : std::nullopt; },
          "(3, 3) eV, positive = compressed, or None.", nb::arg().none())
      .def_rw("groups", &Structure::groups, "Labels from 0: [method][atom].")
      .def_rw("info", &Structure::info, "The other keys of the comment line.");
  m.def(
      "read_structures",
      [](const std::string& path, const std::vector<std::string>& types, const std::string& units,
         const std::string& style) {
        const nb::gil_scoped_release released;
        if (types.empty() && units.empty() && style.empty()) return nacre::read_structures(path);
        return nacre::read_structures(path, {types, units, style});
      },
      "path"_a, "types"_a, "units"_a, "style"_a, "All structures of a file.");
  m.def(
      "write_structures_as",
      [](const std::string& format, const std::string& path, nb::handle structures) {
        const std::vector<Structure> all = to_structures(structures);
        const nb::gil_scoped_release released;
        nacre::write_structures_as(format, path, all);
      },
      "format"_a, "path"_a, "structures"_a, "Writes a file; the format \"\" is what the name says.");
  m.def("to_structure", &to_structure, "atoms"_a, "A Structure of an ase.Atoms; positions and cell alone.");
}

}  // namespace nacre_python
