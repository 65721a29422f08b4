// Labels of groups, which a file gives an atom each, as numbers of groups.
#pragma once
#include <vector>

namespace nacre {

/// Groups 0 .. largest label: 0 without atoms. Throws Error when the labels are no numbers of groups: a label beyond
/// 9999 and beyond the number of atoms would be the size of arrays.
int group_count(const std::vector<int>& labels);

}  // namespace nacre
