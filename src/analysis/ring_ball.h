// The part of the infinite net around one root that a ring through the root can reach, with small local numbers.
//
// Breadth first from (root, shift 0): nodes of level <= floor(L/2) of the ring size limit L are found; those of level
// <= `expanded` have their links listed. Two nodes of the net are the same when atom and shift are, so a two-atom cell
// is as exact as a large one. The table that finds a node again is a hash of (node, shift) that stays in the
// first-level cache (some 40 entries for rings up to 8 in carbon); marks of the root's number make clearing it free.
#pragma once
#include <cstdint>
#include <limits>
#include <vector>

#include "analysis/bond_graph.h"

namespace nacre {

class RingBall {
 public:
  RingBall(const BondGraph& graph, int deepest, int expanded)
      : graph_(graph), deepest_(deepest), expanded_(expanded), table_(512) {}

  void grow(int root) { grow(root, deepest_, expanded_); }
  /// With other limits than those given at first, and for later growth until told again.
  void grow(int root, int deepest, int expanded) {
    deepest_ = deepest, expanded_ = expanded;
    ++mark_;
    node_.clear(), shift_.clear(), level_.clear(), link_begin_.assign(1, 0), link_.clear();
    add(root, 0, 0);
    for (int i = 0; i < size() && level_[i] <= expanded_; ++i) expand(i);
  }

  int size() const { return static_cast<int>(node_.size()); }
  /// Nodes that have links: the first ones.
  int expanded() const { return static_cast<int>(link_begin_.size()) - 1; }
  int node(int i) const { return node_[i]; }
  Shift shift(int i) const { return shift_[i]; }
  int level(int i) const { return level_[i]; }
  /// Links of i in the order of the graph's bonds; -1 outside the ball. None for i >= expanded().
  const int* links_begin(int i) const { return link_.data() + (i < expanded() ? link_begin_[i] : 0); }
  const int* links_end(int i) const { return link_.data() + (i < expanded() ? link_begin_[i + 1] : 0); }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t mark = 0;
    int id = 0;
  };

  static std::uint64_t key_of(int node, Shift shift) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(node)) << 32 | static_cast<std::uint32_t>(shift);
  }
  /// The slot that holds the key, or the empty one where it belongs.
  Slot& find(std::uint64_t key) {
    const std::size_t mask = table_.size() - 1;
    std::size_t at = (key * 0x9E3779B97F4A7C15ull) >> 32 & mask;
    while (table_[at].mark == mark_ && table_[at].key != key) at = (at + 1) & mask;
    return table_[at];
  }
  int add(int node, Shift shift, int level) {
    if (4 * node_.size() >= 3 * table_.size()) widen();
    const std::uint64_t key = key_of(node, shift);
    const int id = size();
    find(key) = {key, mark_, id};
    node_.push_back(node), shift_.push_back(shift), level_.push_back(level);
    return id;
  }
  void widen() {
    table_.assign(2 * table_.size(), {});
    for (int i = 0; i < size(); ++i) {
      const std::uint64_t key = key_of(node_[i], shift_[i]);
      find(key) = {key, mark_, i};
    }
  }
  void expand(int i) {
    const int level = level_[i], from = node_[i];
    const Shift shift = shift_[i];
    for (std::int64_t b = graph_.begin[from]; b < graph_.begin[from + 1]; ++b) {
      const Bond bond = graph_.bond[b];
      const Slot& slot = find(key_of(bond.node, bond.shift + shift));
      int id = slot.mark == mark_ ? slot.id : -1;
      if (id < 0 && level < deepest_) id = add(bond.node, bond.shift + shift, level + 1);
      link_.push_back(id);
    }
    link_begin_.push_back(static_cast<int>(link_.size()));
  }

  const BondGraph& graph_;
  int deepest_, expanded_;
  std::vector<Slot> table_;
  std::uint32_t mark_ = 0;  ///< at most one ball a node: never wraps
  std::vector<int> node_, level_, link_begin_, link_;
  std::vector<Shift> shift_;
};

}  // namespace nacre
