#include "analysis/pores/pore_sizes.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

#include "core/whole_number.h"
#include "device/parallel.h"
#include "device/progress.h"

namespace nacre {

namespace {
// Pieces of the grid that a thread sorts out.
constexpr std::int64_t sort_piece = 1 << 16;
constexpr int most_bricks = std::numeric_limits<std::int16_t>::max() - 1;  // as runs of bricks are kept

/// Highest first, ties by number: the bits of positive floats are ordered as the floats are.
std::vector<std::int64_t> sorted_points(const PoreGrid& grid) {
  const std::int64_t n = grid.points(), pieces = (n + sort_piece - 1) / sort_piece;
  std::vector<std::int64_t> begin(pieces + 1, 0);
  const auto for_piece = [&](std::int64_t k, auto&& body) {
    for (std::int64_t p = k * sort_piece; p < std::min(n, (k + 1) * sort_piece); ++p)
      if (grid.clearance(p) > 0) body(p);
  };
  parallel_for(
      pieces, [&](std::ptrdiff_t k) { for_piece(k, [&](std::int64_t) { ++begin[k + 1]; }); }, 1);
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<std::uint64_t> keys(begin.back());
  parallel_for(
      pieces,
      [&](std::ptrdiff_t k) {
        std::int64_t to = begin[k];
        for_piece(k, [&](std::int64_t p) {
          const std::uint64_t bits = ~std::bit_cast<std::uint32_t>(grid.clearance(p));
          keys[to++] = bits << 32 | static_cast<std::uint64_t>(p);
        });
      },
      1);
  parallel_sort(keys);
  std::vector<std::int64_t> points(keys.size());
  for (std::size_t k = 0; k < keys.size(); ++k) points[k] = static_cast<std::int64_t>(keys[k] & 0xffffffffu);
  return points;
}

/// Paints the brick planes [first, last) of the first lattice vector.
class Painter {
 public:
  Painter(const PoreGrid& grid, int first, int last, std::uint32_t* covered)
      : grid_(grid), bricks_(grid.bricks()), first_(first), last_(last), covered_(covered) {
    for (int p = 0; p < 64; ++p) offset_[p] = grid.shape().offset(p);
    middle_ = grid.step(2, 2, 2), to_middle_ = grid.step(1.5, 1.5, 1.5);
    half_ = 1.5 * grid.diagonal() + 1e-6, along_ = grid.step(0, 0, 4);
    const std::int64_t plane = static_cast<std::int64_t>(bricks_[1]) * bricks_[2];
    left_.assign((last - first) * plane, 0);
    ball_.resize(left_.size());
    words_ = (bricks_[2] + 63) / 64;
    open_.assign(static_cast<std::size_t>(last - first) * bricks_[1] * words_, 0);
    for (std::size_t b = 0; b < left_.size(); ++b) {
      for (int p = 0; p < 64; ++p)
        if (grid.clearance((first * plane + static_cast<std::int64_t>(b)) * 64 + p) > 0)
          left_[b] |= std::uint64_t{1} << p;
      points_ += std::popcount(left_[b]);
      if (left_[b] == 0) continue;
      ball_[b] = ball_around(left_[b]);
      const std::int64_t row = static_cast<std::int64_t>(b) / bricks_[2], k = static_cast<std::int64_t>(b) % bricks_[2];
      open_[row * words_ + k / 64] |= std::uint64_t{1} << (k % 64);
    }
  }

  bool done() const { return points_ == 0; }

