#include "train/data/differences.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

#include "core/error.h"

namespace nacre::train {

namespace {
// Files give cells with eight digits after the point.
constexpr double same_cell = 1e-6;  // Å

std::string value_of(const Frame& frame, const std::string& key) {
  const auto found = frame.info.find(key);
  return found == frame.info.end() ? "" : found->second;
}

bool is_same_cell(const Related& a, const Related& b) {
  if (a.has_cell != b.has_cell) return false;
  if (!a.has_cell) return true;
  double worst = 0;
  for (int k = 0; k < 9; ++k) worst = std::max(worst, std::abs(a.box.h()[k / 3][k % 3] - b.box.h()[k / 3][k % 3]));
  return worst <= same_cell && a.box.periodic() == b.box.periodic();
}

int atoms_of(const Related& f) { return std::accumulate(f.counts.begin(), f.counts.end(), 0); }

int atoms_that_differ(const Related& a, const Related& b) {
  int n = 0;
  for (std::size_t t = 0; t < a.counts.size(); ++t) n += std::abs(a.counts[t] - b.counts[t]);
  return n;
}

class Relations {
 public:
  Relations(const std::vector<Related>& frames, const std::string& file) : frames_(frames), file_(file) {
    for (std::size_t f = 0; f < frames.size(); ++f) {
      if (!frames[f].source.empty()) sources_[frames[f].source].push_back(f);
      if (!frames[f].pair.empty()) pairs_[frames[f].pair].push_back(f);
    }
  }

  /// Step and total.
  std::vector<Difference> of(std::size_t f) const {
    std::vector<Difference> found;
    const std::optional<std::size_t> before = reference_of(f);
    if (!before) return found;
    found.push_back(difference(f, *before));
    if (const std::size_t first = first_of(f); first != *before) found.push_back(difference(f, first));
    return found;
  }

 private:
  Error error(std::size_t f, const std::string& message) const {
    const bool named = !frames_[f].relative_to.empty();
    return Error(fmt::format("frame {} {}", f + 1, message))
        .file(file_)
        .line(frames_[f].line + 1)
        .key(named ? "relative_to" : "pair")
        .value(named ? frames_[f].relative_to : frames_[f].pair);
  }

  std::optional<std::size_t> reference_of(std::size_t f) const {
    if (!frames_[f].relative_to.empty()) return named_reference(f);
    if (!frames_[f].pair.empty()) return reference_in_pair(f);
    return std::nullopt;
  }

  std::size_t named_reference(std::size_t f) const {
    const auto found = sources_.find(frames_[f].relative_to);
    if (found == sources_.end()) {
      std::vector<std::string> known;
      for (const auto& [name, frames] : sources_) known.push_back(name);
      throw error(f, "counts against a frame that is not in this file")
          .allowed("the source= of a frame of this file")
          .nearest(nearest_word(frames_[f].relative_to, known));
    }
    if (found->second.size() > 1) throw error(f, "counts against a source that several frames have");
    if (found->second[0] == f) throw error(f, "counts against itself");
    return found->second[0];
  }

  /// The only one with the next smaller number of atoms; else the host. Nothing for the host.
  std::optional<std::size_t> reference_in_pair(std::size_t f) const {
    const std::vector<std::size_t>& all = pairs_.at(frames_[f].pair);
    if (all.size() < 2) throw error(f, "is the only one of its pair");
    std::map<int, std::vector<std::size_t>> by_size;
    for (const std::size_t g : all) by_size[atoms_of(frames_[g])].push_back(g);
    const std::vector<std::size_t>& hosts = by_size.begin()->second;
    if (hosts.size() > 1) throw error(f, "belongs to a pair in which several frames have the fewest atoms");
    if (hosts[0] == f) return std::nullopt;
    const auto before = std::prev(by_size.find(atoms_of(frames_[f])));
    return before->second.size() == 1 ? before->second[0] : hosts[0];
  }

