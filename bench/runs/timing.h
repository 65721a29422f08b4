// Best of several runs of a piece of work, printed and as YAML.
#pragma once
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdio>

#include "runs/clocks.h"

namespace nacre::bench {

/// Seconds.
struct Timing {
  double wall = 1e300, processor = 1e300;
};

template <class Body>
Timing best_of(int repeat, Body&& body) {
  Timing best;
  for (int k = 0; k < repeat; ++k) {
    const double wall = seconds(), processor = processor_seconds();
    body();
    best.wall = std::min(best.wall, seconds() - wall);
    best.processor = std::min(best.processor, processor_seconds() - processor);
  }
  return best;
}

inline void emit(YAML::Emitter& yaml, const char* name, const Timing& t) {
  std::printf("  %-12s %8.3f s (processor %.3f s)\n", name, t.wall, t.processor);
  yaml << YAML::Key << name << YAML::Value << YAML::Flow << YAML::BeginMap << YAML::Key << "wall_s" << YAML::Value
       << t.wall << YAML::Key << "processor_s" << YAML::Value << t.processor << YAML::EndMap;
}

}  // namespace nacre::bench
