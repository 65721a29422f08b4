// What benchmarks time with.
#pragma once
#include <algorithm>
#include <ctime>
#include <vector>

#include "core/clock.h"

namespace nacre::bench {

/// Wall-clock seconds.
inline double seconds() { return now_seconds(); }

/// Of all threads: what an idle machine would take, where this one is not.
inline double processor_seconds() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Of the calling thread alone: with even shares it is what a parallel loop takes on an idle machine.
inline double thread_seconds() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

inline double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v[v.size() / 2];
}

}  // namespace nacre::bench
