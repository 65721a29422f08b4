#include "jobs/build_sheets.h"

#include <cmath>

#include "core/elements.h"
#include "insert/electrode.h"
#include "insert/ledger.h"
#include "io/ranges.h"
#include "jobs/built_file.h"

namespace nacre::jobs {

namespace {
/// Atoms of so much graphene (Å^2).
double atoms_of_sheet(double area, double a) { return area * sheet_density(a); }

void add_sheet_constant(Options& table, double& a) {
  table.add("a", a, "Lattice constant of graphene (A)").in(lengths());
}
void add_vacuum(Options& table, double& vacuum, const std::string& where) {
  table.add("vacuum", vacuum, "Empty space " + where + ", both sides together (A)").in(lengths());
}
void add_walls(Options& table, Walls& walls) {
  table.add("sheets", walls.sheets, "Graphene sheets of a wall");
  table.add("spacing", walls.spacing, "Distance of the sheets of a wall (A)").in(lengths());
  table.add_choice("stacking", walls.stacking, {"AA", "AB"}, "Of the sheets of a wall");
  add_sheet_constant(table, walls.a);
}

/// mAh/g, with the mass of the metal in the denominator or without; the charge is that of its ion, else 1.
double capacity_of(const LayeredStructure& made, const std::string& metal, bool of_total_mass) {
  insert::LedgerBase base;
  base.host_mass = static_cast<double>(made.carbons) * element_mass(atomic_number("C"));
  if (of_total_mass) base.guest_mass = element_mass(atomic_number(metal));
  if (const int charge = insert::usual_charge(metal)) base.charge = charge;
  return insert::capacity_mAh_g(static_cast<double>(made.guests), base);
}
}  // namespace

void BuildLayers::options(Options& table) {
  table.add("metal", request.metal, "Element symbol of the metal");
  table.add("count", request.count, "Layers of metal");
  table.add_choice(
      "film", request.film, {"auto", "registry", "bcc", "fcc"},
      "Order of a layer: one atom for 12 C, (110) of bcc or (111) of fcc; auto: registry of one layer, else "
      "bcc");
  table.add_choice("stacking", request.stacking, {"AA", "AB"}, "Of the two sheets");
  table.add("metal-a", request.metal_a, "Lattice constant of the metal (A); known of Li, Na, K, Rb, Cs").in(lengths());
  table.add("gap", request.gap, "From carbon to the nearest metal plane (A); known of the same").in(lengths());
  table.add("separation", request.separation, "Between planes of metal (A); else as in the bulk").in(lengths());
  table.add("size", request.size, "Least edges in the plane (A)").in(lengths());
  table.add("strain", request.strain, "Largest strain of the metal, which makes it fit the sheets").in(positive());
  add_vacuum(table, request.vacuum, "above and below");
  add_sheet_constant(table, request.a);
  add_built_output(table, output);
}

report::Report BuildLayers::run(const Surroundings& around) {
  check_number((2 + request.count) * atoms_of_sheet(request.size * request.size, request.a), "size");
  const LayeredStructure made = metal_layers(request);
  report::Report report = write_built(made.structure, output, around);
  report.summary.put("film", made.film);
  add_number(report, "metal_atoms", request.metal + " atoms, film " + made.film, static_cast<double>(made.guests),
             "{:.0f}");
  add_number(report, "strain_x_percent", "strain of the film along x (%)", 100 * made.strain_x, "{:.3f}");
  add_number(report, "strain_y_percent", "strain of the film along y (%)", 100 * made.strain_y, "{:.3f}");
  add_number(report, "sheet_distance_A", "distance of the sheets (A)", made.sheet_distance, "{:.3f}");
  add_number(report, "capacity_total_mAh_g", "capacity of the total mass (mAh/g)",
             capacity_of(made, request.metal, true), "{:.1f}");
  add_number(report, "capacity_host_mAh_g", "capacity of the carbon's mass (mAh/g)",
             capacity_of(made, request.metal, false), "{:.1f}");
  return report;
}

void BuildSlit::options(Options& table) {
  table.add("width", request.width, "From carbon plane to carbon plane across the pore (A)").in(lengths());
  add_walls(table, request.walls);
  table.add("size", size, "Least edges in the plane (A)").in(lengths()).times(2, 2).no_standard();
  add_built_output(table, output);
}

report::Report BuildSlit::run(const Surroundings& around) {
  request.size_x = size[0], request.size_y = size[1];
  check_number(request.walls.sheets * atoms_of_sheet(size[0] * size[1], request.walls.a), "size");
  return write_built(slit(request), output, around);
}

void BuildWedge::options(Options& table) {
  table.add("angle", request.angle, "Between the walls (degrees)").in({0, 90, true, false});
  table.add("narrow", request.narrow, "Distance of the walls' carbon planes at the narrow end (A)").in(lengths());
  table.add("length", request.length, "Least length of the walls, from the narrow to the wide end (A)").in(lengths());
  table.add("depth", request.depth, "Least edge of the cell along the walls' edges (A)").in(lengths());
  add_walls(table, request.walls);
  add_vacuum(table, request.vacuum, "around the walls");
  add_built_output(table, output);
}

report::Report BuildWedge::run(const Surroundings& around) {
  check_number(2 * request.walls.sheets * atoms_of_sheet(request.length * request.depth, request.walls.a), "length");
  return write_built(wedge(request), output, around);
}

void BuildEdge::options(Options& table) {
  table.add_choice("edge", request.edge, {"zigzag", "armchair"}, "The two edges of the ribbon");
  table.add("width", request.width, "Least width from edge to edge (A)").in(lengths());
  table.add("length", request.length, "Least edge of the cell along the edges (A)").in(lengths());
  table.add("hydrogen", request.hydrogen, "A hydrogen atom at each free bond");
  add_vacuum(table, request.vacuum, "beside and above the ribbon");
  add_sheet_constant(table, request.a);
  add_built_output(table, output);
}

report::Report BuildEdge::run(const Surroundings& around) {
  check_number(atoms_of_sheet(request.width * request.length, request.a), "length");
  const Structure made = ribbon(request);
  report::Report report = write_built(made, output, around);
  add_number(report, "edge_length_A", "length of both edges together (A)", 2 * made.box.h().m[1][1], "{:.4f}");
  return report;
}

void BuildTube::options(Options& table) {
  table.add("indices", indices, "n and m of the tube, n >= m").times(2, 2).no_standard();
  table.add("length", request.length, "Least length (A)").in(lengths());
  add_vacuum(table, request.vacuum, "around the tube");
  add_sheet_constant(table, request.a);
  add_built_output(table, output);
}

report::Report BuildTube::run(const Surroundings& around) {
  request.n = indices[0], request.m = indices[1];
  const double n = request.n, m = request.m, around_it = request.a * std::sqrt(n * n + n * m + m * m);
  check_number(atoms_of_sheet(around_it * request.length, request.a), "length");
  const Structure made = tube(request);
  report::Report report = write_built(made, output, around);
  add_number(report, "diameter_A", "diameter (A)", made.box.h().m[0][0] - request.vacuum, "{:.4f}");
  return report;
}

}  // namespace nacre::jobs
