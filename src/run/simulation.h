// What a deck acts on: the matter, what computes its forces, and the latest evaluation; and the lines that act at once.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "run/deck/deck.h"
#include "run/engine.h"

namespace nacre::run {

/// Key of the random numbers when neither the deck nor the command line gives a seed: the same input gives the same
/// bits.
inline constexpr std::uint64_t default_seed = 1;
/// K; what GPUMD and nacre start from when neither model.xyz nor the deck says anything about velocities.
inline constexpr double default_temperature = 300;

struct Simulation {
  System system;
  std::unique_ptr<Engine> engine;  ///< null until `potential`
  bool use_cuda = false;           ///< the engine is to be the present CUDA device
  bool averages = false;           ///< the engine is the mean of all potentials, not the first
  Evaluation now;
  std::vector<std::string> model_notes;        ///< what the user should know of model.xyz
  bool velocity_from_file = false;             ///< then `velocity` is ignored, as GPUMD does
  std::optional<std::uint64_t> seed_override;  ///< of the command line
  std::function<void(const std::string&)> notice = [](const std::string&) {};  ///< what the user should know
};

/// Reads model.xyz of the deck's folder. Throws Error.
void load_model(const Deck& deck, Simulation& simulation);
/// Makes the deck's engine and puts the atoms' types in its order. Throws Error.
void load_force(const Deck& deck, Simulation& simulation);
/// The engine that a run or a minimisation asks for, made where it is not there already. Throws Error.
void use_force_of(const RunSettings& settings, const Deck& deck, Simulation& simulation);
/// Does what a line that acts at once says (`run` excepted); other lines do nothing. Throws Error with file and line.
void apply_at_once(const Deck& deck, const Command& command, Simulation& simulation);
/// The ensemble of a run; with a time step of 0 one that moves nothing. Throws Error.
std::unique_ptr<Ensemble> make_ensemble(const RunSettings& settings);
/// Velocities of the first run when there are none yet.
void ensure_velocities(Simulation& simulation);
/// 1 for atoms of the fixed group; empty when none is fixed. Throws Error when there is no such group.
std::vector<char> fixed_atoms(const RunSettings& settings, const Atoms& atoms);
/// The same with those that `move` drives: Dynamics::fixed. Throws Error when it drives fixed ones.
std::vector<char> driven_atoms(const RunSettings& settings, const Atoms& atoms);
/// Indices of the chosen atoms.
std::vector<int> atoms_of(const GroupChoice& group, const Atoms& atoms);

}  // namespace nacre::run
