// Where the search for rings around one root keeps its numbers: arrays of fixed capacity, cut out of one block.
//
// Stride 1: on the host, arrays beside each other. Stride 32: entry i of the 32 lanes of a warp side by side, so that
// lanes at the same entry of their searches share lines of memory.
#pragma once
#include <cstddef>
#include <cstdint>

#include "core/macros.h"

namespace nacre {

/// All sizes follow from the number of nodes of a ball; rows are distances within it. In carbon a ball for rings up to
/// 8 has 40 nodes (sheets) to 83 (diamond), 60 to 160 links and some ten rows.
struct RingCapacity {
  int nodes, row_bytes;
  int slots = 16;  ///< a power of two: at most three quarters of them are taken
  NACRE_HD RingCapacity() : RingCapacity(384) {}
  NACRE_HD explicit RingCapacity(int n) : RingCapacity(n, 16 * n) {}
  NACRE_HD RingCapacity(int n, int bytes) : nodes(n), row_bytes(bytes) {
    while (4 * nodes > 3 * slots) slots *= 2;
  }
  NACRE_HD int links() const { return 4 * nodes; }
  NACRE_HD int steps() const { return 2 * nodes; }
};

/// What a root's search found too small.
enum class RingFit { done, more_nodes, more_rows };

template <class T, int Stride>
struct Spaced {
  T* at = nullptr;
  NACRE_HD T& operator[](std::ptrdiff_t i) const { return at[i * Stride]; }
};

/// Cuts arrays out of a block; without a block it only adds up.
template <int Stride>
class RingCarver {
 public:
  NACRE_HD RingCarver(char* block, int lane) : block_(block), lane_(lane) {}
  template <class T>
  NACRE_HD Spaced<T, Stride> take(std::size_t n) {
    T* const at = block_ == nullptr ? nullptr : reinterpret_cast<T*>(block_ + bytes_) + lane_;
    bytes_ += (n * Stride * sizeof(T) + 15) / 16 * 16;
    return {at};
  }
  NACRE_HD std::size_t bytes() const { return bytes_; }

 private:
  char* block_;
  int lane_;
  std::size_t bytes_ = 0;
};

struct RingSlot {
  std::uint64_t key;
  std::uint32_t mark;  ///< of the ball that the slot belongs to; 0: none
  int id;
};
struct RingStep {
  int node, next;  ///< a predecessor, and the next entry of the same node's chain
};
struct RingChord {
  int a, b;  ///< ends of a bond within a level
};

template <int Stride>
struct BallArrays {
  RingCapacity capacity;
  Spaced<RingSlot, Stride> slot;  ///< zero before the first ball
  Spaced<int, Stride> node, shift, level, link_end, link;
  NACRE_HD BallArrays(RingCarver<Stride>& c, RingCapacity of)
      : capacity(of),
        slot(c.template take<RingSlot>(of.slots)),
        node(c.template take<int>(of.nodes)),
        shift(c.template take<int>(of.nodes)),
        level(c.template take<int>(of.nodes)),
        link_end(c.template take<int>(of.nodes)),
        link(c.template take<int>(of.links())) {}
};

template <int Stride>
struct RingWorkspace {
  BallArrays<Stride> ball;
  Spaced<std::uint64_t, Stride> mask;
  Spaced<RingStep, Stride> step;
  Spaced<RingChord, Stride> chord;
  Spaced<int, Stride> first, row_of, queue;
  Spaced<char, Stride> later;
  Spaced<unsigned char, Stride> row;
  NACRE_HD RingWorkspace(RingCarver<Stride>& c, RingCapacity of)
      : ball(c, of),
        mask(c.template take<std::uint64_t>(of.nodes)),
        step(c.template take<RingStep>(of.steps())),
        chord(c.template take<RingChord>(of.steps())),
        first(c.template take<int>(of.nodes)),
        row_of(c.template take<int>(of.nodes)),
        queue(c.template take<int>(of.nodes)),
        later(c.template take<char>(of.nodes)),
        row(c.template take<unsigned char>(of.row_bytes)) {}

  /// Bytes for all lanes.
  static std::size_t bytes(RingCapacity of) {
    RingCarver<Stride> c(nullptr, 0);
    (void)RingWorkspace(c, of);
    return c.bytes();
  }
};

}  // namespace nacre
