// `nacre predict --files` with models that the public trainer made, against the files that it wrote beside them: row by
// row. Its rows of training sets are in the order of its batches, so frames are matched by their labelled forces. The
// data are not ours to give away: without the folder `shared` (or NACRE_SHARED) the tests are skipped.
#include "nacre_command.h"
#include "source_dir.h"

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

fs::path shared_folder() {
  const char* given = std::getenv("NACRE_SHARED");
  return given != nullptr ? fs::path(given) : fs::path(nacre_test::source_dir()).parent_path() / "shared";
}

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
  const fs::path data = shared_folder() / "data" / folder;
  if (!fs::exists(data / "nep.txt")) GTEST_SKIP() << "the published model is not here: " << data;
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

}  // namespace
