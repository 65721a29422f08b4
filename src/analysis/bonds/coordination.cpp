#include "analysis/bonds/coordination.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/error.h"
#include "device/parallel.h"
#include "neighbor/pair_list.h"
#include "report/csv.h"

namespace nacre {

namespace {
std::vector<char> counted_types(const std::vector<PairCutoff>& pairs, const std::vector<std::string>& species) {
  std::vector<char> counted;
  counted.reserve(species.size());
  for (const std::string& s : species)
    counted.push_back(
        std::any_of(pairs.begin(), pairs.end(), [&](const PairCutoff& p) { return p.first == s || p.second == s; }));
  return counted;
}

void append_rows(report::Table& table, const std::string& species, const CoordinationCounts& c) {
  for (int z = 0; z <= c.largest(); ++z) table.rows.push_back({species, z, c.count(z), c.share(z)});
}
}  // namespace

std::vector<int> coordination_numbers(const Atoms& atoms, const Box& box, const std::vector<PairCutoff>& pairs) {
  const std::vector<double> table = cutoff_table(pairs, atoms.species);
  std::vector<int> numbers(atoms.size(), 0);
  if (std::none_of(table.begin(), table.end(), [](double cutoff) { return cutoff > 0; })) return numbers;
  const NeighborList list = list_of_pairs(atoms, box, table);
  parallel_for(list.local(), [&](std::ptrdiff_t slot) {
    const int i = list.atom(static_cast<int>(slot));
    if (i >= 0) numbers[i] = static_cast<int>(list.row_end(slot) - list.row_begin(slot));
  });
  return numbers;
}

std::int64_t CoordinationCounts::atoms() const {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

double CoordinationCounts::share(int z) const {
  const auto n = atoms();
  return n > 0 ? static_cast<double>(count(z)) / static_cast<double>(n) : 0;
}

double CoordinationCounts::mean() const {
  std::int64_t bonds = 0;
  for (int z = 0; z <= largest(); ++z) bonds += z * count(z);
  const auto n = atoms();
  return n > 0 ? static_cast<double>(bonds) / static_cast<double>(n) : 0;
}

void CoordinationCounts::add(int z) {
  if (z >= static_cast<int>(counts.size())) counts.resize(z + 1, 0);
  ++counts[z];
}

void CoordinationCounts::add(const CoordinationCounts& other) {
  if (other.counts.size() > counts.size()) counts.resize(other.counts.size(), 0);
  for (std::size_t z = 0; z < other.counts.size(); ++z) counts[z] += other.counts[z];
}

Coordination Coordination::measure(const Atoms& atoms, const Box& box) const {
  const std::vector<char> counted = counted_types(pairs_, atoms.species);
  if (std::none_of(atoms.type.begin(), atoms.type.end(), [&](int t) { return counted[t] != 0; }))
    throw Error("no atom belongs to any of these pairs")
        .key("cutoff")
        .value(to_text(pairs_))
        .allowed(fmt::format("pairs of the species in the file: {}", fmt::join(atoms.species, " ")));
  const std::vector<int> numbers = coordination_numbers(atoms, box, pairs_);
  Coordination frame(pairs_);
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    if (!counted[atoms.type[i]]) continue;
    frame.total_.add(numbers[i]);
    frame.by_species_[atoms.species[atoms.type[i]]].add(numbers[i]);
  }
  frame.frames_ = 1;
  return frame;
}

void Coordination::add(const Coordination& later) {
  total_.add(later.total_);
  for (const auto& [species, counts] : later.by_species_) by_species_[species].add(counts);
  frames_ += later.frames_;
}

report::Table coordination_table(const Coordination& result) {
  report::Table table{"coordination.csv", {}, {{"species"}, {"coordination"}, {"count"}, {"share", "{:.9g}"}}, {}};
  add_comments(
      table,
      fmt::format("coordination numbers: neighbours closer than the cutoff of the pair, periodic images included\n"
                  "cutoffs (A): {}\n"
                  "units: count = atoms summed over {} frame(s), share = count / atoms of the species counted\n"
                  "valid for: any cell and cutoff; species outside the pairs are not counted; mean of all {:.9g}",
                  to_text(result.pairs()), result.frames(), result.total().mean()));
  append_rows(table, "all", result.total());
  for (const auto& [species, counts] : result.by_species()) append_rows(table, species, counts);
  return table;
}

}  // namespace nacre
