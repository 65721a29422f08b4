// Force: the interface of every potential. A force owns its neighbour list; the list is rebuilt when atoms have moved.
// To add one: see HACKING.md, "Add a force".
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/record.h"
#include "core/system.h"

namespace nacre {

enum class Precision { single, full };  ///< float or double pair loops

/// What to compute besides energy, forces, total virial and atomic energies.
struct Request {
  bool atom_virial = false;
};

struct NeighborCounts {
  long rebuilds = 0;
  double seconds = 0;         ///< spent in building lists
  double mean_neighbors = 0;  ///< entries an atom, skin included
  std::size_t bytes = 0;
};

class Force {
 public:
  virtual ~Force() = default;
  virtual std::string name() const = 0;
  /// Element symbols in the order of the types; Atoms::use_species(species()) comes before compute().
  virtual const std::vector<std::string>& species() const = 0;
  virtual double cutoff() const = 0;  ///< Å, largest
  /// Fills `out` (sizes included). Leaves atoms and box untouched.
  /// Throws Error(failed) naming the atom when a position is not finite.
  virtual void compute(const Atoms& atoms, const Box& box, Request request, Evaluation& out) = 0;
  /// Forgets the neighbour list: to be called when atoms were added, removed, reordered or teleported.
  virtual void reset() = 0;
  /// State of the neighbour list, so that a resumed run sums in the same order and gives the same bits.
  virtual void save(Record& record) const = 0;
  virtual void load(const Record& record) = 0;
  virtual NeighborCounts neighbor_counts() const = 0;
};

/// Reads the potential file, picks the model by its first word. Throws Error(bad_input) with file and line.
std::unique_ptr<Force> make_force(const std::string& path, Precision precision = Precision::single);
/// First words that make_force knows.
std::vector<std::string> known_forces();

}  // namespace nacre
