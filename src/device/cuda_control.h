// What kernels tell each other, and the host, about the course of a step: one struct in GPU memory. A kernel that
// cannot go on sets `halt`; every later kernel then does nothing, so steps already enqueued leave the state as it was
// and the host, which looks once in a while, can mend the cause and go on from that very step.
#pragma once
#include <cstdint>

namespace nacre::cuda {

/// Why kernels stopped working.
enum Halt : int {
  running = 0,
  list_too_long = 1,  ///< the neighbour list needs Control::needed_entries entries: the host makes room
  cell_too_thin = 2,  ///< the cell's shape needs another number of copies: the host lays the list out anew
  went_wrong = 3,     ///< the integrator found something that ends the run; Control::fault says what
};

struct Control {
  int halt = running;
  int rebuild = 0;  ///< 1: the neighbour list is out of date
  int fault = 0;    ///< meaning: integrate/cuda_dynamics.h
  int padding = 0;
  std::int64_t needed_entries = 0;
  std::int64_t rebuilds = 0;  ///< done on the device since the control was cleared
};

}  // namespace nacre::cuda
