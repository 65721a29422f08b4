// Which sites taught (trained) a forest. A forest remembers the rows that taught it, so its answers for them do not
// test it.
// Its file keeps a digest of each: FNV-1a, 64 bits, of the fourteen features with the nine digits that features.csv
// has, so that a site is known again from the run and from its table.
#pragma once
#include <cstdint>
#include <vector>

#include "learn/forest.h"
#include "sites/site_table.h"

namespace nacre::sites {

std::uint64_t site_digest(const Site& site);
/// Rising, each once: Forest::taught.
std::vector<std::uint64_t> digests_of(const std::vector<const SiteRow*>& rows);
bool is_teacher(const learn::Forest& forest, const Site& site);
/// Sets SiteRow::taught of the guests that taught this forest as they are in any frame.
void mark_teachers(RunSites& run, const learn::Forest& forest);

}  // namespace nacre::sites
