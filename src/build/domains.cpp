#include "build/domains.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "build/placed_points.h"
#include "build/sheet.h"
#include "build/stack.h"
#include "core/elements.h"
#include "core/printable.h"
#include "core/random.h"
#include "core/units.h"

namespace nacre {

namespace {
constexpr int stack_tries = 4000;   // of one stack in one cell; the share that finds room grows with their logarithm
constexpr int atom_tries = 100000;  // of a single atom
constexpr double growth = 1.04;     // of the edges, where stacks find no room
constexpr double from_stacks =
    1.7;  // Å, of single atoms: no point of a gallery is farther from its atoms and their images
constexpr std::size_t coarse = 37;  // every so many atoms of a stack are looked at first: most tries end there

void check_size(const char* key, DomainSize size) {
  require_length(key, size.mean);
  if (!(size.deviation >= 0) || size.deviation > size.mean)
    throw request_error(key, size.deviation, "a standard deviation from 0 to the mean (A)");
}

void check(const Domains& r) {
  if (r.atoms < 1 || r.atoms > std::numeric_limits<int>::max())
    throw request_error("atoms", static_cast<double>(r.atoms), "1 to 2147483647");
  if (!(r.density > 0) || r.density > 10) throw request_error("density", r.density, "> 0, at most 10 (g/cm3)");
  if (!(r.graphitic > 0) || r.graphitic > 1) throw request_error("graphitic", r.graphitic, "> 0, at most 1");
  check_size("la", r.la);
  check_size("lc", r.lc);
  for (const auto& [key, value] : {std::pair{"spacing", r.spacing}, {"a", r.a}, {"gap", r.gap}})
    require_length(key, value);
  if (!(r.min_distance > 0) || r.min_distance > 10) throw request_error("min-distance", r.min_distance, "0 to 10 (A)");
  if (r.stacking != "turbostratic" && r.stacking != "AA" && r.stacking != "AB")
    throw Error("unknown stacking").key("stacking").value(r.stacking).allowed("turbostratic | AA | AB");
}

double edge_of_cube(const Domains& r) {
  const double mass = static_cast<double>(r.atoms) * element_mass(atomic_number("C"));
  return std::cbrt(mass * units::g_cm3_per_density / r.density);
}

/// Image of a point in a cube.
Vec3 wrapped(Vec3 r, double edge) {
  for (int k = 0; k < 3; ++k) {
    r[k] -= edge * std::floor(r[k] / edge);
    if (r[k] >= edge) r[k] = 0;  // rounding of what lies just below 0
  }
  return r;
}

/// A cube into which stacks are placed.
class StackCell {
 public:
  StackCell(const Domains& r, double edge) : r_(r), edge_(edge), placed_({edge, edge, edge}, r.gap, r.atoms) {}

  /// The first try that has room.
  std::optional<StackPose> place(const Stack& stack, std::size_t number) {
    for (int attempt = 0; attempt < stack_tries; ++attempt) {
      const StackPose pose = random_pose(r_, number, attempt, edge_);
      if (!has_room(stack, pose)) continue;
      for (const Vec3& atom : stack.atoms) placed_.add(wrapped(pose.place(atom), edge_));
      return pose;
    }
    return {};
  }

 private:
  bool has_room(const Stack& stack, const StackPose& pose) const {
    for (std::size_t begin = 0; begin < std::min(coarse, stack.atoms.size()); ++begin)
      for (std::size_t i = begin; i < stack.atoms.size(); i += coarse)
        if (!placed_.has_room(wrapped(pose.place(stack.atoms[i]), edge_))) return false;
    return true;
  }

