#include "analysis/rings/ring_order.h"

namespace nacre {

namespace {
class Removal {
 public:
  explicit Removal(const BondGraph& graph) : graph_(graph), left_(graph.nodes()), rank_(graph.nodes(), -1) {
    for (int i = 0; i < graph.nodes(); ++i) left_[i] = graph.degree(i);
    for (int i = 0; i < graph.nodes(); ++i)
      if (left_[i] <= 1) take(i);
    free_loose_ends();
  }

  /// Every atom that still has at least `bonds` bonds when the sweep comes to it.
  void sweep(int bonds) {
    for (int i = 0; i < graph_.nodes(); ++i) {
      if (rank_[i] >= 0 || left_[i] < bonds) continue;
      take(i);
      free_loose_ends();
    }
  }
  std::vector<int> finish() { return std::move(rank_); }

 private:
  void take(int i) {
    if (rank_[i] >= 0) return;
    rank_[i] = next_++;
    for (auto b = graph_.begin[i]; b < graph_.begin[i + 1]; ++b) {
      const int j = graph_.bond[b].node;
      if (--left_[j] <= 1 && rank_[j] < 0) loose_.push_back(j);
    }
  }
  void free_loose_ends() {
    while (!loose_.empty()) {
      const int i = loose_.back();
      loose_.pop_back();
      take(i);
    }
  }

  const BondGraph& graph_;
  std::vector<int> left_, rank_, loose_;
  int next_ = 0;
};
}  // namespace

std::vector<int> ring_order(const BondGraph& graph) {
  Removal removal(graph);
  removal.sweep(3);
  removal.sweep(0);  // single cycles, and cells whose atoms are bonded to their own images
  return removal.finish();
}

}  // namespace nacre
