#include "device/memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>

#include "core/error.h"

namespace nacre {

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
// Below this no question is asked (bytes).
constexpr double small = 256e6;
// Of a control group; version 2 is mounted here, or not at all.
constexpr const char* group_limit = "/sys/fs/cgroup/memory.max";
constexpr const char* group_use = "/sys/fs/cgroup/memory.current";

/// The first number of a file; `otherwise` where there is none.
double number_in(const char* file, double otherwise) {
  std::ifstream in(file);
  double value = 0;
  return in >> value ? value : otherwise;
}

double left_on_machine() {
  std::ifstream in("/proc/meminfo");
  std::string word;
  double kib = 0;
  while (in >> word)
    if (word == "MemAvailable:" && in >> kib) return kib * 1024;
  return infinity;
}

/// Pages of address space that the process has, in bytes.
double address_space() { return number_in("/proc/self/statm", 0) * static_cast<double>(sysconf(_SC_PAGESIZE)); }

double left_by_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return infinity;
  return static_cast<double>(limit.rlim_cur) - address_space();
}

double left_in_group() { return number_in(group_limit, infinity) - number_in(group_use, 0); }
}  // namespace

double available_memory() { return std::max(0.0, std::min({left_on_machine(), left_by_limit(), left_in_group()})); }

bool fits_memory(double bytes) { return bytes < small || bytes <= available_memory(); }

void check_memory(double bytes, const std::string& what) {
  if (fits_memory(bytes)) return;
  throw Error(what + " would need about " + bytes_text(bytes) + " of memory; " + bytes_text(available_memory()) +
                  " are left",
              Error::Kind::failed);
}

std::string bytes_text(double bytes) {
  const char* const unit[] = {"bytes", "kB", "MB", "GB", "TB", "PB"};
  int u = 0;
  while (bytes >= 999.5 && u < 5) bytes /= 1000, ++u;
  char text[32];
  std::snprintf(text, sizeof text, "%.3g %s", bytes, unit[u]);
  return text;
}

}  // namespace nacre