  /// A sphere around a grid point: which bricks it meets is looked up. Radii must not grow from call to call.
  void paint_point(std::int64_t point, double radius, std::uint32_t sphere) {
    if (radius <= stencil_radius_ - stencil_step) make_stencils(radius);
    const auto at = grid_.place(point);
    const int x = at[0] >> 2, y = at[1] >> 2, z = at[2] >> 2, in = static_cast<int>(point & 63);
    const std::vector<Run>& runs = stencils_[in];
    for (const RunPlane& p : planes_[in]) {
      const int plane = GridShape::inside(x + p.x, bricks_[0]);
      if (plane < first_ || plane >= last_) continue;
      for (int r = p.begin; r < p.end; ++r) {
        const std::int64_t row =
            static_cast<std::int64_t>(plane - first_) * bricks_[1] + GridShape::inside(y + runs[r].y, bricks_[1]);
        paint_row(row, z + runs[r].from, z + runs[r].to, z, corners_[in][r], radius, sphere);
      }
    }
  }

  /// `centre` may lie outside the cell.
  void paint(Vec3 centre, double radius, std::uint32_t sphere) {
    const Vec3 s = grid_.box().fractional(centre);
    int low[3], high[3];
    for (int k = 0; k < 3; ++k) {  // bricks that may hold a point of the sphere
      const double reach = radius / grid_.box().thickness(k) + 1e-9;
      low[k] = within<int>(std::ceil((s[k] - reach) * bricks_[k] - 0.875 - 1e-6));
      high[k] = within<int>(std::floor((s[k] + reach) * bricks_[k] - 0.125 + 1e-6));
    }
    const Vec3 c = along_;
    const double per_cc = 1 / dot(c, c), reach = radius + half_;
    for (int x = low[0]; x <= high[0]; ++x) {
      const int plane = GridShape::inside(x, bricks_[0]);
      if (plane < first_ || plane >= last_) continue;
      for (int y = low[1]; y <= high[1]; ++y) {
        // Bricks of the row whose centre v + k c lies within `reach`.
        const Vec3 v = middle_ + grid_.step(4 * x, 4 * y, 0) - centre;
        const double foot = -dot(v, c) * per_cc;
        const Vec3 d = v + foot * c;
        const double square = (reach * reach - dot(d, d)) * per_cc;
        if (square < 0) continue;
        const double half = std::sqrt(square);
        const int from = std::max(low[2], within<int>(std::ceil(foot - half)));
        const int to = std::min(high[2], within<int>(std::floor(foot + half)));
        paint_row(static_cast<std::int64_t>(plane - first_) * bricks_[1] + GridShape::inside(y, bricks_[1]), from, to,
                  0, v - to_middle_, radius, sphere);
      }
    }
  }

 private:
  /// Bricks of a row, relative to the brick of the centre.
  struct Run {
    std::int16_t y, from, to;  // small, because all rows of a sphere are read, and corners of few
  };
  /// Rows of one plane of bricks.
  struct RunPlane {
    int x, begin, end;
  };
  // Å: one stencil serves spheres up to this much smaller.
  static constexpr double stencil_step = 0.05;

  /// For each of the 64 places of the centre in its brick, the bricks that a sphere of this radius may meet.
  void make_stencils(double radius) {
    stencil_radius_ = radius;
    const double reach = radius + half_;
    int most[3];
    for (int k = 0; k < 3; ++k)
      most[k] = within<int>(std::ceil(reach / grid_.box().thickness(k) * bricks_[k]), 0, most_bricks) + 1;
    const double per_cc = 1 / dot(along_, along_);
    for (int p = 0; p < 64; ++p) {
      stencils_[p].clear(), corners_[p].clear(), planes_[p].clear();
      for (int x = -most[0]; x <= most[0]; ++x) {
        const int begin = static_cast<int>(stencils_[p].size());
        for (int y = -most[1]; y <= most[1]; ++y) {
          const Vec3 corner = grid_.step(4 * x, 4 * y, 0) - offset_[p], v = corner + to_middle_;
          const double foot = -dot(v, along_) * per_cc;
          const Vec3 d = v + foot * along_;
          const double square = (reach * reach - dot(d, d)) * per_cc;
          if (square < 0) continue;
          const double half = std::sqrt(square);
          const int from = within<int>(std::ceil(foot - half)), to = within<int>(std::floor(foot + half));
          if (from > to) continue;
          const auto small = [](int v) { return static_cast<std::int16_t>(v); };
          stencils_[p].push_back({small(y), small(from), small(to)});
          corners_[p].push_back(corner);
        }
        const int end = static_cast<int>(stencils_[p].size());
        if (end > begin) planes_[p].push_back({x, begin, end});
      }
    }
  }

