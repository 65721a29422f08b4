// The part of the infinite net around one root that a ring through the root can reach, with small local numbers.
//
// Breadth first from (root, shift 0): nodes of level <= floor(L/2) of the ring size limit L are found; those of level
// <= `expanded` have their links listed. Two nodes of the net are the same when atom and shift are, so a two-atom cell
// is as exact as a large one. The table that finds a node again is a hash of (node, shift) that stays in the
// first-level cache (some 40 entries for rings up to 8 in carbon); entries carry the root's number, so that nothing has
// to be cleared for the next root.
//
// One body for the CPU and the GPU: it works in arrays of fixed capacity (ring_workspace.h) and reports when they are
// too small; the caller then makes them larger and calls again.
#pragma once
#include <cstdint>
#include <memory>

#include "analysis/bonds/bond_graph.h"
#include "analysis/rings/ring_workspace.h"

namespace nacre {

/// What the search reads of a BondGraph.
struct NetView {
  const std::int64_t* begin = nullptr;  ///< [node + 1]
  const Bond* bond = nullptr;
  NACRE_HD int degree(int node) const { return static_cast<int>(begin[node + 1] - begin[node]); }
};
inline NetView view_of(const BondGraph& graph) { return {graph.begin.data(), graph.bond.data()}; }

template <int Stride>
class RingBallView {
 public:
  NACRE_HD RingBallView(const NetView& net, const BallArrays<Stride>& arrays) : net_(net), a_(arrays) {}

  /// False when the arrays are too small.
  NACRE_HD bool grow(int root, int deepest, int expanded) {
    deepest_ = deepest;
    ++mark_;
    size_ = expanded_ = links_ = 0, full_ = false;
    add(root, 0, 0);
    for (int i = 0; i < size_ && a_.level[i] <= expanded && !full_; ++i) expand(i);
    return !full_;
  }

  NACRE_HD int size() const { return size_; }
  /// Nodes that have links: the first ones.
  NACRE_HD int expanded() const { return expanded_; }
  NACRE_HD int node(int i) const { return a_.node[i]; }
  NACRE_HD Shift shift(int i) const { return a_.shift[i]; }
  NACRE_HD int level(int i) const { return a_.level[i]; }
  /// Links of i, link(begin) to link(end - 1), in the order of the net's bonds. None for i >= expanded().
  NACRE_HD int links_begin(int i) const { return i == 0 || i >= expanded_ ? 0 : a_.link_end[i - 1]; }
  NACRE_HD int links_end(int i) const { return i >= expanded_ ? 0 : a_.link_end[i]; }
  /// Local number, -1 outside the ball.
  NACRE_HD int link(int k) const { return a_.link[k]; }
  NACRE_HD const int* link_data() const { return a_.link.at; }

 private:
  NACRE_HD static std::uint64_t key_of(int node, Shift shift) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(node)) << 32 | static_cast<std::uint32_t>(shift);
  }
  /// The slot that holds the key, or the empty one where it belongs.
  NACRE_HD RingSlot& find(std::uint64_t key) {
    const int mask = a_.capacity.slots - 1;
    int at = static_cast<int>((key * 0x9E3779B97F4A7C15ull) >> 32) & mask;
    while (a_.slot[at].mark == mark_ && a_.slot[at].key != key) at = (at + 1) & mask;
    return a_.slot[at];
  }
  NACRE_HD int add(int node, Shift shift, int level) {
    if (size_ == a_.capacity.nodes) {
      full_ = true;
      return -1;
    }
    find(key_of(node, shift)) = {key_of(node, shift), mark_, size_};
    a_.node[size_] = node, a_.shift[size_] = shift, a_.level[size_] = level;
    return size_++;
  }
  NACRE_HD void expand(int i) {
    const int level = a_.level[i], from = a_.node[i];
    const Shift shift = a_.shift[i];
    if (links_ + net_.degree(from) > a_.capacity.links()) {
      full_ = true;
      return;
    }
    for (std::int64_t b = net_.begin[from]; b < net_.begin[from + 1]; ++b) {
      const Bond bond = net_.bond[b];
      const RingSlot& slot = find(key_of(bond.node, bond.shift + shift));
      int id = slot.mark == mark_ ? slot.id : -1;
      if (id < 0 && level < deepest_) id = add(bond.node, bond.shift + shift, level + 1);
      a_.link[links_++] = id;
    }
    a_.link_end[i] = links_;
    expanded_ = i + 1;
  }

  NetView net_;
  BallArrays<Stride> a_;
  int deepest_ = 0, size_ = 0, expanded_ = 0, links_ = 0;
  bool full_ = false;
  std::uint32_t mark_ = 0;  ///< at most a few balls a node: never wraps
};

/// On the host: the arrays grow when they must.
class RingBall {
 public:
  explicit RingBall(const BondGraph& graph) : net_(view_of(graph)) { make(RingCapacity{}); }
  void grow(int root, int deepest, int expanded) {
    while (!view_->grow(root, deepest, expanded)) make(RingCapacity{2 * capacity_.nodes});
  }

  int size() const { return view_->size(); }
  int node(int i) const { return view_->node(i); }
  Shift shift(int i) const { return view_->shift(i); }
  int level(int i) const { return view_->level(i); }
  const int* links_begin(int i) const { return view_->link_data() + view_->links_begin(i); }
  const int* links_end(int i) const { return view_->link_data() + view_->links_end(i); }

 private:
  void make(RingCapacity capacity) {
    capacity_ = capacity;
    RingCarver<1> measured(nullptr, 0);
    (void)BallArrays<1>(measured, capacity);
    memory_.assign(measured.bytes(), 0);
    RingCarver<1> carver(memory_.data(), 0);
    view_ = std::make_unique<RingBallView<1>>(net_, BallArrays<1>(carver, capacity));
  }

  NetView net_;
  RingCapacity capacity_;
  std::vector<char> memory_;
  std::unique_ptr<RingBallView<1>> view_;
};

}  // namespace nacre
