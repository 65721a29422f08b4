#include "sites.h"

#include <algorithm>
#include <limits>
#include <queue>

namespace reference {

namespace {

Vector minus(const Vector& a, const Vector& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
Vector times(double s, const Vector& a) { return {s * a[0], s * a[1], s * a[2]}; }

struct Cloud {
  std::vector<Vector> point;               // the site is the origin
  std::vector<std::vector<int>> neighbor;  // bonded points
};

Cloud cloud_of(const Structure& s, const std::vector<Pair>& pairs, double reach, double bond) {
  Cloud c;
  for (const Pair& p : pairs)
    if (s.species[p.other] == "C" && p.distance < reach) c.point.push_back(p.vector);
  c.neighbor.resize(c.point.size());
  for (std::size_t i = 0; i < c.point.size(); ++i)
    for (std::size_t j = 0; j < c.point.size(); ++j)
      if (i != j && norm(minus(c.point[i], c.point[j])) < bond) c.neighbor[i].push_back(static_cast<int>(j));
  return c;
}

struct FittedPlane {
  Vector normal{}, centre{};
  double rmsd = 0, height = 0, border = 0, beside = 0;
};

// Cyclic Jacobi rotations of a symmetric matrix; columns of `v` become eigenvectors.
void diagonalise(double m[3][3], double v[3][3]) {
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) v[i][j] = i == j;
  for (int sweep = 0; sweep < 50; ++sweep)
    for (int p = 0; p < 2; ++p)
      for (int q = p + 1; q < 3; ++q) {
        if (m[p][q] == 0) continue;
        const double angle = 0.5 * std::atan2(2 * m[p][q], m[q][q] - m[p][p]), c = std::cos(angle), s = std::sin(angle);
        for (int k = 0; k < 3; ++k) {
          const double a = m[k][p], b = m[k][q];
          m[k][p] = c * a - s * b, m[k][q] = s * a + c * b;
        }
        for (int k = 0; k < 3; ++k) {
          const double a = m[p][k], b = m[q][k];
          m[p][k] = c * a - s * b, m[q][k] = s * a + c * b;
        }
        for (int k = 0; k < 3; ++k) {
          const double a = v[k][p], b = v[k][q];
          v[k][p] = c * a - s * b, v[k][q] = s * a + c * b;
        }
      }
}

// Distance of the origin to the hull's edge in two dimensions, > 0 inside.
double border_of(const std::vector<std::array<double, 2>>& p) {
  double nearest = std::numeric_limits<double>::infinity();
  bool inside = true;
  for (std::size_t i = 0; i < p.size(); ++i)
    for (std::size_t j = 0; j < p.size(); ++j) {
      const double ex = p[j][0] - p[i][0], ey = p[j][1] - p[i][1], length = ex * ex + ey * ey;
      if (i == j || length == 0) continue;
      const auto left = [&](double x, double y) { return ex * (y - p[i][1]) - ey * (x - p[i][0]); };
      bool is_edge = true;
      for (std::size_t k = 0; k < p.size(); ++k) is_edge = is_edge && left(p[k][0], p[k][1]) >= (k == j ? -1e-12 : 0);
      if (!is_edge) continue;
      inside = inside && left(0, 0) >= 0;
      const double t = std::min(1.0, std::max(0.0, -(p[i][0] * ex + p[i][1] * ey) / length));
      nearest = std::min(nearest, std::hypot(p[i][0] + t * ex, p[i][1] + t * ey));
    }
  return inside ? nearest : -nearest;
}

FittedPlane fit(const std::vector<Vector>& points) {
  FittedPlane f;
  const double n = static_cast<double>(points.size());
  for (const Vector& r : points)
    for (int k = 0; k < 3; ++k) f.centre[k] += r[k] / n;
  double m[3][3] = {}, v[3][3];
  for (const Vector& r : points)
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) m[i][j] += (r[i] - f.centre[i]) * (r[j] - f.centre[j]);
  diagonalise(m, v);
  int least = 0;
  for (int k = 1; k < 3; ++k)
    if (m[k][k] < m[least][least]) least = k;
  const int other = (least + 1) % 3, third = (least + 2) % 3;
  f.normal = {v[0][least], v[1][least], v[2][least]};
  const Vector u{v[0][other], v[1][other], v[2][other]}, w{v[0][third], v[1][third], v[2][third]};
  f.rmsd = std::sqrt(std::max(0.0, m[least][least]) / n);
  f.height = -dot(f.centre, f.normal);
  std::vector<std::array<double, 2>> flat;
  for (const Vector& r : points) flat.push_back({dot(r, u), dot(r, w)});  // the foot has both coordinates 0
  f.border = border_of(flat);
  f.beside = std::max(0.0, -f.border);
  return f;
}

std::vector<std::vector<Vector>> networks_of(const Cloud& c, const SiteChoices& choices) {
  const auto is_near = [&](int i) { return norm(c.point[i]) < choices.radius; };
  std::vector<char> seen(c.point.size(), 0);
  std::vector<std::vector<Vector>> out;
  for (std::size_t start = 0; start < c.point.size(); ++start) {
    if (seen[start] || !is_near(static_cast<int>(start))) continue;
    std::vector<int> member{static_cast<int>(start)};
    seen[start] = 1;
    for (std::size_t k = 0; k < member.size(); ++k)
      for (const int j : c.neighbor[member[k]])
        if (!seen[j] && is_near(j)) seen[j] = 1, member.push_back(j);
    if (static_cast<int>(member.size()) < choices.min_atoms) continue;
    out.emplace_back();
    for (const int k : member) out.back().push_back(c.point[k]);
  }
  return out;
}

std::vector<int> bonds_from(const Cloud& c, int start) {
  std::vector<int> distance(c.point.size(), 1000);
  std::queue<int> queue({start});
  distance[start] = 0;
  for (; !queue.empty(); queue.pop())
    for (const int j : c.neighbor[queue.front()])
      if (distance[j] == 1000 && distance[queue.front()] < 5) distance[j] = distance[queue.front()] + 1, queue.push(j);
  return distance;
}

// Every simple cycle up to eight, by extending paths from its smallest member; then the definition.
class Cycles {
 public:
  Cycles(const Cloud& c, const SiteChoices& choices) : c_(c), choices_(choices) {
    for (std::size_t i = 0; i < c.point.size(); ++i) {
      path_.assign(1, static_cast<int>(i));
      if (allowed(static_cast<int>(i))) extend();
    }
  }
  std::array<double, 6> count{};

