// Carbon among other elements: its bonds to H, O and N count, and the shares are of carbon alone.
#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/bonds/hybridization.h"
#include "build/structure.h"
#include "io/extxyz.h"
#include "source_dir.h"

namespace hybridization_bonds_test {

namespace {

using namespace nacre;

Hybridization of_file(const std::string& name, std::vector<PairCutoff> pairs = {{"C", "C", 1.85}}) {
  const Frame frame = read_frame(nacre_test::source_dir() + std::string("/tests/cases/hydrogenated-carbon/") + name);
  Hybridization result({std::move(pairs), {1.7, 1.85}});
  result.add(frame.atoms, frame.box);
  return result;
}

struct Molecule {
  const char* file;
  int carbons, bonds;  ///< bonds of every carbon
};

TEST(HybridizationBonds, CarbonOfMolecules) {
  for (const Molecule& m :
       {Molecule{"benzene.xyz", 6, 3}, Molecule{"cyclobutane.xyz", 4, 4}, Molecule{"ethanol.xyz", 2, 4},
        Molecule{"ethyne.xyz", 2, 2}, Molecule{"isobutane.xyz", 4, 4}}) {
    const Hybridization h = of_file(m.file);
    EXPECT_EQ(h.counts().atoms(), m.carbons) << m.file;
    EXPECT_EQ(h.counts().count(m.bonds), m.carbons) << m.file;
    for (const CoordinationCounts& c : h.scan()) EXPECT_EQ(c.count(m.bonds), m.carbons) << m.file;
  }
}

// The pairs as a user names them: the shares are still of carbon alone.
TEST(HybridizationBonds, NamedPairsCountTheSame) {
  const std::vector<PairCutoff> named{{"C", "C", 1.85}, {"H", "C", 1.25}, {"C", "O", 1.6}};
  EXPECT_EQ(of_file("benzene.xyz", named).counts().count(3), 6);
  EXPECT_EQ(of_file("benzene.xyz", named).counts().atoms(), 6);
  EXPECT_EQ(of_file("ethanol.xyz", named).counts().count(4), 2);
  EXPECT_EQ(of_file("ethanol.xyz", named).pairs().size(), 3u);
  // a bond that the user makes shorter than any is none
  EXPECT_EQ(of_file("ethyne.xyz", {{"C", "C", 1.85}, {"C", "H", 0.5}}).counts().count(1), 2);
}

TEST(HybridizationBonds, OnlyWhatIsThereIsAdded) {
  EXPECT_EQ(to_text(of_file("benzene.xyz").pairs()), "C-C=1.85,C-H=1.3");
  EXPECT_EQ(to_text(of_file("ethanol.xyz").pairs()), "C-C=1.85,C-H=1.3,C-O=1.7");
  EXPECT_EQ(of_file("benzene.xyz").bonds().count(), 6) << "lengths of C-C";
  EXPECT_NEAR(of_file("benzene.xyz").bonds().mean(), 1.397, 0.003);
  EXPECT_NEAR(of_file("benzene.xyz").angles().mean(), 120, 0.01) << "all three bonds of a carbon";
}

/// Atoms of a molecule in an open cell.
Hybridization of_atoms(const std::vector<std::pair<const char*, Vec3>>& atoms, std::vector<PairCutoff> pairs) {
  Structure s;
  s.box = Box({{{20, 0, 0}, {0, 20, 0}, {0, 0, 20}}}, {false, false, false});
  s.atoms.species = {"C", "N", "O", "Na", "Si"};
  s.atoms.resize(atoms.size());
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    const auto at = std::find(s.atoms.species.begin(), s.atoms.species.end(), atoms[i].first);
    s.atoms.type[i] = static_cast<int>(at - s.atoms.species.begin());
    s.atoms.position[i] = atoms[i].second;
  }
  Hybridization result({std::move(pairs), {}});
  result.add(s.atoms, s.box);
  return result;
}

TEST(HybridizationBonds, NitrogenCountsAndSodiumDoesNot) {
  const Hybridization cyanide =
      of_atoms({{"C", {0, 0, 0}}, {"N", {1.16, 0, 0}}, {"C", {-1.46, 0, 0}}}, {{"C", "C", 1.85}});
  EXPECT_EQ(cyanide.counts().count(2), 1);
  EXPECT_EQ(cyanide.counts().atoms(), 2);
  const Hybridization sodium =
      of_atoms({{"C", {0, 0, 0}}, {"Na", {1.6, 0, 0}}, {"C", {-1.4, 0, 0}}}, {{"C", "C", 1.85}});
  EXPECT_EQ(sodium.counts().count(1), 2);
}

// Without carbon in the pairs all their atoms count, as before.
TEST(HybridizationBonds, OtherElementsCountAsTheyDid) {
  const Hybridization quartz =
      of_atoms({{"Si", {0, 0, 0}}, {"O", {1.6, 0, 0}}, {"O", {-1.6, 0, 0}}, {"C", {5, 0, 0}}}, {{"Si", "O", 2.0}});
  EXPECT_EQ(quartz.counts().atoms(), 3);
  EXPECT_EQ(quartz.counts().count(2), 1);
}

}  // namespace

}  // namespace hybridization_bonds_test
