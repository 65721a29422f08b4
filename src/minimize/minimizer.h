// Minimizer: the interface of a minimisation algorithm. It knows numbers only: n coordinates x, a value f (energy or
// enthalpy, eV) and its gradient g; Landscape (landscape.h) makes them from a structure. It never calls a force: it
// proposes a point, is told f and g there, and proposes the next one, so that many structures, each with a minimiser of
// its own, share every call of a BatchForce (relax.h).
//
//   begin(x0, f0, g0)     the start
//   trial()               where f and g are wanted next
//   take(f, g)            tells what they are there. accepted: that trial is the next point of the minimisation;
//                         rejected: it is not. In both cases trial() is a new one afterwards
//   is_stuck()            no further step can be found; the last accepted point is then the best one
//
// To add one: HACKING.md, "A minimiser".
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "minimize/vector_math.h"

namespace nacre {

/// What an algorithm must know besides f and g.
struct MinimizerSettings {
  std::size_t atom_coordinates = 0;  ///< of x, three an atom; what follows is of the cell
  double max_move = 0.2;             ///< Å, most an atom moves in a step
  double max_cell_move = 1e300;      ///< Å, most a coordinate of the cell moves in a step
  double noise = 0;                  ///< eV, how far two values of f may be off by rounding
  double mass = 12;                  ///< amu, of every coordinate (FIRE)
  double curvature = 0;              ///< line searches: |slope| wanted, in parts of the first; 0: the algorithm's own
};

class Minimizer {
 public:
  enum class Verdict { rejected, accepted };

  virtual ~Minimizer() = default;
  virtual void begin(const Vector& x, double value, const Vector& gradient) = 0;
  virtual Verdict take(double value, const Vector& gradient) = 0;
  const Vector& trial() const { return trial_; }
  bool is_stuck() const { return is_stuck_; }

 protected:
  explicit Minimizer(const MinimizerSettings& settings) : settings_(settings) {}
  /// The largest a for which a step of a times `direction` keeps within the limits.
  double longest_step(const Vector& direction) const;

  MinimizerSettings settings_;
  Vector trial_;
  bool is_stuck_ = false;
};

/// One row an algorithm: the word in run.in, one sentence, the factory.
struct MinimizerRow {
  std::string name;
  std::string sentence;
  std::unique_ptr<Minimizer> (*make)(const MinimizerSettings&);
};
const std::vector<MinimizerRow>& minimizer_table();
std::vector<std::string> known_minimizers();
/// Throws Error(bad_input) for an unknown name.
std::unique_ptr<Minimizer> make_minimizer(const std::string& name, const MinimizerSettings& settings);

}  // namespace nacre
