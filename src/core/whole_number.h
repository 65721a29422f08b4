// From numbers (double, std::int64_t) to indices and counts: the conversions that know a range. A bare cast of a double that
// does not fit is undefined, and the index that it gives has written outside of arrays; tests/casts finds those that are left.
//   whole           what does not fit is refused: the number came from a user or a structure
//   within, nearest_within   what does not fit is cut to the end of the range: bins at a border, reaches beyond a grid
#pragma once
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/macros.h"

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

/// `value` without its fraction as T, cut to low .. high; `low` when it is not a number.
template <class T>
NACRE_HD constexpr T within(double value, T low = std::numeric_limits<T>::min(),
                            T high = std::numeric_limits<T>::max()) {
  return value > static_cast<double>(low) ? (value < static_cast<double>(high) ? static_cast<T>(value) : high) : low;
}

/// The whole number nearest to `value`, of two the even one, cut to low .. high; `low` when it is not a number.
template <class T>
NACRE_HD T nearest_within(double value, T low = std::numeric_limits<T>::min(), T high = std::numeric_limits<T>::max()) {
  const bool is_inside = value > static_cast<double>(low) && value < static_cast<double>(high);
  return is_inside ? static_cast<T>(std::lrint(value)) : within<T>(value, low, high);
}

}  // namespace nacre
