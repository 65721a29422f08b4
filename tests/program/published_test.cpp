// `nacre predict --files` with models that the public trainer made, against the files that it wrote beside them: row by
// row. Its rows of training sets are in the order of its batches, so frames are matched by their labelled forces. The
// data are not ours to give away (needs_data.h); the models of tests/data with the oracle's numbers are.
#include "nacre_command.h"
#include "needs_data.h"
#include "reference/structure.h"
#include "source_dir.h"

namespace published_test {

namespace {

using namespace program;

// The public program computes in single precision and writes six digits: half a unit of the last is 5e-6 eV/atom for
// energies from 1 to 10 eV/atom, 5e-5 eV/A for forces from 10 to 100 eV/A.
constexpr double energy_bound = 1e-5;  // eV/atom
constexpr double force_bound = 2e-4;   // eV/A
constexpr double virial_bound = 1e-5;  // eV/atom
/// GPa: the virial's, for 15 A^3 an atom or more (160 GPa A^3/eV).
constexpr double stress_bound = 1e-4;
/// Labels have six digits there and eight here.
constexpr double label_share = 1e-5;

using Rows = std::vector<std::vector<double>>;

struct Case {
  const char *folder, *name;
  std::size_t atoms;  ///< of every frame
  bool with_virial;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.folder << " " << c.name; }

bool same_labels(const std::vector<double>& a, const std::vector<double>& b) {
  for (std::size_t k = 3; k < 6; ++k)
    if (std::abs(a[k] - b[k]) > label_share * std::max(1.0, std::abs(b[k]))) return false;
  return true;
}

/// Our frame of each published one: all forces of the label must agree, and each frame is taken once.
std::vector<std::size_t> match_frames(const Rows& ours, const Rows& published, std::size_t atoms) {
  std::vector<std::size_t> match;
  std::vector<char> taken(ours.size() / atoms, 0);
  const auto agree = [&](std::size_t frame, std::size_t other) {
    for (std::size_t i = 0; i < atoms; ++i)
      if (!same_labels(ours[frame * atoms + i], published[other * atoms + i])) return false;
    return true;
  };
  for (std::size_t p = 0; p < published.size() / atoms; ++p)
    for (std::size_t f = 0; f < taken.size(); ++f) {
      if (taken[f] || !agree(f, p)) continue;
      taken[f] = 1;
      match.push_back(f);
      break;
    }
  return match;
}

/// Largest difference of the predicted columns; `rows`: of each frame.
double largest_difference(const Rows& ours, const Rows& published, const std::vector<std::size_t>& match,
                          std::size_t rows) {
  double largest = 0;
  for (std::size_t p = 0; p < match.size(); ++p)
    for (std::size_t i = 0; i < rows; ++i) {
      const auto &a = ours[match[p] * rows + i], &b = published[p * rows + i];
      for (std::size_t k = 0; k < b.size() / 2; ++k) largest = std::max(largest, std::abs(a[k] - b[k]));
    }
  return largest;
}

class Published : public testing::TestWithParam<Case> {};

TEST_P(Published, RowsAreReproduced) {
  const auto [folder, name, atoms, with_virial] = GetParam();
  const fs::path data = nacre_test::shared_folder() / "data" / folder;
  NACRE_NEEDS_DATA(data / "nep.txt");
  const Workspace w;
  const Outcome o =
      w.nacre("predict '" + (data / "nep.txt").string() + "' '" + (data / name).string() + ".xyz' --files out --quiet");
  ASSERT_EQ(o.code, 0) << o.err;
  const auto ours = [&](const std::string& what) { return table(w.read("out/" + what + "_" + name + ".out")); };
  const auto theirs = [&](const std::string& what) { return table(read_file(data / (what + "_" + name + ".out"))); };
  const Rows force = ours("force"), published = theirs("force");
  ASSERT_EQ(force.size(), published.size());
  ASSERT_EQ(force.size() % atoms, 0u);
  const auto match = match_frames(force, published, atoms);
  ASSERT_EQ(match.size(), force.size() / atoms) << "frames whose labels are found";
  const auto expect_close = [&](const std::string& what, std::size_t rows, double bound) {
    const Rows a = ours(what), b = theirs(what);
    ASSERT_EQ(a.size(), match.size() * rows) << what;
    ASSERT_EQ(b.size(), a.size()) << what;
    const double found = largest_difference(a, b, match, rows);
    std::cout << "    " << what << ": largest difference " << found << " of " << bound << "\n";
    EXPECT_LE(found, bound) << what;
  };
  expect_close("energy", 1, energy_bound);
  expect_close("force", atoms, force_bound);
  if (with_virial) expect_close("virial", 1, virial_bound), expect_close("stress", 1, stress_bound);
}

constexpr Case cases[] = {{"c60", "train", 60, false}, {"c60", "test", 60, false}, {"pbte", "train", 250, true}};
INSTANTIATE_TEST_SUITE_P(Models, Published, testing::ValuesIn(cases));

// The same files from models and labels that we may ship: the labels are what the oracle of tests/reference gives for
// the model, so every predicted column repeats the label's.
class OracleRows : public testing::TestWithParam<const char*> {};

TEST_P(OracleRows, PredictionsRepeatTheLabels) {
  const fs::path data = fs::path(nacre_test::source_dir()) / "tests/data/nep-random" / GetParam();
  const Workspace w;
  const Outcome o = w.nacre("predict '" + (data / "nep.txt").string() + "' '" + (data / "reference.xyz").string() +
                            "' --files out --quiet");
  ASSERT_EQ(o.code, 0) << o.err;
  const auto labelled = reference::read_frames(data / "reference.xyz");
  std::size_t atoms = 0;
  for (const auto& frame : labelled) atoms += frame.structure.position.size();
  const auto expect_repeated = [&](const std::string& what, std::size_t rows, std::size_t columns, double bound) {
    const Rows found = table(w.read("out/" + what + "_reference.out"));
    ASSERT_EQ(found.size(), rows) << what;
    double largest = 0, size = 0;
    for (const auto& row : found) {
      ASSERT_EQ(row.size(), 2 * columns) << what;
      for (std::size_t k = 0; k < columns; ++k) {
        largest = std::max(largest, std::abs(row[k] - row[k + columns]));
        size = std::max(size, std::abs(row[k + columns]));
      }
    }
    EXPECT_LE(largest, bound * std::max(size, 1.0)) << what;
    EXPECT_GT(size, 1e-3) << what;
  };
  constexpr double single = 1e-5;  // pair loops in float, and eight digits in the file
  expect_repeated("energy", labelled.size(), 1, single);
  expect_repeated("force", atoms, 3, single);
  expect_repeated("virial", labelled.size(), 6, single);
  // In the order of the file, and the labels themselves.
  const Rows force = table(w.read("out/force_reference.out"));
  std::size_t row = 0;
  for (const auto& frame : labelled)
    for (const auto& f : frame.labels.force) {
      for (std::size_t k = 0; k < 3; ++k)
        EXPECT_NEAR(force[row][k + 3], f[k], label_share * std::max(1.0, std::abs(f[k]))) << row;
      ++row;
    }
}
INSTANTIATE_TEST_SUITE_P(Models, OracleRows,
                         testing::Values("nep4_NaC", "nep3_zbl_NaC", "nep4_NaC_higher_body", "nep5_NaC"));

}  // namespace

}  // namespace published_test
