#include "report/structure_drawing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "report/figure.h"
#include "report/svg.h"

namespace nacre::report {

namespace {
// The viewer stands in front (-y), turned by `turn` about z and raised by `tilt` (radians). The axes of the picture:
//   right = (cos turn, sin turn, 0)   up = towards x right   towards = (sin turn cos tilt, -cos turn cos tilt, sin tilt)
constexpr double turn = 0.35, tilt = 0.21;

double right_of(Vec3 r) { return std::cos(turn) * r.x + std::sin(turn) * r.y; }
double up_of(Vec3 r) { return std::sin(tilt) * (std::cos(turn) * r.y - std::sin(turn) * r.x) + std::cos(tilt) * r.z; }

// Pixels.
constexpr int picture_width = 720, picture_margin = 24, legend_line = 20;
constexpr double tallest = 640, outline = 1.2, bond_width = 2, legend_dot = 12;
constexpr int layers = 12;
constexpr double palest = 0.3;  ///< opacity at the back

class Projection {
 public:
  explicit Projection(const StructureDrawing& d) {
    for (std::size_t i = 0; i < d.position.size(); ++i)
      widen(d.position[i], d.kinds[static_cast<std::size_t>(d.kind[i])].radius);
    for (const auto& [a, b] : d.edges) widen(a, 0), widen(b, 0);
    if (!(high_x_ >= low_x_)) low_x_ = low_y_ = 0, high_x_ = high_y_ = 1;
    const double wide = std::max(1.0, high_x_ - low_x_), high = std::max(1.0, high_y_ - low_y_);
    scale_ = std::min((picture_width - 2 * picture_margin) / wide, (tallest - 2 * picture_margin) / high);
    left_ = (picture_width - scale_ * (high_x_ - low_x_)) / 2;
  }
  std::pair<double, double> of(Vec3 r) const {
    return {left_ + scale_ * (right_of(r) - low_x_), picture_margin + scale_ * (high_y_ - up_of(r))};
  }
  double scale() const { return scale_; }  ///< pixels an Å
  double height() const { return 2 * picture_margin + scale_ * (high_y_ - low_y_); }

 private:
  void widen(Vec3 r, double radius) {
    low_x_ = std::min(low_x_, right_of(r) - radius), high_x_ = std::max(high_x_, right_of(r) + radius);
    low_y_ = std::min(low_y_, up_of(r) - radius), high_y_ = std::max(high_y_, up_of(r) + radius);
  }

  static constexpr double far = std::numeric_limits<double>::infinity();
  double low_x_ = far, high_x_ = -far, low_y_ = far, high_y_ = -far;
  double scale_ = 1, left_ = 0;
};

/// Number of the layer, from the back, of every atom.
std::vector<int> layers_of(const StructureDrawing& d) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Vec3& r : d.position) low = std::min(low, depth(r)), high = std::max(high, depth(r));
  std::vector<int> layer;
  for (const Vec3& r : d.position)
    layer.push_back(std::min(layers - 1, static_cast<int>(layers * (depth(r) - low) / std::max(1e-9, high - low))));
  return layer;
}

void draw_layer(Svg& svg, const StructureDrawing& d, const Projection& page, const std::vector<int>& layer, int now) {
  const double opacity = palest + (1 - palest) * (now + 1) / layers;
  Points bonds;
  for (const auto& [i, j] : d.bonds)
    if (std::max(layer[i], layer[j]) == now)
      bonds.push_back(page.of(d.position[i])), bonds.push_back(page.of(d.position[j]));
  svg.segments(bonds, grey, bond_width, opacity);
  for (std::size_t k = 0; k < d.kinds.size(); ++k) {
    Points dots;
    for (std::size_t i = 0; i < d.position.size(); ++i)
      if (layer[i] == now && d.kind[i] == static_cast<int>(k)) dots.push_back(page.of(d.position[i]));
    const double diameter = 2 * d.kinds[k].radius * page.scale();
    svg.dots(dots, paper, diameter + 2 * outline, opacity);
    svg.dots(dots, d.kinds[k].color, diameter, opacity);
  }
}

void draw_edges(Svg& svg, const StructureDrawing& d, const Projection& page) {
  Points ends;
  for (const auto& [a, b] : d.edges) ends.push_back(page.of(a)), ends.push_back(page.of(b));
  svg.segments(ends, grey, 1, 1);
}
}  // namespace

double depth(Vec3 r) { return std::cos(tilt) * (std::sin(turn) * r.x - std::cos(turn) * r.y) + std::sin(tilt) * r.z; }

std::string structure_drawing(const StructureDrawing& drawing) {
  const Projection page(drawing);
  const double legend = page.height() + legend_line / 2.0;
  Svg svg(picture_width, static_cast<int>(legend) + legend_line * (1 + static_cast<int>(drawing.kinds.size())));
  draw_edges(svg, drawing, page);
  const std::vector<int> layer = layers_of(drawing);
  for (int now = 0; now < layers; ++now) draw_layer(svg, drawing, page, layer, now);
  for (std::size_t k = 0; k < drawing.kinds.size(); ++k) {
    const double y = legend + legend_line * static_cast<double>(k);
    svg.dots({{picture_margin, y - 4}}, drawing.kinds[k].color, legend_dot, 1);
    svg.text(picture_margin + legend_dot, y, drawing.kinds[k].name);
  }
  return svg.finish();
}

}  // namespace nacre::report
