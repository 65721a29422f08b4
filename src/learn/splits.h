// Which rows teach and which are asked.
//
// random: a share of the rows, drawn without regard to their group, as is usual; stratified draws the share from each
// class. Rows of one group are alike (sodium atoms inserted one after another into one box), so a row that is asked has
// near copies among those that taught, and the result is too good. by group: all rows of one group are asked, the
// others teach, each group in turn; this is what to expect in a new box.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "learn/table.h"

namespace nacre::learn {

struct Fold {
  std::vector<int> train, test;  ///< rows, rising
  int group = -1;                ///< that is left out; -1: none
};

/// floor(share n + 1/2) rows are asked; stratified: of each class.
Fold random_fold(const Table& table, double test_share, bool stratified, std::uint64_t seed);
/// One fold a group. Throws Error when there are fewer than two groups.
std::vector<Fold> group_folds(const Table& table);

}  // namespace nacre::learn