  /// `corner`: first point of brick `zero` of the row, relative to the centre.
  void paint_row(std::int64_t row, int from, int to, int zero, const Vec3& corner, double radius,
                 std::uint32_t sphere) {
    const auto paint_one = [&](int k, int inside_k) {
      std::uint64_t& left = left_[row * bricks_[2] + inside_k];
      if (left == 0) return;
      paint_brick(row * bricks_[2] + inside_k, left, unfused_sum(corner, k - zero, along_), radius, sphere);
      if (left == 0) open_[row * words_ + inside_k / 64] &= ~(std::uint64_t{1} << (inside_k % 64));
    };
    if (from < 0 || to >= bricks_[2]) {
      for (int k = from; k <= to; ++k) paint_one(k, GridShape::inside(k, bricks_[2]));
      return;
    }
    for (int word = from / 64; word <= to / 64; ++word) {
      std::uint64_t bits = open_[row * words_ + word];
      if (from > word * 64) bits &= ~std::uint64_t{0} << (from % 64);
      if (to < word * 64 + 63) bits &= ~(~std::uint64_t{0} << (to % 64 + 1));
      for (; bits != 0; bits &= bits - 1) {
        const int k = word * 64 + std::countr_zero(bits);
        paint_one(k, k);
      }
    }
  }

  void paint_brick(std::int64_t brick, std::uint64_t& left, Vec3 corner, double radius, std::uint32_t sphere) {
    const Ball& ball = ball_[brick];
    const Vec3 to_ball = corner + Vec3{ball.x, ball.y, ball.z};
    const double most = radius + ball.radius, limit = radius * radius;
    if (dot(to_ball, to_ball) > most * most) return;
    std::uint32_t* covered = covered_ + (static_cast<std::int64_t>(first_) * bricks_[1] * bricks_[2] + brick) * 64;
    const std::uint64_t before = left;
    for (std::uint64_t bits = left; bits != 0; bits &= bits - 1) {
      const int p = std::countr_zero(bits);
      if (!covers(corner, offset_[p], limit)) continue;
      covered[p] = sphere;
      left &= ~(std::uint64_t{1} << p);
      --points_;
    }
    if (left != before && left != 0) ball_[brick] = ball_around(left);
  }

  /// A ball that holds the points of the bits, relative to the first point of the brick.
  struct Ball {
    float x, y, z, radius;
  };
  Ball ball_around(std::uint64_t left) const {
    Vec3 centre;
    for (std::uint64_t bits = left; bits != 0; bits &= bits - 1) centre += offset_[std::countr_zero(bits)];
    centre *= 1.0 / std::popcount(left);
    double square = 0;
    for (std::uint64_t bits = left; bits != 0; bits &= bits - 1) {
      const Vec3 d = offset_[std::countr_zero(bits)] - centre;
      square = std::max(square, dot(d, d));
    }
    // 1e-5 Å: the float's rounding.
    return {static_cast<float>(centre.x), static_cast<float>(centre.y), static_cast<float>(centre.z),
            static_cast<float>(std::sqrt(square) + 1e-5)};
  }

