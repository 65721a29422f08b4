// The day of a measurement, UTC: 2026-01-31.
#pragma once
#include <ctime>
#include <string>

namespace nacre::bench {

inline std::string date() {
  const std::time_t now = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&now));
  return text;
}

}  // namespace nacre::bench
