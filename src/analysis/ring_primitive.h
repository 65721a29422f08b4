// Primitive rings through one root, those in which the root is the first of all members by `rank` (same atom: by
// shift), so that over all roots each ring is found once.
//
// 1. The ball around the root (ring_ball.h). Geodesics: node j at level l has the nodes of level l - 1 bonded to it as
//    predecessors, those only that come after the root.
// 2. A ring of 2k atoms is two geodesics root .. m to one node of level k; one of 2k + 1 to the ends of a bond between
//    two nodes of level k. Branch masks (which neighbours of the root lead there) tell at once where two can differ.
// 3. Geodesic A is walked down, B beside it; each step of B is kept only when the members opposite to it on A are as
// far
//    away in the net as along the ring, k. Every pair of members lies on a half ring between two opposite ones, so this
//    is the whole definition, and it also keeps A and B apart. Distances: a search from a member of A, made once for a
//    root. A short cut between opposite members stays within level (k + p) / 2 for p < k steps, so the ball holds it.
#pragma once
#include <cstring>
#include <vector>

#include "analysis/ring_ball.h"
#include "analysis/ring_search.h"

namespace nacre {

class PrimitiveSearch {
 public:
  PrimitiveSearch(const BondGraph& graph, const std::vector<int>& rank, int max_size)
      : graph_(graph), rank_(rank), max_size_(max_size), ball_(graph, max_size / 2, (max_size - 1) / 2) {}

  void run(int root, RingList& out) {
    if (later_neighbors(root) < 2) return;
    ball_.grow(root);
    trace_geodesics(root);
    row_of_.assign(ball_.size(), -1);
    rows_ = 0;
    for (int i = 1; i < ball_.size(); ++i) even_rings(i, out);
    for (const auto& [i, j] : chords_) odd_rings(i, j, out);
  }

 private:
  struct Step {
    int node, next;  ///< a predecessor, and the next entry of the same node's chain
  };

  bool is_later(int root, int node, Shift shift) const {
    return rank_[node] > rank_[root] || (node == root && shift > 0);
  }
  int later_neighbors(int root) const {
    int count = 0;
    for (auto b = graph_.begin[root]; b < graph_.begin[root + 1]; ++b)
      count += is_later(root, graph_.bond[b].node, graph_.bond[b].shift) ? 1 : 0;
    return count;
  }

  void trace_geodesics(int root) {
    const int n = ball_.size();
    first_.assign(n, -1), mask_.assign(n, 0);
    later_.resize(n);
    steps_.clear(), chords_.clear();
    later_[0] = 1;
    for (int i = 1; i < n; ++i) later_[i] = is_later(root, ball_.node(i), ball_.shift(i));
    for (int i = 0; i < ball_.expanded(); ++i)
      if (later_[i]) trace_from(i);
  }
  void trace_from(int i) {
    if (i > 0 && mask_[i] == 0) return;  // no geodesic of later atoms leads here
    const int level = ball_.level(i);
    int branch = 0;
    for (const int* link = ball_.links_begin(i); link != ball_.links_end(i); ++link, ++branch) {
      const int j = *link;
      if (j < 0 || !later_[j]) continue;
      if (ball_.level(j) == level + 1) {
        steps_.push_back({i, first_[j]});
        first_[j] = static_cast<int>(steps_.size()) - 1;
        mask_[j] |= i == 0 ? std::uint64_t{1} << (branch & 63) : mask_[i];
      } else if (ball_.level(j) == level && j > i && 2 * level + 1 <= max_size_) {
        chords_.emplace_back(i, j);
      }
    }
  }
  /// Two geodesics to these nodes can leave the root by different neighbours. (More than 64 neighbours share marks.)
  bool can_differ(std::uint64_t mask) const {
    return (mask & (mask - 1)) != 0 || ball_.links_end(0) - ball_.links_begin(0) > 64;
  }

