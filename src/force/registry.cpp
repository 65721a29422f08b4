#include "force/registry.h"

#include <algorithm>
#include <filesystem>

#include "force/lennard_jones.h"
#include "force/nep.h"
#include "force/potential_words.h"
#include "force/tersoff.h"
#include "io/paths.h"
#include "io/words.h"

namespace nacre {

const std::vector<ForceRow>& force_table() {
  static const std::vector<ForceRow> table{
      {"nep3", "Neuroevolution potential, third generation: one network for all elements.", make_nep, make_ghost_nep},
      {"nep3_zbl", "nep3 with the screened nuclear repulsion of Ziegler, Biersack and Littmark.", make_nep,
       make_ghost_nep},
      {"nep4", "Neuroevolution potential, fourth generation: a network for each element.", make_nep, make_ghost_nep},
      {"nep4_zbl", "nep4 with the screened nuclear repulsion of Ziegler, Biersack and Littmark.", make_nep,
       make_ghost_nep},
      {"nep5", "nep4 with an energy of its own for each element.", make_nep, make_ghost_nep},
      {"nep5_zbl", "nep5 with the screened nuclear repulsion of Ziegler, Biersack and Littmark.", make_nep,
       make_ghost_nep},
      {"tersoff_1989", "Tersoff's bond-order potential of 1989, one or two elements.", make_tersoff,
       make_ghost_tersoff},
      {"lj", "Lennard-Jones 12-6, truncated, one set of parameters for each pair of elements.", make_lennard_jones,
       make_ghost_lennard_jones},
  };
  return table;
}

namespace {

// Potentials of GPUMD that this engine lacks. The message names them, so that users do not look for a typing error.
bool is_known_elsewhere(const std::string& word) {
  static const std::vector<std::string> whole{"tersoff_1988",  "tersoff_mini", "tersoff_modc", "sw_1985", "sw",
                                              "eam_zhou_2004", "eam_dai_2006", "eam/alloy",    "adp",     "fcp",
                                              "vashishta",     "vas",          "ri",           "dp",      "nnap"};
  static const std::vector<std::string> suffixes{"_temperature", "_dipole",    "_polarizability", "_charge1",
                                                 "_charge2",     "_charge3",   "_charge",         "_vdw",
                                                 "_ilp",         "_charge_vdw"};
  const bool named = std::find(whole.begin(), whole.end(), word) != whole.end();
  return named || word == "nep" || word.starts_with("nep2") ||
         std::any_of(suffixes.begin(), suffixes.end(), [&](const auto& s) { return word.ends_with(s); });
}

std::string allowed_words() {
  std::string all;
  for (const auto& word : known_forces()) all += (all.empty() ? "" : " | ") + word;
  return all;
}

Words first_line(const std::string& path) {
  try {
    return read_potential_lines(path)[0];
  } catch (Error& e) {
    throw e.line() > 0 ? e.allowed(allowed_words()) : e;
  }
}

Error unknown_force(const Words& line) {
  if (is_known_elsewhere(line[0]))
    return line.error("this potential of GPUMD is not supported yet").value(line[0]).allowed(allowed_words());
  Error error = line.error("unknown potential").value(line[0]).allowed(allowed_words());
  return error.nearest(nearest_word(line[0], known_forces()));
}

}  // namespace

std::vector<std::string> known_forces() {
  std::vector<std::string> words;
  for (const auto& row : force_table()) words.push_back(row.first_word);
  return words;
}

bool is_default_force(const std::string& path) { return path == default_force && !file_exists(path); }

const ForceRow& find_force(const std::string& path) {
  const Words line = first_line(path);
  for (const auto& row : force_table())
    if (row.first_word == line[0]) return row;
  throw unknown_force(line);
}

std::unique_ptr<Force> make_force(const std::string& path, Precision precision) {
  if (is_default_force(path)) return make_default_carbon();
  return find_force(path).make(path, precision);
}

std::unique_ptr<GhostForce> make_ghost_force(const std::string& path, Precision precision) {
  if (is_default_force(path)) return make_ghost_default_carbon();
  return find_force(path).make_ghost(path, precision);
}

}  // namespace nacre
