// Primitive rings through one root, those in which the root is the first of all members by `rank` (same atom: by
// shift), so that over all roots each ring is found once.
//
// 1. The ball around the root (ring_ball.h). Geodesics: node j at level l has the nodes of level l - 1 bonded to it as
//    predecessors, those only that come after the root.
// 2. A ring of 2k atoms is two geodesics root .. m to one node of level k; one of 2k + 1 to the ends of a bond between
//    two nodes of level k. Branch masks (which neighbours of the root lead there) tell at once where two can differ.
// 3. Each geodesic A is taken, and B walked down beside it; each step of B is kept only when the members opposite to it
//    on A are as far away in the net as along the ring, k. Every pair of members lies on a half ring between two
//    opposite ones, so this is the whole definition, and it also keeps A and B apart. Distances: a search from a member
//    of A, made once for a root. A short cut between opposite members stays within level (k + p) / 2 for p < k steps,
//    so the ball holds it.
//
// One body for the CPU (Stride 1) and the GPU (Stride 32, a thread a root). A Sink takes the rings: add(node, shift)
// for each member, close() after the last.
#pragma once
#include <cstdint>

#include "analysis/rings/ring_ball.h"
#include "analysis/rings/ring_search.h"

namespace nacre {

/// The root's ring would be its first member's: `node` at `shift` comes after the root.
NACRE_HD inline bool is_later_in_ring(const int* rank, int root, int node, Shift shift) {
  return rank[node] > rank[root] || (node == root && shift > 0);
}
/// Two at least, or no ring begins at the root.
NACRE_HD inline int later_neighbors(const NetView& net, const int* rank, int root) {
  int count = 0;
  for (std::int64_t b = net.begin[root]; b < net.begin[root + 1]; ++b)
    count += is_later_in_ring(rank, root, net.bond[b].node, net.bond[b].shift) ? 1 : 0;
  return count;
}

template <int Stride>
class PrimitiveSearch {
 public:
  NACRE_HD PrimitiveSearch(const NetView& net, const int* rank, int max_size, const RingWorkspace<Stride>& workspace)
      : rank_(rank), max_size_(max_size), w_(workspace), ball_(net, workspace.ball) {}

  /// A root with two later neighbours. When it is not done, what the sink was given is to be taken back.
  template <class Sink>
  NACRE_HD RingFit run(int root, Sink& out) {
    if (!ball_.grow(root, max_size_ / 2, (max_size_ - 1) / 2) || !trace_geodesics(root)) return RingFit::more_nodes;
    for (int i = 0; i < ball_.size(); ++i) w_.row_of[i] = -1;
    rows_ = 0, rows_full_ = false;
    for (int i = 1; i < ball_.size() && !rows_full_; ++i) even_rings(i, out);
    for (int c = 0; c < chords_ && !rows_full_; ++c) odd_rings(w_.chord[c].a, w_.chord[c].b, out);
    return rows_full_ ? RingFit::more_rows : RingFit::done;
  }

 private:
  NACRE_HD bool trace_geodesics(int root) {
    const int n = ball_.size();
    steps_ = chords_ = 0;
    for (int i = 0; i < n; ++i) {
      w_.first[i] = -1, w_.mask[i] = 0;
      w_.later[i] = i == 0 || is_later_in_ring(rank_, root, ball_.node(i), ball_.shift(i));
    }
    for (int i = 0; i < ball_.expanded(); ++i)
      if (w_.later[i] != 0 && !trace_from(i)) return false;
    return true;
  }
  NACRE_HD bool trace_from(int i) {
    if (i > 0 && w_.mask[i] == 0) return true;  // no geodesic of later atoms leads here
    const int level = ball_.level(i), begin = ball_.links_begin(i);
    for (int k = begin; k < ball_.links_end(i); ++k) {
      const int j = ball_.link(k);
      if (j < 0 || w_.later[j] == 0) continue;
      if (steps_ == w_.ball.capacity.steps() || chords_ == w_.ball.capacity.steps()) return false;
      if (ball_.level(j) == level + 1) {
        w_.step[steps_] = {i, w_.first[j]};
        w_.first[j] = steps_++;
        w_.mask[j] |= i == 0 ? std::uint64_t{1} << ((k - begin) & 63) : w_.mask[i];
      } else if (ball_.level(j) == level && j > i && 2 * level + 1 <= max_size_) {
        w_.chord[chords_++] = {i, j};
      }
    }
    return true;
  }
  /// Two geodesics to these nodes can leave the root by different neighbours. (More than 64 neighbours share marks.)
  NACRE_HD bool can_differ(std::uint64_t mask) const {
    return (mask & (mask - 1)) != 0 || ball_.links_end(0) - ball_.links_begin(0) > 64;
  }

