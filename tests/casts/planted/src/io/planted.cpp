// What tests/casts/run must find before it is believed: one bare conversion a line.
#include <cmath>
#include <cstdint>

int explicit_cast(double v) { return static_cast<int>(v); }
int old_cast(double v) { return (int)v; }
int call_like_cast(float v) { return int(v); }
std::int64_t implicit(double v) { return v; }
long rounded(double v) { return std::lround(v); }
template <class T>
T in_a_template(double v) {
  return static_cast<T>(v);
}
template int in_a_template<int>(double);
