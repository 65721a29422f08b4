// What figures are made of: curves, legends, bars, bands, panels. One style for all of them; colours: palette.h.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "report/palette.h"
#include "report/svg.h"

namespace nacre::report {

using Points = std::vector<std::pair<double, double>>;

/// Points of a curve (numbers) on the page (pixels).
Points placed(const Axis& x, const Axis& y, const Points& points);

/// A linear axis around [low, high] with a margin of 4 % on both sides, never of no length.
Axis axis_around(double low, double high, double begin, double end, double margin = 0.04);

/// The axes of a panel beside others: the name of y stands next to its numbers.
void panel_axes(Svg& svg, const Axis& x, const Axis& y, const std::string& x_name, const std::string& y_name);
/// The line below bars, with the names of both axes; x has pixels only. Svg::y_scale draws the numbers.
void bar_axes(Svg& svg, const Axis& x, const Axis& y, const std::string& x_name, const std::string& y_name);
/// A second scale at the right end, for curves of this colour.
void right_scale(Svg& svg, double x, const Axis& y, const std::vector<double>& numbers, const char* color);

/// Filled, between two corners.
void rectangle(Svg& svg, double x1, double y1, double x2, double y2, const std::string& color, double opacity = 1);
/// From the lower end of the axis up to a value; x in pixels.
void bar(Svg& svg, double x1, double x2, const Axis& y, double value, const char* color);
/// A range of x (pixels) in the background; neighbours of odd and even numbers differ.
void shaded_range(Svg& svg, double x1, double x2, double bottom, double top, std::size_t number);
/// Between two curves over the same x; points on the page.
void band(Svg& svg, const Points& upper, const Points& lower, const char* color);
/// Error bars: along y at x (pixels), along x at y (pixels).
void vertical_error(Svg& svg, double x, const Axis& y, double low, double high, const char* color);
void horizontal_error(Svg& svg, const Axis& x, double low, double high, double y);
/// The scale of a colour map, from `high` at the top to `low`.
void color_bar(Svg& svg, double x, double top, double height, std::string (*color)(double), double low, double high);

/// Width of words on the page (pixels), about.
double text_width(const std::string& words);
double longest_width(const std::vector<std::string>& names);

/// Names of curves in their colours, one below the other or, as a row, side by side.
class Legend {
 public:
  static constexpr double line_height = 18;
  Legend(Svg& svg, double x, double y, Svg::Anchor anchor = Svg::Anchor::start, double step = line_height)
      : svg_(svg), x_(x), y_(y), step_(step), anchor_(anchor) {}
  static Legend row(Svg& svg, double x, double y) { return {svg, x, y, Svg::Anchor::start, 0}; }

  void words(const std::string& name, const std::string& color);
  /// A piece of the curve, or a dot of it, before the name.
  void line(const std::string& name, const std::string& color);
  void dot(const std::string& name, const std::string& color);
  double x() const { return x_; }  ///< where the next one begins
  double y() const { return y_; }

 private:
  void sampled_name(const std::string& name, const std::string& color);
  void advance(double width);

  Svg& svg_;
  double x_, y_, step_;
  Svg::Anchor anchor_;
};

}  // namespace nacre::report