  const Domains& r_;
  double edge_;
  PlacedPoints placed_;
};

/// Poses of the stacks; absent where one finds no room.
using Poses = std::vector<std::optional<StackPose>>;

/// `all`: ends at the first that finds no room.
Poses poses_in(const Domains& r, const std::vector<Stack>& stacks, double edge, bool all) {
  StackCell cell(r, edge);
  Poses poses;
  for (std::size_t s = 0; s < stacks.size(); ++s) {
    poses.push_back(cell.place(stacks[s], s));
    if (all && !poses.back()) break;
  }
  return poses;
}

double share_placed(const std::vector<Stack>& stacks, const Poses& poses) {
  double placed = 0, total = 0;
  for (std::size_t s = 0; s < stacks.size(); ++s) {
    const double atoms = static_cast<double>(stacks[s].about.atoms);
    total += atoms, placed += poses[s] ? atoms : 0;
  }
  return total > 0 ? placed / total : 1;
}

/// Stacks and their galleries as what single atoms keep away from.
PlacedPoints obstacles(const Domains& r, const std::vector<Stack>& stacks, const Poses& poses, double edge) {
  PlacedPoints out({edge, edge, edge}, from_stacks, 2 * r.atoms);
  for (std::size_t s = 0; s < stacks.size(); ++s)
    for (const auto* points : {&stacks[s].atoms, &stacks[s].between})
      for (const Vec3& p : *points) out.add(wrapped(poses[s]->place(p), edge));
  return out;
}

Vec3 room_for_atom(const Domains& r, const PlacedPoints& stacks, const PlacedPoints& atoms, std::int64_t i,
                   double edge) {
  for (int attempt = 0; attempt < atom_tries; ++attempt) {
    const auto u = random_uniform(r.seed, attempt, i, Purpose::build_random);
    const Vec3 p{edge * u[0], edge * u[1], edge * u[2]};
    if (stacks.has_room(p) && atoms.has_room(p)) return p;
  }
  throw Error("no room was found for single atom " + std::to_string(i + 1) +
                  " between the stacks: take a lower density, a smaller distance or a larger graphitic share",
              Error::Kind::failed)
      .key("min-distance")
      .value(number_text(r.min_distance));
}

std::vector<Vec3> single_atoms(const Domains& r, const PlacedPoints& stacks, std::int64_t number, double edge) {
  PlacedPoints atoms({edge, edge, edge}, r.min_distance, std::max<std::int64_t>(number, 1));
  for (std::int64_t i = 0; i < number; ++i) atoms.add(room_for_atom(r, stacks, atoms, i, edge));
  return std::move(atoms.positions());
}

void add_labelled(Atoms& atoms, const std::vector<Vec3>& points, int label) {
  add_atoms(atoms, points, "C");
  std::fill(atoms.group[0].end() - static_cast<std::ptrdiff_t>(points.size()), atoms.group[0].end(), label);
}

void check_widths(const std::vector<Stack>& stacks, double edge, double gap) {
  for (const Stack& s : stacks)
    if (2 * s.radius + gap > edge)
      throw Error("a stack of La " + number_text(s.about.la) + " A and Lc " + number_text(s.about.lc) +
                  " A does not fit into a cell of " + number_text(edge) + " A; take more atoms")
          .key("la");
}
/// The cell that holds all stacks, from that of the given density on.
Poses find_cell(const Domains& r, const std::vector<Stack>& stacks, DomainStructure& out) {
  out.edge = out.target_edge = edge_of_cube(r);
  check_widths(stacks, out.edge, r.gap);
  Poses poses = poses_in(r, stacks, out.edge, false);
  out.share_reached = share_placed(stacks, poses);
  while (share_placed(stacks, poses) < 1) {
    out.edge *= growth;
    poses = poses_in(r, stacks, out.edge, true);
    poses.resize(stacks.size());
  }
  return poses;
}

void add_stack(DomainStructure& out, const Stack& stack, const StackPose& pose) {
  std::vector<Vec3> placed;
  for (const Vec3& p : stack.atoms) placed.push_back(wrapped(pose.place(p), out.edge));
  out.stacks.push_back(stack.about);
  out.stacks.back().centre = pose.centre;
  out.stacks.back().normal = pose.rotation * Vec3{0, 0, 1};
  add_labelled(out.structure.atoms, placed, static_cast<int>(out.stacks.size()));
}
}  // namespace

DomainStructure domains(const Domains& r) {
  check(r);
  const std::vector<Stack> stacks = make_stacks(r);
  DomainStructure out;
  const Poses poses = find_cell(r, stacks, out);
  Atoms& atoms = out.structure.atoms;
  atoms.group.emplace_back();
  for (std::size_t s = 0; s < stacks.size(); ++s) add_stack(out, stacks[s], *poses[s]);
  const std::int64_t singles = r.atoms - static_cast<std::int64_t>(atoms.size());
  add_labelled(atoms, single_atoms(r, obstacles(r, stacks, poses, out.edge), singles, out.edge), 0);
  out.structure.box = rectangular_box({out.edge, out.edge, out.edge}, {true, true, true});
  return out;
}

}  // namespace nacre
