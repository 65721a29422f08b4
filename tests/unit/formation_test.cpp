// Formation energies: zero of the reference itself, a published cohesive energy, linear in what is given; what is refused.
#include "jobs/formation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "job_in_a_folder.h"
#include "jobs/build.h"
#include "jobs/build_sheets.h"

namespace formation_test {

using namespace nacre;
using nacre_test::error_of;
using nacre_test::JobInAFolder;
using nacre_test::mentions;

class FormationJob : public JobInAFolder {
 protected:
  using Given = std::vector<std::pair<std::string, std::vector<std::string>>>;

  report::Report formation(const std::vector<std::string>& files, Given more) {
    jobs::Formation job;
    more.push_back({"POTENTIAL", {"tersoff-carbon"}});
    more.push_back({"FILES", files});
    return run(job, more);
  }
  void make_graphene(const std::string& file) {
    jobs::BuildCrystal job;
    run(job, {{"name", {"graphene"}}, {"repeat", {"4", "4", "1"}}, {"output", {file}}});
  }
  std::string message_of(const Given& more) {
    return error_of([&] { formation({"model.xyz"}, more); }).what();
  }
};

// Tersoff's diamond: -7.371 eV an atom (10.1103/PhysRevB.39.5566), here at 3.567 A without displacements.
TEST_F(FormationJob, OfDiamondByItsCohesiveEnergy) {
  jobs::BuildCrystal diamond;
  run(diamond, {{"name", {"diamond"}}, {"repeat", {"2", "2", "2"}}, {"output", {"model.xyz"}}});
  const auto found = formation({"model.xyz"}, {{"energy", {"C=-7"}}, {"per", {"C"}}, {"output", {"f.csv"}}});
  EXPECT_NE(found.words.find("C64"), std::string::npos) << found.words;
  const std::string table = nacre_test::content(path("f.csv"));
  EXPECT_NE(table.find("# C -7.000000000\n"), std::string::npos) << table;
  const std::size_t at = table.find("model.xyz,1,64,C64,");
  ASSERT_NE(at, std::string::npos) << table;
  double energy = 0, formation_energy = 0, an_atom = 0, a_carbon = 0;
  ASSERT_EQ(std::sscanf(table.c_str() + at, "model.xyz,1,64,C64,%lf,%lf,%lf,%lf", &energy, &formation_energy, &an_atom,
                        &a_carbon),
            4);
  EXPECT_NEAR(an_atom, -7.371 + 7, 0.005);  // at 3.567 A, not at its own minimum
  EXPECT_NEAR(formation_energy, energy + 7 * 64, 2e-9);
  EXPECT_NEAR(64 * an_atom, formation_energy, 1e-6);
  EXPECT_NEAR(a_carbon, an_atom, 2e-9);
}

// Of the reference nothing is left; the edges of a ribbon cost energy, more of them along a longer cell in proportion, and twice the
// width costs nothing more: the formation energy is that of the edges.
TEST_F(FormationJob, OfEdgesAgainstGraphene) {
  make_graphene("sheet.xyz");
  const auto of_ribbon = [&](const char* width, const char* length) {
    jobs::BuildEdge ribbon;
    const auto built = run(ribbon, {{"width", {width}}, {"length", {length}}, {"output", {"ribbon.xyz"}}});
    const double along = built.summary.number("edge_length_A").value();
    const auto report =
        formation({"ribbon.xyz"}, {{"reference", {"C=sheet.xyz"}}, {"edge-length", {std::to_string(along)}}});
    const std::string words = report.words.substr(report.words.find("eV/atom, ") + 9);
    return std::stod(words);  // eV/A of edge
  };
  EXPECT_NE(formation({"sheet.xyz"}, {{"reference", {"C=sheet.xyz"}}}).words.find("formation energy 0.000000 eV"),
            std::string::npos);
  const double edge = of_ribbon("15", "9.8");
  EXPECT_GT(edge, 0.3);
  EXPECT_LT(edge, 3);
  EXPECT_NEAR(of_ribbon("30", "9.8"), edge, 2e-5);  // six decimals are shown; Tersoff's reach is 2.1 A
  EXPECT_NEAR(of_ribbon("15", "19.6"), edge, 2e-5);
}

TEST_F(FormationJob, SeveralFilesInOneTable) {
  make_graphene("a.xyz");
  make_graphene("b.xyz");
  const auto report = formation({"a.xyz", "b.xyz"}, {{"energy", {"C=0"}}});
  EXPECT_NE(report.words.find("a.xyz frame 1: C32"), std::string::npos) << report.words;
  EXPECT_NE(report.words.find("b.xyz frame 1: C32"), std::string::npos) << report.words;
}

TEST_F(FormationJob, WhatIsRefused) {
  make_diamond();
  const auto says = [&](const Given& more, std::initializer_list<const char*> words) {
    const std::string message = message_of(more);
    for (const char* word : words) EXPECT_NE(message.find(word), std::string::npos) << word << "\n" << message;
  };
  says({}, {"energy", "C", "--reference C=FILE"});
  says({{"energy", {"C:-7"}}}, {"energy", "C:-7"});
  says({{"energy", {"C=low"}}}, {"energy", "low"});
  says({{"energy", {"C=-7", "C=-6"}}}, {"twice"});
  says({{"energy", {"Cx=-7"}}}, {"Cx"});
  says({{"reference", {"C=none.xyz"}}}, {"none.xyz"});
  says({{"reference", {"Na=model.xyz"}}}, {"reference", "Na", "C64"});
}

}  // namespace formation_test
