// The one clock: for durations and speeds, never for dates; and durations in words.
#pragma once
#include <chrono>
#include <string>

namespace nacre {

/// Seconds since an arbitrary start, which is the same for the whole process. Never runs backwards.
inline double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// "3 h 05 min", "2 min 10 s", "4.2 s".
std::string duration_text(double seconds);

}  // namespace nacre
