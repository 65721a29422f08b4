// King's and Guttman's rings through one root.
//
// First pass, all atoms: the size of the shortest rings of each pair (a, b) of bonds of the root, 2 + the distance of
// the two neighbours without the root, by one search in the ball for each a. The shortest ring of a bond a is the least
// of its pairs. Second pass: each shortest path is walked back, and its ring counted unless an earlier member (by node,
// then shift) finds the same ring, which the tables of the first pass tell. So each ring is counted once, no list is
// sorted and memory is one byte a pair.
#pragma once
#include <algorithm>
#include <vector>

#include "analysis/rings/ring_ball.h"
#include "analysis/rings/ring_search.h"

namespace nacre {

/// Bytes, 0: none up to the limit.
struct RingTables {
  std::vector<std::int64_t> pair_begin{0};  ///< [node + 1]
  std::vector<unsigned char> pair;          ///< [pair_begin + pair_index] size of the shortest rings of two bonds
  std::vector<unsigned char> bond;          ///< [bond] size of the shortest rings of a bond

  explicit RingTables(const BondGraph& graph) : bond(graph.bond.size(), 0) {
    for (int i = 0; i < graph.nodes(); ++i) {
      const std::int64_t z = graph.degree(i);
      pair_begin.push_back(pair_begin.back() + z * (z - 1) / 2);
    }
    pair.assign(pair_begin.back(), 0);
  }
  static int pair_index(int a, int b, int degree) {
    if (a > b) std::swap(a, b);
    return a * (2 * degree - a - 1) / 2 + b - a - 1;
  }
};

class KingSearch {
 public:
  KingSearch(const BondGraph& graph, RingTables& tables, int max_size, RingCriterion criterion)
      : graph_(graph), tables_(tables), max_size_(max_size), criterion_(criterion), ball_(graph) {}

  /// Fills the root's entries of the tables. Most rings are small, so small balls are tried first.
  void measure(int root) {
    if (graph_.degree(root) < 2) return;
    for (int limit = std::min(6, max_size_);; limit = std::min(limit + (limit < 8 ? 2 : 4), max_size_)) {
      limit_ = limit;
      if (measure_up_to_limit(root) || limit == max_size_) break;
    }
    for (int a = 0; a + 1 < graph_.degree(root); ++a)
      for (int b = a + 1; b < graph_.degree(root); ++b) {
        const int size = pair_of(root, a, b);
        if (size > 0) shorten(bond_of(root, a), size), shorten(bond_of(root, b), size);
      }
  }

  /// Appends the rings that the root is the first to find.
  void run(int root, RingList& out) {
    const int z = graph_.degree(root);
    limit_ = largest_counted(root);
    if (limit_ == 0) return;
    ball_.grow(root, limit_ / 2, limit_ / 2);
    for (int a = 0; a + 1 < z; ++a) {
      bool searched = false;
      for (int b = a + 1; b < z; ++b) {
        const int size = pair_of(root, a, b);
        if (size == 0 || !counts(root, a, b, size)) continue;
        if (!searched) search_from(a);
        searched = true;
        ring_.assign(size, 0);
        walk_back(size - 1, ball_.links_begin(0)[b], out);
      }
    }
  }

 private:
  static constexpr unsigned char none = 255;
  unsigned char& pair_of(int node, int a, int b) {
    return tables_.pair[tables_.pair_begin[node] + RingTables::pair_index(a, b, graph_.degree(node))];
  }
  unsigned char& bond_of(int node, int a) { return tables_.bond[graph_.begin[node] + a]; }
  /// False when a pair has no ring up to the limit.
  bool measure_up_to_limit(int root) {
    const int z = graph_.degree(root);
    bool complete = true;
    ball_.grow(root, limit_ / 2, limit_ / 2);
    for (int a = 0; a + 1 < z; ++a) {
      search_from(a);
      for (int b = a + 1; b < z; ++b) {
        const int size = distance_[ball_.links_begin(0)[b]] + 2;
        if (size <= limit_) pair_of(root, a, b) = static_cast<unsigned char>(size);
        complete = complete && size <= limit_;
      }
    }
    return complete;
  }
  int largest_counted(int root) {
    int largest = 0;
    for (int a = 0; a + 1 < graph_.degree(root); ++a)
      for (int b = a + 1; b < graph_.degree(root); ++b) {
        const int size = pair_of(root, a, b);
        if (size > largest && counts(root, a, b, size)) largest = size;
      }
    return largest;
  }
  static void shorten(unsigned char& entry, int size) {
    if (entry == 0 || size < entry) entry = static_cast<unsigned char>(size);
  }
  /// A ring of this size through bonds a and b of the node is found from there.
  bool counts(int node, int a, int b, int size) {
    if (criterion_ == RingCriterion::king) return pair_of(node, a, b) == size;
    return bond_of(node, a) == size || bond_of(node, b) == size;
  }

  /// Distances from the root's neighbour a in the ball without the root, until its later neighbours are reached.
  void search_from(int a) {
    const int* roots = ball_.links_begin(0);
    const auto wanted = (ball_.links_end(0) - roots) - a - 1;
    distance_.assign(ball_.size(), none);
    distance_[0] = 0;  // closed: never entered, and no node counts it as nearer
    distance_[roots[a]] = 0;
    queue_.assign(1, roots[a]);
    std::ptrdiff_t reached = 0;
    int last = limit_;
    for (std::size_t q = 0; q < queue_.size(); ++q) {
      const int from = queue_[q], next = distance_[from] + 1;
      if (next > last || next > limit_ - 2) break;
      for (const int* link = ball_.links_begin(from); link != ball_.links_end(from); ++link) {
        if (*link < 0 || distance_[*link] != none) continue;
        distance_[*link] = static_cast<unsigned char>(next);
        queue_.push_back(*link);
        if (ball_.level(*link) == 1 && *link > roots[a] && ++reached == wanted) last = next;
      }
    }
  }

  /// ring_[place] = i, and back to the start of the search at place 1; the root is at place 0.
  void walk_back(int place, int i, RingList& out) {
    ring_[place] = i;
    if (place == 1) {
      if (is_first()) emit(out);
      return;
    }
    for (const int* link = ball_.links_begin(i); link != ball_.links_end(i); ++link)
      if (*link > 0 && distance_[*link] == place - 2) walk_back(place - 1, *link, out);
  }
  /// No member before the root finds this ring too.
  bool is_first() {
    const int n = static_cast<int>(ring_.size()), root = ball_.node(0);
    for (int k = 1; k < n; ++k) {
      const int i = ring_[k], node = ball_.node(i);
      if (node > root || (node == root && ball_.shift(i) > 0)) continue;
      if (counts(node, link_to(i, ring_[k - 1]), link_to(i, ring_[(k + 1) % n]), n)) return false;
    }
    return true;
  }
  int link_to(int i, int j) const {
    return static_cast<int>(std::find(ball_.links_begin(i), ball_.links_end(i), j) - ball_.links_begin(i));
  }
  void emit(RingList& out) {
    for (const int i : ring_) {
      out.node.push_back(ball_.node(i));
      out.shift.push_back(ball_.shift(i));
    }
    out.close();
  }

  const BondGraph& graph_;
  RingTables& tables_;
  int max_size_;
  int limit_ = 0;  ///< size of the rings looked for just now
  RingCriterion criterion_;
  RingBall ball_;
  std::vector<unsigned char> distance_;
  std::vector<int> queue_, ring_;
};

}  // namespace nacre
