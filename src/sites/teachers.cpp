#include "sites/teachers.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "io/hash.h"

namespace nacre::sites {

std::uint64_t site_digest(const Site& site) {
  std::string text;
  for (const double v : site.feature) fmt::format_to(std::back_inserter(text), "{:.9g},", v + 0.0);  // -0 is 0
  return fnv1a(text);
}

std::vector<std::uint64_t> digests_of(const std::vector<const SiteRow*>& rows) {
  std::vector<std::uint64_t> out;
  out.reserve(rows.size());
  for (const SiteRow* r : rows) out.push_back(site_digest(r->site));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

bool is_teacher(const learn::Forest& forest, const Site& site) {
  return !forest.taught.empty() && std::binary_search(forest.taught.begin(), forest.taught.end(), site_digest(site));
}

void mark_teachers(RunSites& run, const learn::Forest& forest) {
  for (SiteRow& g : run.guests) g.taught = is_teacher(forest, g.site);
  for (const std::vector<Site>& frame : run.sites)
    for (std::size_t g = 0; g < frame.size(); ++g)
      if (!run.guests[g].taught) run.guests[g].taught = is_teacher(forest, frame[g]);
}

}  // namespace nacre::sites
