// Potentials: energies, forces and virials of atoms. NEP3, NEP4 and NEP5 with and without ZBL, Tersoff, Lennard-Jones.
//
//   nacre::Potential carbon("nep.txt");
//   nacre::Evaluation e = carbon.compute(nacre::read_structure("model.xyz"));      // e.energy, e.forces, ...
//
// Units: Å, eV, eV/Å. Shapes: [atom][3] is one array of 3 n numbers x y z x y z ...; a virial has nine numbers, row by
// row. All arrays are the caller's own memory; nothing is kept of them after a call.
//
// One object is for one thread at a time. Different objects may be used by different threads at the same time.
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <nacre/error.h>
#include <nacre/structure.h>

namespace nacre::v1 {

enum class Device {
  cpu,
  cuda,      ///< throws Error(failed) where there is none
  automatic  ///< cuda where there is a device, else cpu
};
/// Of the loops over pairs. Positions and sums are always in double. `full` is for reference values and small energy
/// differences; on the CPU only. Tersoff and Lennard-Jones compute in double anyway.
enum class Precision { single, full };

struct PotentialOptions {
  Device device = Device::cpu;
  int cuda_device = 0;  ///< number, where the device is cuda
  Precision precision = Precision::single;
};

struct Evaluation {
  double energy = 0;                  ///< eV
  std::vector<double> forces;         ///< [atom][3] eV/Å
  Matrix virial{};                    ///< eV, -dE/d(strain); positive diagonal = compressed; pressure = trace / 3 V
  std::vector<double> atom_energies;  ///< [atom] eV; their sum is the energy
  std::vector<double> atom_virials;   ///< [atom][9] eV; their sum is the virial; empty unless asked for
};

enum class AtomVirials { no, yes };

/// Arrays of a caller who owns the images, to which Potential::add_with_ghosts() adds. An empty one is not wanted.
struct GhostSums {
  std::span<double> forces;         ///< [own and ghosts][3] eV/Å
  std::span<double> atom_energies;  ///< [own] eV
  std::span<double> atom_virials;   ///< [own][9] eV, -sum_j r_ij (x) dU_i/dr_ij
  /// [own and ghosts][9] eV: the same terms at j, on whom the force acts. Those of ghosts are to be added to the atoms that
  /// they are copies of; with velocities v_j their sum is the potential part of the heat current.
  std::span<double> force_virials;
  double energy = 0;  ///< set, not added to
  Matrix virial{};    ///< set, not added to
};

class Potential {
 public:
  /// Reads the potential file; its first word says what it is. "tersoff-carbon" is a carbon that needs no file.
  /// Throws Error(bad_input) with file and line, Error(failed) when the device cannot be used.
  explicit Potential(const std::string& file, const PotentialOptions& options = {});
  Potential(Potential&&) noexcept;
  Potential& operator=(Potential&&) noexcept;
  ~Potential();

  const std::string& name() const;                  ///< "nep4_zbl", "tersoff_1989", "lj", ...
  const std::vector<std::string>& species() const;  ///< element symbols in the order of the types
  double cutoff() const;                            ///< Å, largest
  Device device() const;                            ///< cpu or cuda
  /// [atom] index into species() of a structure's atoms. Throws Error naming an element that the potential lacks.
  std::vector<int> types_of(const Structure& structure) const;

  /// `types` [atom] index into species(); `positions` [atom][3] Å, inside the cell or not; `cell` three lattice vectors
  /// of any shape, also thinner than the cutoff; where all directions are open it is not looked at. No atoms: energy 0.
  /// Throws Error(bad_input) for arrays of the wrong size, a type out of range, a cell without volume or with numbers
  /// that are not finite; Error(failed) for a position that is not finite.
  ///
  /// The object keeps its neighbour list while atoms move a little between calls. The order of a sum is that of the
  /// list, so last bits may depend on earlier calls; after reset() they do not.
  Evaluation compute(std::span<const int> types, std::span<const double> positions, const Matrix& cell,
                     const Periodic& periodic = periodic_everywhere, AtomVirials atom_virials = AtomVirials::no);
  Evaluation compute(const Structure& structure, AtomVirials atom_virials = AtomVirials::no);
  /// Forgets the neighbour list.
  void reset();

  /// Many independent structures of any size at once: on the GPU by the same launches, on the CPU shared out among the
  /// threads. Each result is that of compute() after reset(), to the bit. Error: names the structure.
  std::vector<Evaluation> compute_batch(std::span<const Structure> structures,
                                        AtomVirials atom_virials = AtomVirials::no);

  /// For a caller who owns the images: a rank of a parallel program, a piece of a larger cell. The first `own` atoms
  /// are his, the others are ghosts: copies of other atoms. Every own atom must have all its neighbours within cutoff()
  /// among the own atoms and the ghosts; there is no cell.
  ///   energy          of own sites only: the energies of the pieces add up to that of the whole
  ///   forces          [own and ghosts][3], -d(energy)/d(position); the force on a ghost is to be added to the atom
  ///                   that it is a copy of
  ///   virial          -d(energy)/d(strain)
  ///   atom_energies, atom_virials    zero for ghosts
  /// The neighbour list is kept while atoms and ghosts move a little between calls; others, or a new order, make a new
  /// one. On the device of the potential if that is a NEP; Tersoff and Lennard-Jones on the CPU. Throws what compute()
  /// throws.
  Evaluation compute_with_ghosts(std::size_t own, std::span<const int> types, std::span<const double> positions,
                                 AtomVirials atom_virials = AtomVirials::no);
  /// The same into arrays of the caller, for those who call it every step. Throws Error(bad_input) for arrays of the wrong
  /// size, and for force_virials on a CUDA device.
  void add_with_ghosts(std::size_t own, std::span<const int> types, std::span<const double> positions, GhostSums& sums);
  /// Neighbour lists of own atoms and ghosts made so far, and the memory that all of this takes.
  struct GhostCounts {
    long rebuilds = 0;
    std::size_t bytes = 0;
  };
  GhostCounts ghost_counts() const;

  /// Number of descriptor components of an atom; 0 for potentials that have none (all but NEP).
  std::size_t descriptor_size() const;
  /// [atom][component] of a NEP, before the scaling by q_scaler, in double precision on the CPU.
  /// Throws Error(bad_input) for potentials that have none.
  std::vector<double> descriptors(std::span<const int> types, std::span<const double> positions, const Matrix& cell,
                                  const Periodic& periodic = periodic_everywhere);
  std::vector<double> descriptors(const Structure& structure);

  /// The environments that decide a NEP, a file of `nacre model active`, from which extrapolation grades are computed.
  /// Throws Error(bad_input) with file and line, also when they are those of another potential.
  void use_active_set(const std::string& file);
  /// [atom] extrapolation grade: up to 1 an atom lies among the environments of the active set, far above it its energy is
  /// a guess (docs/learn.md). In double precision on the CPU. Throws Error(bad_input) without an active set.
  std::vector<double> grades(std::span<const int> types, std::span<const double> positions, const Matrix& cell,
                             const Periodic& periodic = periodic_everywhere);
  std::vector<double> grades(const Structure& structure);

 private:
  friend struct Access;
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// First words of the potential files that can be read.
std::vector<std::string> known_potentials();

}  // namespace nacre::v1