  const PoreGrid& grid_;
  std::array<int, 3> bricks_;
  int first_, last_;
  std::uint32_t* covered_;
  std::vector<std::uint64_t> left_;
  std::vector<std::uint64_t> open_;  ///< [row][word] a bit for each brick of which something is left
  int words_;
  std::vector<Ball> ball_;  ///< [brick] around what is left
  std::int64_t points_ = 0;
  Vec3 offset_[64];
  Vec3 middle_, to_middle_;  ///< of a brick, from the corner of its cell and from its first point
  Vec3 along_;               ///< from brick to brick of a row
  double half_;              ///< half the diagonal of a brick's points
  double stencil_radius_ = std::numeric_limits<double>::infinity();
  std::vector<Run> stencils_[64];
  std::vector<RunPlane> planes_[64];
  std::vector<Vec3> corners_[64];  ///< first point of brick 0 of each row, relative to the centre
};
}  // namespace

namespace {
/// Borders between the parts of the planes of bricks, such that all take about as long: points of the void, weighted by
/// the radii of their spheres with a brick's half. (Planes alone, in porous carbon of 5,014 atoms in two parts: 1.67 s
/// and 1.23 s of processor time; so weighted 1.40 and 1.32.)
std::vector<int> equal_parts(const PoreGrid& grid, int parts) {
  const int planes = grid.bricks()[0];
  const std::int64_t plane = grid.points() / planes;
  std::vector<double> work(planes, 0);
  parallel_for(
      planes,
      [&](std::ptrdiff_t k) {
        for (std::int64_t p = k * plane; p < (k + 1) * plane; ++p)
          if (const double r = grid.clearance(p) + 1.5 * grid.diagonal(); grid.clearance(p) > 0) work[k] += r;
      },
      1);
  std::partial_sum(work.begin(), work.end(), work.begin());
  std::vector<int> border(parts + 1, 0);
  for (int k = 1; k < parts; ++k) {
    const auto at = std::lower_bound(work.begin(), work.end(), work.back() * k / parts);
    border[k] = std::clamp(static_cast<int>(at - work.begin()) + 1, border[k - 1] + 1, planes - parts + k);
  }
  border[parts] = planes;
  return border;
}
}  // namespace

double sphere_radius(const PoreGrid& grid, const PoreNetwork& network, std::uint32_t sphere) {
  const std::size_t tops = network.cavities.size();
  return sphere < tops ? network.cavities[sphere].radius : grid.clearance(sphere - tops);
}

int sphere_cavity(const PoreNetwork& network, std::uint32_t sphere) {
  const std::size_t tops = network.cavities.size();
  return sphere < tops ? static_cast<int>(sphere) : network.cavity[sphere - tops];
}

std::vector<std::uint32_t> cavities_by_radius(const PoreNetwork& network) {
  std::vector<std::uint32_t> top(network.cavities.size());
  std::iota(top.begin(), top.end(), 0u);
  std::stable_sort(top.begin(), top.end(), [&](std::uint32_t a, std::uint32_t b) {
    return network.cavities[a].radius > network.cavities[b].radius;
  });
  return top;
}

std::vector<std::uint32_t> covering_spheres(const PoreGrid& grid, const PoreNetwork& network) {
  const std::size_t tops = network.cavities.size();
  const std::vector<std::uint32_t> top = cavities_by_radius(network);
  const std::vector<std::int64_t> points = sorted_points(grid);
  std::vector<std::uint32_t> covered(static_cast<std::size_t>(grid.points()), no_sphere);
  const int planes = grid.bricks()[0], parts = std::clamp(planes / 4, 1, threads());
  const std::vector<int> border = equal_parts(grid, parts);
  constexpr std::size_t counted = 1 << 14;
  LoopProgress work("pore sizes", static_cast<std::int64_t>(parts * (points.size() / counted)));
  parallel_for(
      parts,
      [&](std::ptrdiff_t part) {
        Painter painter(grid, border[part], border[part + 1], covered.data());
        std::size_t next = 0;
        for (std::size_t k = 0; k < points.size() && !painter.done(); ++k) {
          if (k % counted == counted - 1) work.add();
          const double radius = grid.clearance(points[k]);
          for (; next < tops && network.cavities[top[next]].radius >= radius; ++next)
            painter.paint(network.cavities[top[next]].centre, network.cavities[top[next]].radius, top[next]);
          painter.paint_point(points[k], radius, static_cast<std::uint32_t>(tops + points[k]));
        }
      },
      1);
  return covered;
}

}  // namespace nacre