  template <class Sink>
  NACRE_HD void even_rings(int top, Sink& out) {
    if (w_.first[top] < 0 || w_.step[w_.first[top]].next < 0 || !can_differ(w_.mask[top])) return;
    const int k = ball_.level(top);
    if (2 * k > max_size_) return;
    half_ = k, even_ = true;
    a_[k] = b_[k] = top;
    for (int p = w_.first[top]; p >= 0 && w_.step[p].next >= 0; p = w_.step[p].next)
      for (bool more = begin_a(k - 1, w_.step[p].node); more && !rows_full_; more = next_a(k - 1))
        walk_b(k - 1, w_.step[p].next, out);
  }
  template <class Sink>
  NACRE_HD void odd_rings(int i, int j, Sink& out) {
    if (w_.mask[i] == 0 || w_.mask[j] == 0 || !can_differ(w_.mask[i] | w_.mask[j])) return;
    half_ = ball_.level(i), even_ = false;
    for (bool more = begin_a(half_, i); more && !rows_full_; more = next_a(half_)) {
      if (!keeps(half_, j)) continue;
      b_[half_] = j;
      if (half_ == 1)
        emit(out);
      else
        walk_b(half_ - 1, w_.first[j], out);
    }
  }

  /// The first geodesic A from `node` at level `top` down to the root.
  NACRE_HD bool begin_a(int top, int node) {
    a_[top] = node;
    fill_a(top - 1);
    return true;
  }
  NACRE_HD void fill_a(int l) {
    for (; l >= 0; --l) take_a(l, w_.first[a_[l + 1]]);
  }
  NACRE_HD void take_a(int l, int step) { at_a_[l] = step, a_[l] = w_.step[step].node; }
  /// The next one: the lowest level that has another predecessor moves on, and all below it start anew.
  NACRE_HD bool next_a(int top) {
    for (int l = 0; l < top; ++l) {
      const int next = w_.step[at_a_[l]].next;
      if (next < 0) continue;
      take_a(l, next);
      fill_a(l - 1);
      return true;
    }
    return false;
  }

  /// B from the chain that begins at `step`, whose nodes are of level `top`; a node of level 1 has one way on.
  template <class Sink>
  NACRE_HD void walk_b(int top, int step, Sink& out) {
    int l = top;
    at_b_[l] = step;
    while (true) {
      if (at_b_[l] < 0) {
        if (++l > top) return;
      } else {
        const int node = w_.step[at_b_[l]].node;
        if (keeps(l, node)) {
          b_[l] = node;
          if (l > 1) {
            at_b_[--l] = w_.first[node];
            continue;
          }
          emit(out);
        }
      }
      at_b_[l] = w_.step[at_b_[l]].next;
    }
  }
  /// `node` can be the member of B at level l.
  NACRE_HD bool keeps(int l, int node) {
    return is_far(a_[half_ - l], node) && (even_ || is_far(a_[half_ + 1 - l], node));
  }
  template <class Sink>
  NACRE_HD void emit(Sink& out) {
    for (int l = 0; l <= half_; ++l) out.add(ball_.node(a_[l]), ball_.shift(a_[l]));
    for (int l = even_ ? half_ - 1 : half_; l > 0; --l) out.add(ball_.node(b_[l]), ball_.shift(b_[l]));
    out.close();
  }

  /// No path of less than half_ steps from i to j.
  NACRE_HD bool is_far(int i, int j) {
    if (i == 0) return ball_.level(j) >= half_;
    if (w_.row_of[i] < 0) make_row(i);
    return !rows_full_ && w_.row[static_cast<std::ptrdiff_t>(w_.row_of[i]) * ball_.size() + j] >= half_;
  }
  /// Distances from i, 255 from max_size / 2 on.
  NACRE_HD void make_row(int i) {
    const int n = ball_.size();
    const std::ptrdiff_t base = static_cast<std::ptrdiff_t>(rows_) * n;
    if (base + n > w_.ball.capacity.row_bytes) {
      rows_full_ = true;
      return;
    }
    w_.row_of[i] = rows_++;
    for (int k = 0; k < n; ++k) w_.row[base + k] = 255;
    w_.row[base + i] = 0;
    w_.queue[0] = i;
    int last = 1;
    for (int q = 0; q < last; ++q) {
      const int from = w_.queue[q], next = w_.row[base + from] + 1;
      if (next >= max_size_ / 2) break;
      for (int k = ball_.links_begin(from); k < ball_.links_end(from); ++k) {
        const int to = ball_.link(k);
        if (to < 0 || w_.row[base + to] != 255) continue;
        w_.row[base + to] = static_cast<unsigned char>(next);
        w_.queue[last++] = to;
      }
    }
  }

  const int* rank_;
  int max_size_;
  RingWorkspace<Stride> w_;
  RingBallView<Stride> ball_;
  int steps_ = 0, chords_ = 0, rows_ = 0, half_ = 0;
  bool even_ = true, rows_full_ = false;
  int a_[largest_ring / 2 + 1], b_[largest_ring / 2 + 1];        ///< [level] the two geodesics
  int at_a_[largest_ring / 2 + 1], at_b_[largest_ring / 2 + 1];  ///< [level] the steps that led there
};

}  // namespace nacre
