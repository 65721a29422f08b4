#include "rings.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace reference {

namespace {

struct Node {
  int atom;
  std::array<int, 3> shift;
  bool operator<(const Node& o) const { return atom != o.atom ? atom < o.atom : shift < o.shift; }
  bool operator==(const Node& o) const { return atom == o.atom && shift == o.shift; }
};

using Cycle = std::vector<Node>;

Node moved(Node node, const std::array<int, 3>& by, int sign) {
  for (int k = 0; k < 3; ++k) node.shift[k] += sign * by[k];
  return node;
}

// Bonds of every atom as nodes of the infinite net; the atom itself is at shift 0.
class Net {
 public:
  Net(const Structure& s, double cutoff) : bonds_(s.position.size()) {
    const auto& c = s.cell;
    const double volume = dot(c[0], cross(c[1], c[2]));
    const std::array<Vector, 3> normal{cross(c[1], c[2]), cross(c[2], c[0]), cross(c[0], c[1])};
    const PairList pairs = periodic_pairs(s, cutoff);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      for (const Pair& p : pairs[i]) {
        Vector lattice = p.vector;
        for (int k = 0; k < 3; ++k) lattice[k] -= s.position[p.other][k] - s.position[i][k];
        Node node{static_cast<int>(p.other), {}};
        for (int k = 0; k < 3; ++k) {
          if (s.periodic[k]) node.shift[k] = static_cast<int>(std::lround(dot(lattice, normal[k]) / volume));
        }
        bonds_[i].push_back(node);
      }
    }
  }

  std::vector<Node> neighbours(const Node& of) const {
    std::vector<Node> result;
    for (const Node& bond : bonds_[of.atom]) result.push_back(moved(bond, of.shift, 1));
    return result;
  }

  // Steps from a to b, at most `limit` (else limit + 1), never through `closed` and never along the bond a - b itself
  // when `without_bond` is set.
  int distance(const Node& a, const Node& b, int limit, const Node* closed, bool without_bond) const {
    std::set<Node> seen{a};
    std::vector<Node> front{a};
    for (int step = 0; step <= limit; ++step) {
      std::vector<Node> next;
      for (const Node& x : front) {
        if (x == b) return step;
        for (const Node& y : neighbours(x)) {
          if (closed != nullptr && y == *closed) continue;
          if (without_bond && ((x == a && y == b) || (x == b && y == a))) continue;
          if (seen.insert(y).second) next.push_back(y);
        }
      }
      front = next;
    }
    return limit + 1;
  }

 private:
  std::vector<std::vector<Node>> bonds_;
};

// The smallest of all ways to write the cycle: any start, either direction, the first member moved to shift 0.
Cycle standard(const Cycle& cycle) {
  const int n = static_cast<int>(cycle.size());
  Cycle best;
  for (int start = 0; start < n; ++start) {
    for (const int direction : {1, n - 1}) {
      Cycle way;
      for (int k = 0; k < n; ++k) way.push_back(moved(cycle[(start + k * direction) % n], cycle[start].shift, -1));
      if (best.empty() || way < best) best = way;
    }
  }
  return best;
}

bool is_primitive(const Net& net, const Cycle& c) {
  const int n = static_cast<int>(c.size());
  for (int i = 0; i < n; ++i) {
    for (int j = i + 1; j < n; ++j) {
      const int along = std::min(j - i, n - j + i);
      if (net.distance(c[i], c[j], along, nullptr, false) < along) return false;
    }
  }
  return true;
}

bool is_king(const Net& net, const Cycle& c) {
  const int n = static_cast<int>(c.size());
  for (int i = 0; i < n; ++i) {
    if (net.distance(c[(i + n - 1) % n], c[(i + 1) % n], n - 2, &c[i], false) == n - 2) return true;
  }
  return false;
}

bool is_guttman(const Net& net, const Cycle& c) {
  const int n = static_cast<int>(c.size());
  for (int i = 0; i < n; ++i) {
    if (net.distance(c[i], c[(i + 1) % n], n - 1, nullptr, true) == n - 1) return true;
  }
  return false;
}

void extend(const Net& net, Cycle& path, int max_size, std::set<Cycle>& found) {
  for (const Node& next : net.neighbours(path.back())) {
    if (path.size() >= 3 && next == path.front()) found.insert(standard(path));
    if (static_cast<int>(path.size()) == max_size || std::find(path.begin(), path.end(), next) != path.end()) continue;
    path.push_back(next);
    extend(net, path, max_size, found);
    path.pop_back();
  }
}

}  // namespace

std::map<int, long> rings(const Structure& structure, double cutoff, int max_size, const std::string& criterion) {
  const Net net(structure, cutoff);
  std::set<Cycle> cycles;
  for (int i = 0; i < static_cast<int>(structure.position.size()); ++i) {
    Cycle path{{i, {0, 0, 0}}};
    extend(net, path, max_size, cycles);
  }
  std::map<int, long> count;
  for (const Cycle& c : cycles) {
    const bool counts = criterion == "king"      ? is_king(net, c)
                        : criterion == "guttman" ? is_guttman(net, c)
                                                 : is_primitive(net, c);
    if (counts) ++count[static_cast<int>(c.size())];
  }
  return count;
}

}  // namespace reference
