// What libnacre throws ends LAMMPS with our message.
#pragma once
#include <string>

#include "lammps_headers.h"

namespace LAMMPS_NS {

/// What all ranks do alike they also throw alike; in a step a rank may throw alone.
enum class Throws { on_all_ranks, on_one_rank };

/// Runs the body; `name` begins the message. The message is a std::string, not a literal: LAMMPS's overloads for literals
/// go through {fmt}, whose symbols are those of another version.
template <class Body>
void guarded(Error* error, const std::string& name, Throws throws, Body&& body) {
  std::string message;
  try {
    body();
    return;
  } catch (const std::exception& e) {
    message = name + ": " + e.what();
  }
  if (throws == Throws::on_all_ranks) error->all(FLERR, message);
  error->one(FLERR, message);
}

}  // namespace LAMMPS_NS
