// Potentials: one structure, many, descriptors.
#include <algorithm>
#include <array>
#include <chrono>

#include "arrays.h"

namespace nacre_python {

namespace {
using nacre::AtomVirials;
using nacre::Evaluation;
using nacre::Potential;

/// What a call gives: energy (eV), forces (n, 3) eV/A, virial (3, 3) eV, energies (n,) eV, virials (n, 3, 3) or None.
nb::tuple result_of(Evaluation e) {
  nb::object virials = nb::none();
  if (const std::size_t atoms = e.atom_virials.size() / 9; atoms > 0)
    virials = nb::cast(array_of(std::move(e.atom_virials), {atoms, 3, 3}));
  return nb::make_tuple(e.energy, rows_of(std::move(e.forces)), matrix_of(e.virial),
                        array_of(std::move(e.atom_energies)), virials);
}

using Types = nb::ndarray<const int32_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

nb::tuple compute(Potential& self, const Types& types, const Positions& positions, std::optional<Cell> cell,
                  const std::array<bool, 3>& pbc, bool virials) {
  Evaluation e;
  {
    const nb::gil_scoped_release released;
    e = self.compute({types.data(), types.shape(0)}, to_span(positions), cell ? to_matrix(*cell) : nacre::Matrix{}, pbc,
                     virials ? AtomVirials::yes : AtomVirials::no);
  }
  return result_of(std::move(e));
}

/// Results of many structures in common arrays.
struct Batch {
  std::vector<double> energy, force, virial, atom_energy;
  std::vector<int64_t> begin{0};

  void add(const Evaluation& e) {
    energy.push_back(e.energy);
    force.insert(force.end(), e.forces.begin(), e.forces.end());
    virial.insert(virial.end(), e.virial.begin(), e.virial.end());
    atom_energy.insert(atom_energy.end(), e.atom_energies.begin(), e.atom_energies.end());
    begin.push_back(static_cast<int64_t>(atom_energy.size()));
  }
  nb::tuple taken() {
    const std::size_t frames = energy.size();
    return nb::make_tuple(array_of(std::move(energy)), rows_of(std::move(force)),
                          array_of(std::move(virial), {frames, 3, 3}), array_of(std::move(atom_energy)),
                          array_of(std::move(begin)));
  }
};

/// So many atoms as take a tenth of a second, from what the last piece took: Ctrl-C is heard between pieces.
class PieceSize {
 public:
  std::size_t atoms() const { return atoms_; }
  void learn(std::size_t done, double seconds) {
    constexpr double wanted = 0.1;
    atoms_ = std::clamp(static_cast<std::size_t>(static_cast<double>(done) * wanted / std::max(seconds, 1e-6)),
                        std::size_t{1'000}, std::size_t{1'000'000});
  }

 private:
  std::size_t atoms_ = 4'000;
};

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

nb::tuple compute_batch(Potential& self, nb::handle structures) {
  Batch batch;
  std::vector<nacre::Structure> piece;
  std::size_t atoms = 0;
  PieceSize size;
  Interrupt interrupt;
  const auto flush = [&] {
    std::vector<Evaluation> found;
    {
      const nb::gil_scoped_release released;
      const double begin = seconds_now();
      found = self.compute_batch(piece);
      size.learn(atoms, seconds_now() - begin);
    }
    for (const Evaluation& e : found) batch.add(e);
    piece.clear(), atoms = 0;
    if (interrupt.asked()) interrupt.rethrow();
  };
  for (nb::handle one : nb::iter(structures)) {
    piece.push_back(to_structure(one));
    atoms += piece.back().size();
    if (atoms >= size.atoms()) flush();
  }
  if (!piece.empty()) flush();
  return batch.taken();
}

Numpy<double> descriptors(Potential& self, const Types& types, const Positions& positions, std::optional<Cell> cell,
                          const std::array<bool, 3>& pbc) {
  std::vector<double> found;
  {
    const nb::gil_scoped_release released;
    found = self.descriptors({types.data(), types.shape(0)}, to_span(positions),
                             cell ? to_matrix(*cell) : nacre::Matrix{}, pbc);
  }
  return array_of(std::move(found), {types.shape(0), self.descriptor_size()});
}

Numpy<double> grades(const nacre::Grades& self, nb::handle atoms) {
  const nacre::Structure structure = to_structure(atoms);
  std::vector<double> found;
  {
    const nb::gil_scoped_release released;
    found = self.of(structure);
  }
  return array_of(std::move(found));
}
}  // namespace

void bind_potential(nb::module_& m) {
  nb::class_<Potential>(m, "PotentialCore", "A potential on arrays; nacre.Potential is the comfortable one.")
      .def(
          "__init__",
          [](Potential* self, const std::string& file, const std::string& device, int cuda_device, bool full) {
            nacre::PotentialOptions options{device_named(device), cuda_device,
                                            full ? nacre::Precision::full : nacre::Precision::single};
            new (self) Potential(file, options);
          },
          "file"_a, "device"_a = "cpu", "cuda_device"_a = 0, "double_precision"_a = false)
      .def_prop_ro("name", &Potential::name, "First word of the file: nep4, tersoff_1989, lj, ...")
      .def_prop_ro("species", &Potential::species, "Element symbols in the order of the types.")
      .def_prop_ro("cutoff", &Potential::cutoff, "A, largest.")
      .def_prop_ro(
          "device", [](const Potential& p) { return p.device() == nacre::Device::cuda ? "cuda" : "cpu"; },
          "cpu or cuda.")
      .def_prop_ro("descriptor_size", &Potential::descriptor_size, "Components of an atom's descriptor; 0: has none.")
      .def("compute", &compute, "types"_a, "positions"_a, "cell"_a.none(), "pbc"_a, "virials"_a = false,
           "types (n,) int32, positions (n, 3) A, cell (3, 3) A: energy, forces, virial, energies, virials.")
      .def("compute_batch", &compute_batch, "structures"_a,
           "energies, forces, virials, atom energies, first atom of each.")
      .def("descriptors", &descriptors, "types"_a, "positions"_a, "cell"_a.none(), "pbc"_a, "(n, components)")
      .def("reset", &Potential::reset, "Forgets the neighbour list.");
  nb::class_<nacre::Grades>(m, "GradesCore", "Extrapolation grades of a NEP; nacre.Potential.grades is the comfortable one.")
      .def(nb::init<const std::string&, const std::string&>(), "potential"_a, "active_set"_a,
           "Files: nep.txt, and what `nacre model active` made of it.")
      .def("of", &grades, "atoms"_a, "(n,) grades of a Structure or an ase.Atoms.");
}

}  // namespace nacre_python
