// Energetics: what the insertion asks of the atoms. The loop (insertion.h) knows candidates, choices and the ledger;
// energies and relaxations come from here, so that tests can put a lattice gas in the place of a potential.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "build/structure.h"
#include "core/record.h"
#include "core/system.h"
#include "force/batch.h"
#include "insert/candidates.h"
#include "insert/screening.h"
#include "insert/settings.h"
#include "minimize/relax.h"

namespace nacre::insert {

/// A structure that is relaxed, and the result.
struct Trial {
  Structure structure;
  std::vector<char> fixed;  ///< 1 for atoms that stay; empty: none
  RelaxResult result;       ///< of the last relaxation
};

class Energetics {
 public:
  virtual ~Energetics() = default;
  /// Names of the types of all atoms that come here.
  virtual const std::vector<std::string>& species() const = 0;
  /// Energy change (eV) of one more atom of `type` at each candidate.
  virtual std::vector<double> screen(const Structure& structure, int type, const Candidates& candidates) = 0;
  /// Energy (eV) of the structure without one of these atoms, each alone.
  virtual std::vector<double> without(const Structure& structure, const std::vector<int>& atoms) = 0;
  /// Relaxes all at once; `options` without stop. A structure gives the same bits whatever others are
  /// relaxed with it.
  virtual void relax(std::vector<Trial>& trials, const RelaxOptions& options) = 0;
  /// The energy in double precision: what the ledger holds.
  virtual void evaluate(const Structure& structure, Evaluation& now) = 0;
  /// State that later energies depend on.
  virtual void save(Record&) const {}
  virtual void load(const Record&) {}
};

/// With a potential. `batch` relaxes, `screening` screens, both on the device of the run; energies of the ledger are
/// computed on the CPU in double precision: sums in single precision are off by 1e-6 eV an atom times the root of the
/// number of atoms, too much for differences of 1 meV.
std::unique_ptr<Energetics> make_energetics(const InsertSettings& settings, std::unique_ptr<BatchForce> batch,
                                            std::unique_ptr<Screening> screening);

/// The structure without one atom.
Structure without_atom(const Structure& structure, int atom);
/// The structure with one more atom, the last one. The mass is the element's.
Structure with_atom(const Structure& structure, int type, Vec3 position);

struct Bulk {
  double energy = 0;            ///< eV an atom
  double lattice_constant = 0;  ///< Å
};
/// Is the metal of this element bcc, with a lattice constant to begin with?
bool has_known_bulk(const std::string& element);
/// Bcc, relaxed to zero pressure, in double precision. Throws Error for an element whose metal is not bcc, and when the
/// potential does not hold it together.
Bulk relax_bulk(const std::string& potential_path, const std::string& element);

}  // namespace nacre::insert