 private:
  bool is_near(int i) const { return norm(c_.point[i]) < choices_.radius; }
  // Half a ring of eight beyond the environment, and one bond more.
  bool allowed(int i) const {
    return choices_.touching ? norm(c_.point[i]) < choices_.radius + 4 * choices_.bond : is_near(i);
  }
  void extend() {
    for (const int j : c_.neighbor[path_.back()]) {
      if (j == path_[0] && path_.size() > 2 && path_[1] < path_.back()) judge();
      if (j <= path_[0] || path_.size() == 8 || !allowed(j)) continue;
      if (std::find(path_.begin(), path_.end(), j) != path_.end()) continue;
      path_.push_back(j);
      extend();
      path_.pop_back();
    }
  }
  void judge() {
    const int n = static_cast<int>(path_.size());
    bool any = false;
    for (const int i : path_) any = any || is_near(i);
    if (!any) return;
    for (int i = 0; i < n; ++i) {
      const std::vector<int> distance = bonds_from(c_, path_[i]);
      for (int j = 0; j < n; ++j)
        if (distance[path_[j]] != std::min((i - j + n) % n, (j - i + n) % n)) return;
    }
    ++count[n - 3];
  }
  const Cloud& c_;
  const SiteChoices& choices_;
  std::vector<int> path_;
};

double degrees_between(const FittedPlane& a, const FittedPlane& b) {
  const double cosine = std::min(1.0, std::fabs(dot(a.normal, b.normal)));
  return std::acos(cosine) * 180 / pi;
}

// The nearest two on opposite sides, else the nearest two.
std::array<const FittedPlane*, 2> choose(const std::vector<FittedPlane>& planes) {
  std::array<const FittedPlane*, 2> best{};
  double best_sum = std::numeric_limits<double>::infinity();
  for (const bool opposite : {true, false}) {
    for (const FittedPlane& a : planes)
      for (const FittedPlane& b : planes) {
        if (std::fabs(a.height) >= std::fabs(b.height)) continue;
        const Vector p = times(a.height, a.normal), q = times(b.height, b.normal);
        const double sum = std::fabs(a.height) + std::fabs(b.height);
        if ((opposite && dot(p, q) >= 0) || sum >= best_sum) continue;
        best = {&a, &b}, best_sum = sum;
      }
    if (best[0] != nullptr) break;
  }
  return best;
}

void describe_planes(const std::vector<std::vector<Vector>>& networks, const SiteChoices& choices, SiteAnswer& answer) {
  std::vector<FittedPlane> planes;
  for (const auto& points : networks) planes.push_back(fit(points));
  answer.networks = static_cast<int>(networks.size());
  answer.feature[4] = static_cast<double>(planes.size());
  answer.feature[6] = planes.empty() ? 5 : 1e300;
  answer.feature[7] = 90;
  for (const FittedPlane& p : planes) {
    answer.feature[5] = std::max(answer.feature[5], p.rmsd);
    answer.feature[6] = std::min(answer.feature[6], std::sqrt(p.height * p.height + p.beside * p.beside));
  }
  const auto pair = choose(planes);
  if (pair[0] == nullptr) return;
  answer.feature[7] = degrees_between(*pair[0], *pair[1]);
  answer.flat = pair[0]->rmsd < choices.flatness && pair[1]->rmsd < choices.flatness;
  answer.parallel = answer.feature[7] < choices.angle;
  answer.border = {pair[0]->border, pair[1]->border};
  answer.between = pair[0]->border >= 0 && pair[1]->border >= 0;
}

}  // namespace

double reach_of_sites(const SiteChoices& choices) {
  return std::max(choices.farthest, choices.radius + 7 * choices.bond);
}

SiteAnswer describe_site(const Structure& structure, const PairList& pairs, std::size_t site,
                         const SiteChoices& choices) {
  SiteAnswer answer;
  answer.feature[2] = answer.feature[3] = choices.farthest;
  for (const Pair& p : pairs[site]) {
    const bool guest = structure.species[p.other] == "Na", host = structure.species[p.other] == "C";
    answer.feature[0] += guest && p.distance < choices.guest_radius;
    answer.feature[1] += host && p.distance < choices.host_radius;
    if (guest) answer.feature[2] = std::min(answer.feature[2], p.distance);
    if (host) answer.feature[3] = std::min(answer.feature[3], p.distance);
  }
  const Cloud cloud = cloud_of(structure, pairs[site], reach_of_sites(choices), choices.bond);
  describe_planes(networks_of(cloud, choices), choices, answer);
  const Cycles cycles(cloud, choices);
  for (int k = 0; k < 6; ++k) answer.feature[8 + k] = cycles.count[k];
  return answer;
}

}  // namespace reference