  std::size_t first_of(std::size_t f) const {
    std::size_t first = f;
    for (std::size_t steps = 0; const std::optional<std::size_t> next = reference_of(first); ++steps) {
      if (steps > frames_.size()) throw error(f, "counts against itself, over others");
      first = *next;
    }
    return first;
  }

  Difference difference(std::size_t f, std::size_t reference) const {
    const Related &a = frames_[f], &b = frames_[reference];
    const auto refuse = [&](const std::string& what) {
      return error(f, fmt::format("counts against frame {} (line {}), {}", reference + 1, b.line, what));
    };
    if (!a.has_energy || !b.has_energy) throw refuse("but one of the two has no energy");
    if (!is_same_cell(a, b)) throw refuse("which has another cell").allowed("one cell for both");
    const int atoms = atoms_that_differ(a, b);
    if (atoms == 0) throw refuse("which holds the same atoms: nothing is inserted");
    return {reference, static_cast<double>(atoms)};
  }

  const std::vector<Related>& frames_;
  const std::string& file_;
  std::map<std::string, std::vector<std::size_t>> sources_, pairs_;
};

std::map<std::size_t, std::size_t> places_of(const std::vector<const TrainFrame*>& frames) {
  std::map<std::size_t, std::size_t> places;
  for (std::size_t f = 0; f < frames.size(); ++f) places[frames[f]->number] = f;
  return places;
}

bool have_difference(const std::vector<const TrainFrame*>& frames) {
  return std::any_of(frames.begin(), frames.end(), [](const TrainFrame* f) { return !f->differences.empty(); });
}
}  // namespace

Related related_of(const Frame& frame, int types) {
  Related out;
  out.source = value_of(frame, "source");
  out.relative_to = value_of(frame, "relative_to");
  out.pair = value_of(frame, "pair");
  out.box = frame.box;
  out.has_cell = frame.has_lattice;
  out.has_energy = frame.energy.has_value();
  out.counts.resize(types);
  for (const int t : frame.atoms.type) ++out.counts[t];
  out.line = frame.line;
  return out;
}

std::vector<std::vector<Difference>> find_differences(const std::vector<Related>& frames, const std::string& file,
                                                      std::vector<std::string>* skipped) {
  const Relations relations(frames, file);
  std::vector<std::vector<Difference>> all(frames.size());
  for (std::size_t f = 0; f < frames.size(); ++f) try {
      all[f] = relations.of(f);
    } catch (const Error& e) {
      if (skipped == nullptr) throw;
      skipped->emplace_back(e.what());
    }
  return all;
}

std::vector<BatchDifference> differences_in(const std::vector<const TrainFrame*>& frames) {
  std::vector<BatchDifference> found;
  if (!have_difference(frames)) return found;
  const std::map<std::size_t, std::size_t> places = places_of(frames);
  for (std::size_t f = 0; f < frames.size(); ++f)
    for (const Difference& d : frames[f]->differences)
      if (const auto at = places.find(d.reference); at != places.end()) found.push_back({f, at->second, d.atoms});
  return found;
}

double label_of(const BatchDifference& d, const std::vector<const TrainFrame*>& frames) {
  return *frames[d.frame]->energy - *frames[d.reference]->energy;
}

std::vector<std::vector<int>> related_groups(const std::vector<const TrainFrame*>& frames) {
  std::vector<int> first(frames.size());  // of each frame, one before it in its group, or itself
  std::iota(first.begin(), first.end(), 0);
  const auto root = [&](int f) {
    while (first[f] != f) f = first[f];
    return f;
  };
  for (const BatchDifference& d : differences_in(frames)) {
    const int a = root(static_cast<int>(d.frame)), b = root(static_cast<int>(d.reference));
    first[std::max(a, b)] = std::min(a, b);
  }
  std::vector<std::vector<int>> groups;
  std::vector<std::size_t> group(frames.size());
  for (int f = 0; f < static_cast<int>(frames.size()); ++f) {
    const int begin = root(f);
    if (begin == f) group[f] = groups.size(), groups.emplace_back();
    groups[group[begin]].push_back(f);
  }
  return groups;
}

}  // namespace nacre::train
