// insert.yaml: all that an insertion is told. Keys, defaults, units and ranges: docs/insert.md, printed from the table
// in keys.cpp by `nacre insert --schema`.
#pragma once
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "insert/candidates.h"
#include "minimize/cell_strain.h"

namespace YAML {
class Node;
}

namespace nacre::insert {

/// The folder of one seed where insert.yaml lists several: "seed-7".
std::string seed_folder(std::uint64_t seed);
/// The seed of a folder with such a name.
std::optional<std::uint64_t> seed_of_folder(const std::string& name);

enum class Mode { insert, remove, random };

/// The run ends at whichever is reached first; what is absent ends nothing.
struct Until {
  std::optional<std::int64_t> count;  ///< atoms of the species in the structure
  std::optional<double> ratio;        ///< atoms of the species for each host atom
  std::optional<double> voltage;      ///< V, of the smoothed voltage: below it while inserting, above it while removing
};

struct RelaxSettings {
  std::string algorithm = "cg";
  double force_tolerance = 0.005;  ///< eV/Å
  double local_tolerance = 0.02;   ///< eV/Å, of the local stage
  std::int64_t local_steps = 50;   ///< at most, of the local stage
  std::int64_t max_steps = 1000;   ///< of relaxations to the end
  bool local = true;               ///< first only the atoms within `radius` move, then, for the lowest `finalists`, all
  double radius = 12;              ///< Å
  int finalists = 10;
  double window = 0.5;  ///< eV, of finalists above the lowest
  bool host = true;     ///< the start is relaxed first
  CellFreedom box =
      CellFreedom::fixed;  ///< fixed or hydrostatic; with the local stage the cell moves in the second one
};

struct InsertSettings {
  std::string folder, file;          ///< of insert.yaml
  std::string output_folder;         ///< of the results; that of insert.yaml unless there are several seeds
  std::string structure, potential;  ///< as written: relative to the folder
  std::string species = "Na", host = "C";
  Mode mode = Mode::insert;
  int batch_size = 1;  ///< random
  std::vector<std::uint64_t> seeds{1};
  Until until;
  // candidates
  double spacing = 0.4;                        ///< Å
  std::map<std::string, double> min_distance;  ///< Å, by the other species; absent: default_min_distance()
  Reduction reduce = Reduction::all;
  double disc = 0.8;  ///< Å, of poisson
  // screen
  int keep = 50;
  double apart = 0.8;       ///< Å, between kept candidates
  bool exact = false;       ///< every energy anew at every step
  double tolerance = 0.02;  ///< Å
  RelaxSettings relax;
  std::optional<double> bulk_energy, host_energy;  ///< eV; absent: auto
  std::optional<double> host_molar_mass;           ///< g/mol, of the atoms of `host`; absent: all elements weigh
  bool of_total_mass = false;                      ///< the capacity counts the mass of the inserted atoms too
  std::optional<int> charge;                       ///< e, of the ion; absent: usual_charge()
  int smoothing = 10;                              ///< rows
  std::int64_t structures_every = 10;
  std::string structures_file = "structures.xyz";
  /// Every key that was given and its words, for the checkpoint.
  std::map<std::string, std::string> given;

  double default_min_distance(const std::string& other) const { return other == species ? 3.0 : 2.0; }
  double min_distance_to(const std::string& other) const;
  std::uint64_t seed() const { return seeds.front(); }
  /// e; settings that were read without an error have one.
  int ion_charge() const;
};

/// Reads insert.yaml. Everything that is wrong is appended to `errors` with file, line, key, value and what is allowed.
/// Throws Error only when the file cannot be read or is not YAML.
InsertSettings read_insert_settings(const std::string& file, std::vector<Error>& errors);
/// The same from a map of keys that was read already; its marks give the lines of `file`.
InsertSettings parse_insert_settings(const YAML::Node& keys, const std::string& file, std::vector<Error>& errors);
/// A file of the folder, or an absolute one.
std::string path_in(const InsertSettings& settings, const std::string& name);
/// A file among the results.
std::string output_in(const InsertSettings& settings, const std::string& name);
/// The potential's file; the name of the compiled-in carbon stays as it is.
std::string potential_path(const InsertSettings& settings);

}  // namespace nacre::insert
