// A drawing of lines, points and words as SVG, with axes that map numbers to the page.
#pragma once
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "report/palette.h"

namespace nacre {

/// Maps [low, high] to [begin, end] (pixels), linearly or by logarithm.
struct Axis {
  double low = 0, high = 1, begin = 0, end = 1;
  bool logarithmic = false;
  double place(double v) const;
  /// Round numbers inside the range: decades (and 2, 5 where there are few) or steps of 1, 2, 5 times a power of ten.
  std::vector<double> ticks() const;
};

class Svg {
 public:
  Svg(int width, int height);
  void line(double x1, double y1, double x2, double y2, const std::string& color, double width = 1);
  void path(const std::vector<std::pair<double, double>>& points, const std::string& color, bool dashed);
  /// Dots in one element: thousands of them stay a small file.
  void dots(const std::vector<std::pair<double, double>>& points, const std::string& color, double diameter);
  void dots(const std::vector<std::pair<double, double>>& points, const std::string& color, double diameter,
            double opacity);
  /// Pieces of lines, from each even point to the next, in one element too.
  void segments(const std::vector<std::pair<double, double>>& ends, const std::string& color, double width,
                double opacity);
  /// A filled, transparent polygon.
  void area(const std::vector<std::pair<double, double>>& points, const std::string& color, double opacity);
  enum class Anchor { start, middle, end };
  void text(double x, double y, const std::string& words, Anchor anchor = Anchor::start,
            const std::string& color = report::ink);
  void vertical_text(double x, double y, const std::string& words);
  /// Numbers below and lines up to y = `top`; `every` k-th tick.
  void x_scale(const Axis& x, double bottom, double top, std::size_t every = 1);
  /// Numbers on the left of x1 and lines as far as x2 (pixels).
  void y_scale(const Axis& y, double x1, double x2, const std::string& color = report::ink);
  /// Both scales, a frame and the names of both axes.
  void axes(const Axis& x, const Axis& y, const std::string& x_name, const std::string& y_name);
  /// A second scale above the frame that axes() drew; its pixels are those of the axis below.
  void top_axis(const Axis& x, double top, const std::string& name);
  std::string finish() const;

 private:
  std::string body_;
  int width_, height_;
};

}  // namespace nacre
