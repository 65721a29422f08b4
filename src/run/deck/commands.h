// The lines of run.in as typed commands. Units as the user writes them: K, fs, Å. What a line does when the deck runs
// is in src/run; what it says to the user is in describe.cpp.
#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "integrate/barostat_math.h"
#include "integrate/guards.h"
#include "io/extxyz.h"
#include "io/words.h"
#include "minimize/cell_strain.h"

namespace nacre::run {

/// The atoms a line speaks of: all, or those with one label of one grouping method.
struct GroupChoice {
  int method = -1;  ///< -1: all atoms
  int label = -1;
  bool all() const { return method < 0; }
};

/// A line that could not be read. It keeps its place, so that what follows is not taken as if it had not been there.
struct Unreadable {};
/// A line of an older deck that has no effect here.
struct Ignored {};
struct UsePotential {
  std::string file;  ///< as written: relative to the deck's folder
};
struct Replicate {
  int count[3];
};
struct SetVelocity {
  double temperature_K = 300;
  std::optional<std::uint64_t> seed;
};
struct CorrectVelocity {
  std::int64_t interval = 0;
  int method = -1;  ///< each group of this method on its own; -1: all atoms together
};
struct TimeStep {
  double dt_fs = 1;           ///< 0: nothing moves, and what is written is the start
  double max_distance_A = 0;  ///< 0: no limit on how far an atom moves in a step
};
struct ChangeBox {};    ///< the arguments stay in Command::words
struct UseEnsemble {};  ///< the arguments stay in Command::words
struct Fix {
  GroupChoice group;
};
/// A group that is held by nothing but goes its way at one velocity.
struct Move {
  GroupChoice group;
  Vec3 velocity_A_fs;
};
/// Lengths of the cell that grow by so much each step, whatever the pressure.
struct Deform {
  CellGrowth growth;
};
struct Run {
  std::int64_t steps = 0;
};
/// Limits that the line sets; the others stay as they are.
struct Guard {
  std::vector<std::pair<double GuardLimits::*, double>> limits;
};
/// Defaults: minimize/relax.h, with GPUMD's limit of the stress.
struct Minimize {
  std::string method;
  double force_tolerance = 0;  ///< eV/Å; negative: all steps
  std::int64_t steps = 0;
  CellFreedom cell = CellFreedom::fixed;
  Vec3 pressure_GPa;  ///< xx yy zz
  double stress_tolerance_GPa = 1e-4;
  double max_move_A = 0.2;
  std::int64_t dump_interval = 0;  ///< accepted steps between frames; 0: none
  std::string dump_file;
};

struct ThermoDump {
  std::int64_t interval = 0;
};
/// One frame of extended XYZ every interval steps.
struct FrameDump {
  std::int64_t interval = 0;
  std::string file;  ///< a '*' stands for the step: one file a frame
  GroupChoice group;
  int digits = 9;
  ExtxyzColumns columns;
  bool totals = true;  ///< energy, virial and stress in the comment line
  bool separate() const { return file.find('*') != std::string::npos; }
};
/// Three plain columns, one row an atom: velocity.out (Å/fs) or force.out (eV/Å).
struct ColumnDump {
  enum class Quantity { velocity, force };
  Quantity quantity = Quantity::velocity;
  std::int64_t interval = 0;
  std::string file;
  GroupChoice group;
};
struct RestartDump {
  std::int64_t interval = 0;
};

/// g(r), mean over the samples of a run.
struct RdfCompute {
  std::int64_t interval = 0;
  double cutoff_A = 0;
  int bins = 0;
  std::vector<std::pair<int, int>> pairs;  ///< indices of elements in the potential; empty: every pair
};
/// Angles between neighbours, one block a sample.
struct AdfCompute {
  struct Triple {
    int centre, first, second;                            ///< indices of elements in the potential; -1: any
    double first_from, first_to, second_from, second_to;  ///< Å
  };
  std::int64_t interval = 0;
  int bins = 0;
  std::vector<Triple> triples;  ///< any, any, any: all angles
  bool global() const { return triples[0].centre < 0; }
};
/// Mean squared displacement or velocity autocorrelation, mean over the origins of a run.
struct MotionCompute {
  enum class Quantity { displacement, velocity };
  Quantity quantity = Quantity::displacement;
  std::int64_t interval = 0, window = 0;
  GroupChoice group;
  int all_groups = -1;          ///< each group of this method on its own; -1: no
  std::int64_t save_every = 0;  ///< steps; 0: never
};

/// Extrapolation grades of the atoms (force/nep_grade.h) every check_interval steps.
struct Extrapolation {
  std::string file;                                                ///< the active set, as written
  double low = 0, high = std::numeric_limits<double>::infinity();  ///< grades that dump a frame, that stop the run
  std::int64_t check_interval = 1, dump_interval = 1;              ///< steps
};
/// Disagreement of all potentials of the deck, of which the first moves the atoms.
struct Active {
  std::int64_t interval = 0;
  bool velocity = false, force = false, spread = false;  ///< columns of active.xyz
  double threshold = 0;                                  ///< eV/Å: a larger spread dumps the frame
};

/// Thermodynamic values and frames by every potential of the deck, or by their mean, which then moves the atoms.
struct Observer {
  bool average = false;
  std::int64_t thermo_interval = 0, frame_interval = 0;
  bool velocity = false, force = false;  ///< columns of the frames
};

/// Sums over the groups of a method, means over `samples` samples.
struct GroupCompute {
  enum class Quantity { temperature, potential, force, virial, jp, jk, momentum };
  int method = 0;
  std::int64_t interval = 0, samples = 0;
  std::vector<Quantity> quantities;  ///< in the order of the columns
};
/// Density of vibrational states from the mass-weighted velocity autocorrelation.
struct DosCompute {
  std::int64_t interval = 0, window = 0;
  double largest = 0;       ///< angular frequency (rad/ps)
  std::int64_t points = 0;  ///< frequencies
  GroupChoice group;
};
/// Green-Kubo integral of the whole system: thermal conductivity or viscosity.
struct FluxCompute {
  enum class Quantity { heat, stress };
  Quantity quantity = Quantity::heat;
  std::int64_t interval = 0, window = 0;
  std::int64_t output = 1;  ///< lags that a row is the mean of
};

/// Relaxed atoms in strained cells, at once: the cohesive energy of scaled cells, or elastic constants.
struct CellCompute {
  enum class Quantity { cohesive, elastic };
  Quantity quantity = Quantity::cohesive;
  double from = 1, to = 1;             ///< factors of the cell's edges
  std::int64_t points = 0;             ///< cells, `from` and `to` included
  bool along[3] = {true, true, true};  ///< Cartesian axes that are scaled
  double strain = 0;                   ///< of the elastic constants
};

using Action = std::variant<UsePotential, Replicate, SetVelocity, CorrectVelocity, TimeStep, ChangeBox, UseEnsemble,
                            Fix, Move, Deform, Run, Guard, Minimize, ThermoDump, FrameDump, ColumnDump, RestartDump,
                            RdfCompute, AdfCompute, MotionCompute, Extrapolation, Active, Observer, GroupCompute,
                            DosCompute, FluxCompute, CellCompute, Ignored, Unreadable>;

struct Command {
  Words words;
  Action action;

  template <class T>
  const T* as() const {
    return std::get_if<T>(&action);
  }
};

}  // namespace nacre::run
