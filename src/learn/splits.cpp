#include "learn/splits.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "learn/random_stream.h"

namespace nacre::learn {

namespace {
/// Moves floor(share n + 1/2) of the rows, drawn at random, to `test` and the others to `train`.
void draw(std::vector<int> rows, double share, std::uint64_t seed, std::uint64_t stream, Fold& fold) {
  RandomStream random(seed, stream, 0, Purpose::learn_split);
  shuffle(rows, random);
  const auto asked = static_cast<std::ptrdiff_t>(std::floor(share * static_cast<double>(rows.size()) + 0.5));
  fold.test.insert(fold.test.end(), rows.begin(), rows.begin() + asked);
  fold.train.insert(fold.train.end(), rows.begin() + asked, rows.end());
}
}  // namespace

Fold random_fold(const Table& table, double test_share, bool stratified, std::uint64_t seed) {
  if (!(test_share > 0 && test_share < 1)) throw Error("out of range").key("test_share").allowed("> 0, < 1");
  if (stratified && table.label.empty()) throw Error("a stratified split needs labels").file(table.file);
  std::vector<std::vector<int>> strata(stratified ? table.classes.size() : 1);
  for (int row = 0; row < table.rows(); ++row) strata[stratified ? table.label[row] : 0].push_back(row);
  Fold fold;
  for (std::size_t k = 0; k < strata.size(); ++k) draw(strata[k], test_share, seed, k, fold);
  std::sort(fold.train.begin(), fold.train.end());
  std::sort(fold.test.begin(), fold.test.end());
  if (fold.train.empty() || fold.test.empty()) throw Error("too few rows to split").file(table.file).key("test_share");
  return fold;
}

std::vector<Fold> group_folds(const Table& table) {
  std::vector<Fold> folds(table.groups.size());
  for (std::size_t g = 0; g < folds.size(); ++g) {
    folds[g].group = static_cast<int>(g);
    for (int row = 0; row < static_cast<int>(table.group.size()); ++row)
      (table.group[row] == folds[g].group ? folds[g].test : folds[g].train).push_back(row);
  }
  std::erase_if(folds, [](const Fold& f) { return f.test.empty(); });
  if (folds.size() < 2) throw Error("leaving one group out needs two groups").file(table.file);
  return folds;
}

}  // namespace nacre::learn
