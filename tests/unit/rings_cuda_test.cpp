// Primitive rings on the GPU against the CPU's, which rings_test.cpp compares with brute force and known answers.
#include "analysis/rings/cuda_rings.h"

#include <cstdlib>
#include <random>

#include "analysis/rings/ring_order.h"
#include "build/crystal.h"
#include "core/error.h"
#include "needs_gpu.h"

namespace rings_cuda_test {

namespace {

using namespace nacre;

Structure named(const std::string& name, std::array<int, 3> repeat) {
  Crystal request;
  request.name = name, request.repeat = repeat;
  return crystal(request);
}

/// Diamond without some atoms, the rest moved: coordination 2 to 4, rings of many sizes.
Structure damaged(std::array<int, 3> cells = {3, 3, 2}) {
  Structure s = named("diamond", cells);
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> u(-0.09, 0.09);
  std::vector<Vec3> kept;
  for (const Vec3& r : s.atoms.position)
    if (random() % 8 != 0) kept.push_back(r + Vec3{u(random), u(random), u(random)});
  s.atoms.resize(kept.size());
  s.atoms.position = kept;
  s.atoms.type.assign(kept.size(), 0);
  return s;
}

/// Bonds between `nodes` nodes at random, over cells up to one away: no structure has such a net.
BondGraph random_net(int nodes, int bonds) {
  std::mt19937_64 random(nodes);
  std::vector<std::vector<Bond>> of(nodes);
  for (int b = 0; b < bonds; ++b) {
    const int i = static_cast<int>(random() % nodes), j = static_cast<int>(random() % nodes);
    const Shift s = pack_shift(static_cast<int>(random() % 3) - 1, static_cast<int>(random() % 2), 0);
    const auto same = [&](const Bond& o) { return o.node == j && o.shift == s; };
    if ((i == j && s == 0) || std::any_of(of[i].begin(), of[i].end(), same)) continue;
    of[i].push_back({j, s}), of[j].push_back({i, -s});
  }
  BondGraph graph;
  for (int i = 0; i < nodes; ++i) {
    std::sort(of[i].begin(), of[i].end(),
              [](const Bond& p, const Bond& q) { return p.node != q.node ? p.node < q.node : p.shift < q.shift; });
    graph.bond.insert(graph.bond.end(), of[i].begin(), of[i].end());
    graph.begin.push_back(static_cast<std::int64_t>(graph.bond.size()));
    graph.atom.push_back(i);
  }
  graph.largest_step = 1;
  return graph;
}

void expect_same_list(const RingList& a, const RingList& b) {
  EXPECT_EQ(a.begin, b.begin);
  EXPECT_EQ(a.node, b.node);
  EXPECT_EQ(a.shift, b.shift);
}

void expect_equals_cpu(const BondGraph& graph, int max_size, std::int64_t least) {
  const std::vector<int> rank = ring_order(graph);
  const RingList cpu = primitive_rings_on_cpu(graph, rank, max_size);
  EXPECT_GE(cpu.rings(), least);
  expect_same_list(primitive_rings_on_cuda(graph, rank, max_size), cpu);
}

BondGraph net_of(const Structure& s, const std::string& cutoff) {
  return bond_graph(s.atoms, s.box, parse_pair_cutoffs({cutoff}));
}

TEST(RingsGpu, ListsAreThoseOfTheCpuEntryForEntry) {
  NACRE_NEEDS_GPU();
  expect_equals_cpu(net_of(named("graphite", {1, 1, 1}), "C-C=1.85"), 8, 2);  // images of two atoms
  expect_equals_cpu(net_of(named("diamond", {1, 2, 1}), "C-C=1.85"), 12, 32);
  expect_equals_cpu(net_of(damaged(), "C-C=1.75"), 10, 100);
  for (const int max_size : {3, 4, 5, 8}) expect_equals_cpu(random_net(40, 90), max_size, max_size > 4 ? 5 : 0);
}

TEST(RingsGpu, BallsThatDoNotFitAreTriedWithMoreRoom) {
  NACRE_NEEDS_GPU();
  // Bonds to the second shell: balls of some 500 nodes, of which the first attempt holds 96.
  expect_equals_cpu(net_of(named("diamond", {1, 1, 1}), "C-C=2.6"), 7, 8);
}

TEST(RingsGpu, NothingToFind) {
  NACRE_NEEDS_GPU();
  expect_equals_cpu(net_of(named("graphene", {2, 2, 1}), "C-C=1.85"), 5, 0);  // no ring so small
  expect_equals_cpu(net_of(named("diamond", {1, 1, 1}), "C-C=1.0"), 8, 0);    // no bond
}

TEST(RingsGpu, TheOrderOfThreadsDoesNotMatter) {
  NACRE_NEEDS_GPU();
  const BondGraph graph = net_of(damaged({6, 6, 5}), "C-C=1.75");  // several blocks of roots
  const std::vector<int> rank = ring_order(graph);
  const RingList forward = primitive_rings_on_cuda(graph, rank, 8);
  setenv("NACRE_EMULATED_ORDER", "reverse", 1);
  const RingList reverse = primitive_rings_on_cuda(graph, rank, 8);
  unsetenv("NACRE_EMULATED_ORDER");
  EXPECT_GT(forward.rings(), 0);
  expect_same_list(forward, reverse);
}

}  // namespace

}  // namespace rings_cuda_test