  void even_rings(int top, RingList& out) {
    if (first_[top] < 0 || steps_[first_[top]].next < 0 || !can_differ(mask_[top])) return;
    const int k = ball_.level(top);
    if (2 * k > max_size_) return;
    half_ = k;
    a_[k] = b_[k] = top;
    even_ = true;
    for (int p = first_[top]; p >= 0; p = steps_[p].next)
      if (steps_[p].next >= 0) down_a(k - 1, steps_[p].node, steps_[p].next, out);
  }
  void odd_rings(int i, int j, RingList& out) {
    if (mask_[i] == 0 || mask_[j] == 0 || !can_differ(mask_[i] | mask_[j])) return;
    half_ = ball_.level(i);
    even_ = false;
    top_b_ = j;
    down_a(half_, i, -1, out);
  }

  /// Puts `node` at level l of A and goes on to the root; `chain` holds the starts of B on the level k - 1 (even
  /// rings).
  void down_a(int l, int node, int chain, RingList& out) {
    a_[l] = node;
    if (l > 0) {
      for (int p = first_[node]; p >= 0; p = steps_[p].next) down_a(l - 1, steps_[p].node, chain, out);
      return;
    }
    if (!even_) return down_b(half_, top_b_, out);
    for (int p = chain; p >= 0; p = steps_[p].next) down_b(half_ - 1, steps_[p].node, out);
  }
  void down_b(int l, int node, RingList& out) {
    if (l == 0) return emit(out);
    if (!is_far(a_[half_ - l], node)) return;
    if (!even_ && !is_far(a_[half_ + 1 - l], node)) return;
    b_[l] = node;
    for (int p = first_[node]; p >= 0; p = steps_[p].next) down_b(l - 1, steps_[p].node, out);
  }
  void emit(RingList& out) {
    for (int l = 0; l <= half_; ++l) append(a_[l], out);
    for (int l = even_ ? half_ - 1 : half_; l > 0; --l) append(b_[l], out);
    out.close();
  }
  void append(int i, RingList& out) const {
    out.node.push_back(ball_.node(i));
    out.shift.push_back(ball_.shift(i));
  }

  /// No path of less than half_ steps from i to j.
  bool is_far(int i, int j) {
    if (i == 0) return ball_.level(j) >= half_;
    if (row_of_[i] < 0) make_row(i);
    return row_[static_cast<std::size_t>(row_of_[i]) * ball_.size() + j] >= half_;
  }
  /// Distances from i, 255 from max_size / 2 on.
  void make_row(int i) {
    const std::size_t n = ball_.size();
    row_of_[i] = rows_++;
    if (row_.size() < rows_ * n) row_.resize(2 * rows_ * n);
    unsigned char* distance = row_.data() + row_of_[i] * n;
    std::memset(distance, 255, n);
    distance[i] = 0;
    queue_.assign(1, i);
    for (std::size_t q = 0; q < queue_.size(); ++q) {
      const int from = queue_[q], next = distance[from] + 1;
      if (next >= max_size_ / 2) break;
      for (const int* link = ball_.links_begin(from); link != ball_.links_end(from); ++link) {
        if (*link < 0 || distance[*link] != 255) continue;
        distance[*link] = static_cast<unsigned char>(next);
        queue_.push_back(*link);
      }
    }
  }

  const BondGraph& graph_;
  const std::vector<int>& rank_;
  int max_size_;
  RingBall ball_;
  std::vector<int> first_;  ///< [local] head of the chain of predecessors
  std::vector<Step> steps_;
  std::vector<std::uint64_t> mask_;
  std::vector<char> later_;
  std::vector<std::pair<int, int>> chords_;  ///< bonds within a level
  int a_[largest_ring], b_[largest_ring];    ///< [level] the two geodesics
  int half_ = 0, top_b_ = 0;
  bool even_ = true;
  int rows_ = 0;
  std::vector<int> row_of_, queue_;
  std::vector<unsigned char> row_;  ///< [row_of_][local]
};

}  // namespace nacre
