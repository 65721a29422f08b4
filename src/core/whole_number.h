// From numbers (double, std::int64_t) to indices and counts: the one conversion with a range check. A bare cast of a
// double that does not fit is undefined, and the index that it gives has written outside of arrays.
#pragma once
#include <cstdint>
#include <limits>

namespace nacre {

/// What a number is, for the message: "the cell shift" of atom 7.
struct Named {
  const char* what;
  std::int64_t atom = -1;  ///< counted from 0; -1: of none
};

namespace detail {
/// Throws Error(failed) that names what, value, where and the range.
[[noreturn]] void refuse_number(Named name, double value, double low, double high);
}  // namespace detail

/// `value` without its fraction as T, within low .. high. Throws Error(failed) when it is outside, or not a number.
template <class T>
T whole(double value, Named name, T low = std::numeric_limits<T>::min(), T high = std::numeric_limits<T>::max()) {
  // 2^63 is the double nearest to the largest std::int64_t, and does not fit.
  const bool fits =
      value >= static_cast<double>(low) && value <= static_cast<double>(high) && (value < 0x1p63 || sizeof(T) < 8);
  if (!fits) detail::refuse_number(name, value, static_cast<double>(low), static_cast<double>(high));
  return static_cast<T>(value);
}

/// The same for a count that was made in 64 bits.
template <class T>
T whole(std::int64_t value, Named name, T low = std::numeric_limits<T>::min(), T high = std::numeric_limits<T>::max()) {
  if (value < static_cast<std::int64_t>(low) || value > static_cast<std::int64_t>(high))
    detail::refuse_number(name, static_cast<double>(value), static_cast<double>(low), static_cast<double>(high));
  return static_cast<T>(value);
}

}  // namespace nacre
