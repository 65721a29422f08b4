// Pores as Zeo++ and PoreBlazer have them.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>

#include "analysis/pores/pores.h"
#include "build/structure.h"
#include "io/extxyz.h"
#include "needs_data.h"
#include "reference/pores.h"
#include "source_dir.h"

namespace pores_outside_test {

namespace {

using namespace nacre;
using namespace nacre_test;

// Gates of the project: A for diameters, a share for surfaces.
constexpr double diameter_gate = 0.05, surface_gate = 0.01;

PoreSettings settings(double probe, double grid, const std::string& radii) {
  PoreSettings s;
  s.probe = probe, s.grid = grid, s.radii = PoreRadii(radii), s.surface_at_minimum = false;
  return s;
}

const std::string shared_pores = (shared_folder() / "reference/pores").string() + "/";

void add_atom(Atoms& atoms, const std::string& element, Vec3 r) {
  const auto known = std::find(atoms.species.begin(), atoms.species.end(), element);
  const int type = static_cast<int>(known - atoms.species.begin());
  if (known == atoms.species.end()) atoms.species.push_back(element);
  atoms.position.push_back(r), atoms.type.push_back(type), atoms.mass.push_back(1);
}

Structure read_cssr(const std::string& path) {
  std::ifstream in(path);
  double a = 0, b = 0, c = 0;
  std::string rest, element;
  int count = 0, number = 0;
  in >> a >> b >> c;
  std::getline(in, rest), std::getline(in, rest);
  in >> count;
  std::getline(in, rest), std::getline(in, rest);
  Structure s;
  s.box = Box({{{a, 0, 0}, {0, b, 0}, {0, 0, c}}});
  for (int i = 0; i < count; ++i) {
    Vec3 f;
    in >> number >> element >> f.x >> f.y >> f.z;
    std::getline(in, rest);
    add_atom(s.atoms, element, s.box.cartesian(f));
  }
  return s;
}

/// input.dat (file, three edges) and the XYZ file that it names.
Structure read_poreblazer(const std::string& folder) {
  std::ifstream input(folder + "/input.dat");
  std::string name, rest, element;
  double a = 0, b = 0, c = 0;
  input >> name >> a >> b >> c;
  std::ifstream in(folder + "/" + name);
  int count = 0;
  in >> count;
  std::getline(in, rest), std::getline(in, rest);
  Structure s;
  s.box = Box({{{a, 0, 0}, {0, b, 0}, {0, 0, c}}});
  for (int i = 0; i < count; ++i) {
    Vec3 r;
    in >> element >> r.x >> r.y >> r.z;
    std::getline(in, rest);
    add_atom(s.atoms, element, r);
  }
  return s;
}

reference::HardSpheres spheres_of(const Structure& s, const std::string& radii) {
  reference::HardSpheres spheres;
  for (int i = 0; i < 3; ++i)
    for (int k = 0; k < 3; ++k) spheres.cell[i][k] = s.box.h()[i][k];
  for (std::size_t i = 0; i < s.atoms.size(); ++i) {
    const Vec3 r = s.box.wrap(s.atoms.position[i]);
    spheres.position.push_back({r.x, r.y, r.z});
    spheres.radius.push_back(PoreRadii(radii).of(s.atoms.species[s.atoms.type[i]]));
  }
  return spheres;
}

Structure read_structure(const std::string& path) {
  ExtxyzReader reader(path);
  Frame frame;
  if (!reader.next(frame)) ADD_FAILURE() << path;
  return {std::move(frame.atoms), frame.box};
}

TEST(Pores, FrameworkAsZeoPlusPlusHasIt) {
  const std::string folder = source_dir() + "/tests/data/framework/";
  const YAML::Node expected = YAML::LoadFile(folder + "expected.yaml");
  const auto number = [&](const char* key) { return expected[key].as<double>(); };
  const Structure s = read_structure(folder + "framework.xyz");
  const PoreFrame f = analyze_pores(s.atoms, s.box, settings(number("probe"), 0.1, "zeo++"));
  EXPECT_NEAR(f.pld, number("pld"), 1e-5);  // it writes six digits
  EXPECT_TRUE(f.pld_exact);
  EXPECT_NEAR(f.lcd, number("lcd"), diameter_gate);
  EXPECT_GE(f.lcd_on_path, number("lcd_on_path"));  // ours: in the whole channel
  // 5,000 random points on each of 24 spheres, a fifth of them free: 0.6 %. 200,000 points in the cell: 0.001.
  EXPECT_NEAR(f.surface.open, number("open_surface"), surface_gate * number("open_surface"));
  EXPECT_NEAR(f.surface.all - f.surface.open, number("closed_surface"), surface_gate * number("open_surface"));
  EXPECT_NEAR(f.accessible.open, number("open_accessible"), 0.004);
  EXPECT_NEAR(f.accessible.all - f.accessible.open, number("closed_accessible"), 0.001);
  EXPECT_NEAR(f.lcd, 2 * reference::largest_sphere(spheres_of(s, "zeo++"), 1, 30, 1), 1e-5);
}

TEST(Pores, PorousCarbonAsPoreBlazerHasIt) {
  const std::string folder = source_dir() + "/tests/data/porous-carbon/";
  const YAML::Node expected = YAML::LoadFile(folder + "expected.yaml");
  const auto number = [&](const char* key) { return expected[key].as<double>(); };
  const Structure s = read_structure(folder + "carbon.xyz");
  ASSERT_EQ(s.atoms.size(), 5014u);
  PoreSettings usual = settings(1.657, 0.3, "uff");
  usual.surface_at_minimum = true;
  const PoreFrame f = analyze_pores(s.atoms, s.box, usual);
  // Its diameters are those of points of a 0.2 A grid: at most its diagonal, 0.35 A, below, never above.
  EXPECT_GT(f.lcd, number("lcd") - 0.005);
  EXPECT_LT(f.lcd, number("lcd") + 0.35);
  EXPECT_NEAR(f.pld, number("pld"), 0.35);
  EXPECT_EQ(f.channel_dimension, number("dimension"));
  // 500 random points an atom; where a pore is nearly closed, its grid decides.
  EXPECT_NEAR(f.surface.all, number("surface"), 2 * surface_gate * number("surface"));
  EXPECT_NEAR(f.surface.open, number("open_surface"), 0.05 * number("surface"));
  EXPECT_NEAR(f.occupiable.all, number("occupiable"), 0.015);  // grid 0.3 A; its 10,000 points: 0.005
  EXPECT_NEAR(f.occupiable.open, number("open_occupiable"), 0.015);
}

TEST(Pores, EdiAsZeoPlusPlusHasIt) {
  NACRE_NEEDS_DATA(shared_pores + "edi/EDI.cssr");
  const Structure edi = read_cssr(shared_pores + "edi/EDI.cssr");
  const PoreFrame f = analyze_pores(edi.atoms, edi.box, settings(1.2, 0.1, "zeo++"));
  // Its high-accuracy mode replaces large spheres by small ones, hence not all digits.
  EXPECT_NEAR(f.lcd, 4.88186, diameter_gate);
  EXPECT_NEAR(f.pld, 3.03748, 0.005);
  EXPECT_EQ(f.channel_dimension, 1);
  EXPECT_NEAR(f.surface.all, 60.7713, surface_gate * 60.7713);
  EXPECT_EQ(f.surface.open, f.surface.all);
  // 3683 of 50000 random points: 0.0737 +- 0.0012.
  EXPECT_NEAR(f.accessible.all, 0.07366, 0.003);
  EXPECT_EQ(analyze_pores(edi.atoms, edi.box, settings(1.5, 0.1, "zeo++")).probe_dimension, 1);
  // The largest sphere by a random climb with the same radii: our digits, not its.
  EXPECT_NEAR(f.lcd, 2 * reference::largest_sphere(spheres_of(edi, "zeo++"), 2, 30, 1), 1e-5);
}

struct PoreBlazerCase {
  const char* folder;
  double lcd, pld, surface, occupiable;
};

TEST(Pores, MetalOrganicFrameworksAsPoreBlazerHasThem) {
  for (const PoreBlazerCase& known : {PoreBlazerCase{"poreblazer-HKUST1", 12.86, 6.38, 2989.37, 0.67394},
                                      PoreBlazerCase{"poreblazer-ZIF8", 11.42, 2.86, 4236.46, 0.47735}}) {
    NACRE_NEEDS_DATA(shared_pores + known.folder + "/input.dat");
    const Structure s = read_poreblazer(shared_pores + known.folder);
    PoreSettings usual = settings(1.657, 0.3, "uff");
    usual.surface_at_minimum = true;
    const PoreFrame f = analyze_pores(s.atoms, s.box, usual);
    // Its diameters are those of points of a 0.2 A grid: at most its diagonal, 0.35 A, below, never above.
    EXPECT_GT(f.lcd, known.lcd - 0.005) << known.folder;
    EXPECT_LT(f.lcd, known.lcd + 0.35);
    EXPECT_NEAR(f.pld, known.pld, 0.35);
    EXPECT_EQ(f.channel_dimension, 3);
    // 500 random points an atom: about 9,000 of them on the surface, 1.1 % standard error.
    EXPECT_NEAR(f.surface.all, known.surface, surface_gate * known.surface) << known.folder;
    EXPECT_NEAR(f.occupiable.all, known.occupiable, 0.015);  // grid 0.3 A; its 10,000 points: 0.005
    if (f.pld < 3.314) {
      EXPECT_EQ(f.surface.open + f.occupiable.open, 0);
    }
  }
}

}  // namespace

}  // namespace pores_outside_test
