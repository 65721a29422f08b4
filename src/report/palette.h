// The colours of all figures.
#pragma once
#include <cstddef>
#include <string>

namespace nacre::report {

// Series: colours that stay apart for most eyes (Okabe and Ito, jfly.uni-koeln.de/color).
inline constexpr const char* blue = "#0072b2";
inline constexpr const char* orange = "#d55e00";
inline constexpr const char* green = "#009e73";
inline constexpr const char* purple = "#cc79a7";
inline constexpr const char* yellow = "#e69f00";
inline constexpr const char* light_blue = "#56b4e9";

inline constexpr const char* ink = "#222222";    ///< words and frames
inline constexpr const char* paper = "#ffffff";  ///< the page, and words on a dark ground
inline constexpr const char* grid = "#dddddd";   ///< lines at the numbers of an axis
inline constexpr const char* grey = "#888888";   ///< lines to compare with, and what stays in the background
inline constexpr const char* shade = "#555555";  ///< parts of an axis, drawn almost transparent

/// The colour of the curve, bar or class of this number; they repeat after seven.
const char* color_of(std::size_t series);

/// -1 blue, 0 white, 1 red.
std::string diverging(double value);
/// 0 white, 1 blue.
std::string white_to_blue(double value);
/// 0 blue, 1 red, through purple.
std::string low_to_high(double value);

}  // namespace nacre::report
