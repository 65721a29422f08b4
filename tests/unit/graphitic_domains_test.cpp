// Domains that are found against those that were put in: structures of build/domains.h, which knows nothing of bonds and
// normals. Crystals, whose answer is known by hand; carbons without domains.
#include "analysis/domains/graphitic_domains.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "build/crystal.h"
#include "build/domains.h"
#include "build/random_structure.h"
#include "report/csv.h"

namespace graphitic_domains_test {

using namespace nacre;

GraphiticDomains found_in(const Structure& s) {
  GraphiticDomains found(parse_pair_cutoffs({"C-C=1.85"}));
  found.add(s.atoms, s.box);
  return found;
}

/// The domain whose centre is nearest to that of a stack.
const GraphiticDomain& nearest_to(const DomainStack& stack, const GraphiticDomains& found, double edge) {
  const auto away = [&](const GraphiticDomain& d) {
    Vec3 v = d.centre - stack.centre;
    for (int k = 0; k < 3; ++k) v[k] -= edge * std::round(v[k] / edge);
    return norm(v);
  };
  return *std::min_element(found.domains().begin(), found.domains().end(),
                           [&](const auto& a, const auto& b) { return away(a) < away(b); });
}

// Each stack comes back: its layers, La within 10 % (edges are rows of atoms), Lc within 2 %, its normal within 2 degrees, and no other.
TEST(GraphiticDomains, StacksThatWereBuilt) {
  for (const double la : {15.0, 20.0, 26.0})
    for (const char* edge : {"round", "armchair"}) {
      Domains r;
      r.atoms = 6000, r.density = 0.9, r.graphitic = 0.7, r.edge = edge;
      r.la.mean = la, r.lc.mean = 4 * 3.44;
      const DomainStructure made = domains(r);
      const GraphiticDomains found = found_in(made.structure);
      ASSERT_EQ(found.domains().size(), made.stacks.size()) << la << edge;
      double in_stacks = 0;
      for (const DomainStack& stack : made.stacks) {
        const GraphiticDomain& d = nearest_to(stack, found, made.edge);
        EXPECT_EQ(d.layers, 4);
        EXPECT_NEAR(d.la, stack.la, 0.1 * stack.la) << edge;
        if (edge == std::string("round")) {
          EXPECT_NEAR(d.la, la, 0.1 * la);
        }
        EXPECT_NEAR(d.lc, 4 * 3.44, 0.02 * 4 * 3.44);
        EXPECT_GT(std::abs(dot(d.normal, stack.normal)), std::cos(2 * 3.14159265 / 180));
        in_stacks += static_cast<double>(stack.atoms);
      }
      EXPECT_NEAR(found.share(), in_stacks / 6000, 0.05) << "a single atom bonded to a sheet atom takes it out";
    }
}

// Heights of stacks of one structure by number of layers: those that were drawn. The gap is beyond the reach of partners, so that no
// stack goes on in another that happens to be parallel to it.
TEST(GraphiticDomains, SizesThatDiffer) {
  Domains r;
  r.atoms = 8000, r.density = 0.8, r.gap = 6, r.graphitic = 0.8, r.la = {18, 3}, r.lc = {14, 4};
  const DomainStructure made = domains(r);
  std::vector<int> built, found;
  for (const DomainStack& s : made.stacks)
    if (s.layers > 1) built.push_back(s.layers);
  const GraphiticDomains all = found_in(made.structure);
  for (const GraphiticDomain& d : all.domains()) found.push_back(d.layers);
  std::sort(built.begin(), built.end());
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, built);
}

// Graphite: each of its layers fills the cell, all are one domain. By hand: 6 x 6 cells of 2 atoms in a layer, 3 x 2 layers
// 3.354 A apart; La of the layer's 72 atoms at 1.42 A a bond is 15.5 A.
TEST(GraphiticDomains, Graphite) {
  Crystal request;
  request.name = "graphite", request.repeat = {6, 6, 3}, request.rattle = 0.03;
  const GraphiticDomains found = found_in(crystal(request));
  ASSERT_EQ(found.domains().size(), 1u);
  const GraphiticDomain& d = found.domains()[0];
  EXPECT_EQ(d.layers, 6);
  EXPECT_EQ(d.atoms, 432);
  EXPECT_NEAR(d.la, std::sqrt(4 * 72 * 2.6195 / 3.14159265), 0.01);
  EXPECT_NEAR(d.lc, 6 * 3.354, 0.05);
  EXPECT_GT(d.normal.z, 0.999);
  EXPECT_EQ(found.share(), 1);
}

TEST(GraphiticDomains, NoneWhereThereAreNoStacks) {
  Crystal request;
  request.name = "diamond", request.repeat = {4, 4, 4};
  EXPECT_TRUE(found_in(crystal(request)).domains().empty());
  request.name = "graphene", request.repeat = {8, 8, 1};
  EXPECT_TRUE(found_in(crystal(request)).domains().empty()) << "one layer is no stack";
  const GraphiticDomains random = found_in(random_structure({{"C"}, {2000}, {28, 28, 28}, 1.3, 1}));
  EXPECT_TRUE(random.domains().empty());
  EXPECT_EQ(random.share(), 0);
  EXPECT_EQ(random.mean(&GraphiticDomain::la), 0);
}

TEST(GraphiticDomains, FramesAreCounted) {
  Crystal request;
  request.name = "graphite", request.repeat = {4, 4, 2};
  const Structure s = crystal(request);
  GraphiticDomains two = found_in(s);
  two.add(s.atoms, s.box);
  ASSERT_EQ(two.domains().size(), 2u);
  EXPECT_EQ(two.domains()[1].frame, 2);
  EXPECT_EQ(two.frames(), 2);
  EXPECT_EQ(two.share(), 1);
  const std::string table = report::csv_text(domain_table(two));
  EXPECT_NE(table.find("frame,domain,layers,atoms,la_A,lc_A,spacing_A"), std::string::npos) << table;
  EXPECT_NE(table.find("\n2,1,4,128,"), std::string::npos) << table;
}

}  // namespace graphitic_domains_test
