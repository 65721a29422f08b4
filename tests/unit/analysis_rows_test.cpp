// The rows of a single analysis: the numbers of its page as data. Known answers of diamond, a = 3.567 Å:
//   bond sqrt(3) a / 4, four bonds an atom, angles acos(-1/3), two rings of six an atom
#include <cmath>
#include <set>

#include "job_in_a_folder.h"
#include "jobs/analyze/kinds.h"

namespace analysis_rows_test {

namespace {

using namespace nacre_test;

constexpr double diamond_a = 3.567;                         // Å, of nacre build crystal diamond
const double diamond_bond = std::sqrt(3.0) * diamond_a / 4;  // Å
const double tetrahedral = std::acos(-1.0 / 3) * 180 / M_PI;

class AnalysisRows : public JobInAFolder {
 protected:
  using Given = std::vector<std::pair<std::string, std::vector<std::string>>>;

  /// Rows of `nacre analyze NAME` on a file, by key.
  std::map<std::string, report::Row> rows(const std::string& name, const std::string& file, Given given = {}) {
    const jobs::JobKind* kind = jobs::find_job("analyze " + name);
    EXPECT_NE(kind, nullptr) << name;
    given.push_back({"files", {file}});
    const auto job = kind->make();
    const report::Report report = run(*job, given);
    std::map<std::string, report::Row> found;
    EXPECT_EQ(report.sections.size(), 1u) << name;
    for (const report::Row& row : report.sections.at(0).rows) {
      EXPECT_TRUE(found.emplace(row.key, row).second) << row.key << " twice";
      EXPECT_FALSE(row.what.empty() || row.found.empty()) << row.key;
      EXPECT_FALSE(row.published.has_value()) << row.key << ": nobody said which material this is";
    }
    EXPECT_EQ(report.sections.at(0).key, name);
    return found;
  }
  void make_perfect_diamond() {
    jobs::BuildCrystal job;
    run(job, {{"name", {"diamond"}}, {"repeat", {"2", "2", "2"}}, {"output", {"diamond.xyz"}}});
  }
};

TEST_F(AnalysisRows, OfDiamond) {
  make_perfect_diamond();
  const double bin = 0.05;
  auto rdf = rows("rdf", "diamond.xyz", {{"rmax", {"5"}}, {"bins", {"100"}}});
  EXPECT_NEAR(rdf.at("total.first_peak_A").value.value(), diamond_bond, bin);
  EXPECT_NEAR(rdf.at("C-C.first_peak_A").value.value(), diamond_bond, bin);
  EXPECT_NEAR(rdf.at("C-C.coordination").value.value(), 4, 1e-9);
  EXPECT_EQ(rdf.at("C-C.first_peak_A").unit, "A");

  auto coordination = rows("coordination", "diamond.xyz", {{"cutoff", {"C-C=1.8"}}});
  EXPECT_EQ(coordination.at("bonds_4_percent").value.value(), 100);
  EXPECT_EQ(coordination.at("bonds_3_percent").value.value(), 0);
  EXPECT_EQ(coordination.at("mean").value.value(), 4);

  auto adf = rows("adf", "diamond.xyz", {{"cutoff", {"C-C=1.8"}}});
  EXPECT_NEAR(adf.at("total.mean_deg").value.value(), tetrahedral, 1e-6);
  EXPECT_NEAR(adf.at("C-C-C.mean_deg").value.value(), tetrahedral, 1e-6);
  // The deviation is by the middles of the bins of one degree (adf.h): all angles lie in that of 109.5.
  EXPECT_NEAR(adf.at("total.deviation_deg").value.value(), 109.5 - tetrahedral, 1e-4);

  auto rings = rows("rings", "diamond.xyz");
  EXPECT_EQ(rings.at("rings_6").value.value(), 2);
  EXPECT_EQ(rings.at("rings_5").value.value(), 0);

  auto hybridization = rows("hybridization", "diamond.xyz");
  EXPECT_EQ(hybridization.at("sp3_percent").value.value(), 100);
  EXPECT_NEAR(hybridization.at("bond_A").value.value(), diamond_bond, 1e-6);

  EXPECT_EQ(rows("pores", "diamond.xyz").count("lcd_A"), 1u);
  EXPECT_EQ(rows("xrd", "diamond.xyz").count("sharp_line_degrees"), 1u);
}

TEST_F(AnalysisRows, NoBondIsNoRow) {
  write("far.xyz", "2\nLattice=\"20 0 0 0 20 0 0 0 20\" Properties=species:S:1:pos:R:3\nC 0 0 0\nC 9 9 9\n");
  auto found = rows("hybridization", "far.xyz");
  EXPECT_EQ(found.at("sp2_percent").value.value(), 0);
  EXPECT_EQ(found.count("bond_A"), 0u);
}

// Two atoms that fly apart: MSD = (v t)^2.
TEST_F(AnalysisRows, OfFreeFlight) {
  std::string text;
  for (int k = 0; k < 20; ++k)
    text += "2\nLattice=\"50 0 0 0 50 0 0 0 50\" Time=" + std::to_string(10 * k) +
            " Properties=species:S:1:pos:R:3\nC " + std::to_string(20 + 0.1 * k) + " 5 5\nNa " +
            std::to_string(20 - 0.1 * k) + " 9 5\n";
  write("flight.xyz", text);
  auto found = rows("msd", "flight.xyz");
  EXPECT_NEAR(found.at("all.exponent").value.value(), 2, 1e-6);
  EXPECT_NEAR(found.at("Na.exponent").value.value(), 2, 1e-6);
  EXPECT_EQ(found.at("Na.D_cm2_s").unit, "cm2/s");
  EXPECT_EQ(found.count("Na.green_kubo_D_cm2_s"), 0u);
}

}  // namespace

}  // namespace analysis_rows_test
