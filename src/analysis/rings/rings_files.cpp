// Tables and figure of ring statistics.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>

#include "analysis/rings/rings.h"
#include "report/csv.h"
#include "report/figure.h"

namespace nacre {

namespace {
const char* definition(RingCriterion c) {
  if (c == RingCriterion::primitive) return "no two members are nearer through the net than along the ring";
  if (c == RingCriterion::king) return "shortest closed paths through two bonds of an atom";
  return "shortest closed paths through a bond";
}

std::string heading(const Rings& r, const std::string& what) {
  return fmt::format(
      "{}, criterion {}: {}\n"
      "cutoffs (A): {}; sizes {} to {}\n"
      "valid for: any cell and cutoff, periodic images counted exactly; larger rings are not looked for",
      what, to_text(r.settings().criterion), definition(r.settings().criterion), to_text(r.settings().pairs),
      smallest_ring, r.settings().max_size);
}

/// Members of a ring from its smallest atom (then shift) towards the smaller of its neighbours: places in the list.
std::vector<std::int64_t> standard_order(const RingFrame& f, std::int64_t ring) {
  const int n = f.rings.size(ring);
  std::vector<std::int64_t> place(n);
  std::iota(place.begin(), place.end(), f.rings.begin[ring]);
  const auto less = [&](std::int64_t p, std::int64_t q) {
    const int a = f.graph.atom[f.rings.node[p]], b = f.graph.atom[f.rings.node[q]];
    return a != b ? a < b : f.rings.shift[p] < f.rings.shift[q];
  };
  std::rotate(place.begin(), std::min_element(place.begin(), place.end(), less), place.end());
  if (less(place[n - 1], place[1])) std::reverse(place.begin() + 1, place.end());
  return place;
}

/// Atoms, and the lattice shift of each from the first, as words.
std::pair<std::string, std::string> members(const RingFrame& f, std::int64_t ring) {
  const std::vector<std::int64_t> order = standard_order(f, ring);
  const Shift first = f.rings.shift[order[0]];
  std::string atoms, images;
  for (const std::int64_t m : order) {
    const auto u = unpack_shift(f.rings.shift[m] - first);
    fmt::format_to(std::back_inserter(atoms), "{}{}", m == order[0] ? "" : " ", f.graph.atom[f.rings.node[m]]);
    fmt::format_to(std::back_inserter(images), "{}{} {} {}", m == order[0] ? "" : ";", u[0], u[1], u[2]);
  }
  return {atoms, images};
}
}  // namespace

report::Table rings_table(const Rings& r) {
  report::Table table{"rings.csv",
                      {},
                      {{"size"},
                       {"rings"},
                       {"rings_per_atom", "{:.9g}"},
                       {"atoms_share", "{:.9g}"},
                       {"planarity_A", "{:.6g}"},
                       {"roundness", "{:.6g}"}},
                      {}};
  add_comments(table, heading(r, "rings"));
  add_comments(
      table,
      fmt::format(
          "units: rings = count over {} frame(s) of {} atoms in all; atoms_share = atoms in at least one ring of "
          "the size;\n"
          "planarity_A = mean of the root mean square distance from the plane of least squares; roundness = mean "
          "of\n"
          "sqrt(l2 / l1) of the ring's scatter, 1 for a regular polygon",
          r.frames(), r.atoms()));
  for (int n = smallest_ring; n <= r.settings().max_size; ++n)
    table.rows.push_back(
        {n, r.size(n).rings, r.per_atom(n), r.share(n), r.size(n).mean_planarity(), r.size(n).mean_roundness()});
  return table;
}

report::Table ring_atoms_table(const Rings& r) {
  const RingFrame& f = r.last();
  const int sizes = r.settings().max_size - 2;
  report::Table table{"ring-atoms.csv", {}, {{"frame"}, {"atom"}, {"signature"}}, {}};
  add_comments(table, heading(r, "rings through each atom"));
  add_comments(table, "frame and atom count from 0, in the order of the file");
  for (int k = 0; k < sizes; ++k) table.columns.push_back({"rings_" + std::to_string(k + smallest_ring)});
  std::vector<int> node(f.graph.nodes());
  for (int i = 0; i < f.graph.nodes(); ++i) node[f.graph.atom[i]] = i;
  for (std::size_t atom = 0; atom < node.size(); ++atom) {
    const std::uint32_t* counts = f.count.data() + static_cast<std::size_t>(node[atom]) * sizes;
    auto& row = table.rows.emplace_back();
    row = {r.frames() - 1, static_cast<std::int64_t>(atom), ring_signature(counts, sizes)};
    for (int k = 0; k < sizes; ++k) row.emplace_back(counts[k]);
  }
  return table;
}

report::Table ring_members_table(const Rings& r) {
  const RingFrame& f = r.last();
  report::Table table{"ring-members.csv",
                      {},
                      {{"frame"}, {"size"}, {"planarity_A", "{:.4f}"}, {"roundness", "{:.4f}"}, {"atoms"}, {"images"}},
                      {}};
  add_comments(table, heading(r, "members of each ring"));
  add_comments(table,
               "frame and atoms count from 0, in the order of the file; images = lattice shift of each member from the "
               "first");
  for (std::int64_t ring = 0; ring < f.rings.rings(); ++ring) {
    auto [atoms, images] = members(f, ring);
    table.rows.push_back({r.frames() - 1, f.rings.size(ring), f.shape[ring].planarity, f.shape[ring].roundness,
                          std::move(atoms), std::move(images)});
  }
  return table;
}

namespace {
using report::blue, report::orange;

void scales(Svg& svg, const Axis& left, const Axis& right, double x1, double x2) {
  svg.y_scale(left, x1, x2, blue);
  report::right_scale(svg, x2, right, right.ticks(), orange);
  svg.text(x2 - 2, left.end - 10, "atoms in such a ring (%)", Svg::Anchor::end, orange);
  svg.text(x1 + 2, left.end - 10, "rings for 100 atoms", Svg::Anchor::start, blue);
}
}  // namespace

std::string rings_plot(const Rings& r) {
  const int last = r.settings().max_size;
  double most = 0;
  for (int n = smallest_ring; n <= last; ++n) most = std::max(most, 100 * r.per_atom(n));
  const double x1 = 70, x2 = 580, step = (x2 - x1) / (last - smallest_ring + 1);
  const Axis rings{0, most > 0 ? 1.12 * most : 1, 340, 60}, share{0, 112, 340, 60};
  Svg svg(640, 400);
  svg.text(x1, 24,
           fmt::format("{} rings, {}, {} atoms, {} frame(s)", to_text(r.settings().criterion),
                       to_text(r.settings().pairs), r.atoms(), r.frames()));
  scales(svg, rings, share, x1, x2);
  for (int n = smallest_ring; n <= last; ++n) {
    const double x = x1 + step * (n - smallest_ring), middle = x + step / 2;
    if (r.size(n).rings > 0) {
      report::bar(svg, x + 0.14 * step, middle, rings, 100 * r.per_atom(n), blue);
      report::bar(svg, middle, x + 0.86 * step, share, 100 * r.share(n), orange);
    }
    svg.text(middle, 358, std::to_string(n), Svg::Anchor::middle);
  }
  svg.line(x1, 340, x2, 340, report::ink);
  svg.text((x1 + x2) / 2, 384, "atoms in the ring", Svg::Anchor::middle);
  return svg.finish();
}

}  // namespace nacre
