// Structure factors of single nodes by the sum over atoms. One row of nodes (h, k, all l) at a time: the phase of an
// atom turns by the same angle from node to node, one complex multiplication each (phase_loops.h).
#pragma once
#include <functional>
#include <vector>

#include "core/atoms.h"
#include "core/box.h"

namespace nacre {

struct Node {
  int h, k, l;
  double Q;
};

/// Calls body(row, node, F) for every node of half the sphere 0 < |Q| <= Q_max; F[2 t], F[2 t + 1]: real and imaginary
/// part of type t. Rows run in parallel; those of one row on one thread, in order of l.
void for_nodes(const Atoms& atoms, const Box& box, double Q_max,
               const std::function<void(int row, const Node& node, const std::vector<double>& F)>& body);
/// Rows of for_nodes.
int node_rows(const Box& box, double Q_max);

}  // namespace nacre
