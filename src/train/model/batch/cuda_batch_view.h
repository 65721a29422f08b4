// What the kernels of the gradient trainer see, and their launchers. Formulas: force/nep_math.h and batch_math.h; symbols
// and equations: batch_predict.h and batch_gradient.h, which are the CPU's loops.
//
// A tile is 32 atoms of one type (a lane an atom) of one chunk, laid out by the tables that the CPU uses
// (batch_tables.h with 32 lanes): every array is [..][lane], so that all reads of a warp are whole 128-byte lines.
//
//   kernel     mapping                      reads                    leaves
//   predict    a block a tile, its warps    tables, parameters       q, s, g, tanh, G, D, energies, pair forces
//              share steps, n or neurons
//   gather     a block a tile               pair forces              forces, virials
//   gradient   a block a tile               tables, seeds, all that  gamma, sigma, a, eps, q', X, Y
//                                           predict left
//   products   a warp a register block of   all that gradient left   partial sums of eight tiles
//              4 x 8 outer products
//   total      a thread a derivative        partial sums             dL/d(packed parameters) in double
//
// Forces are gathered: the vector p_ij of the opposite direction is found through the table's reverse index, so there
// are no atomics, and infinite forces stay visible. A radial pair keeps one number, its force along r^.
//
// Why not the CPU's loops with a warp for a vector: they walk a tile in one go. Two frames of PbTe, the usual
// minibatch, are 16 tiles: 16 warps would walk 10^5 dependent instructions each, a millisecond, and the CPU needs 0.3
// ms for the step. Here 16 warps share a tile: between two barriers each takes its own neighbours, functions or
// neurons, and what they exchange lies in L1 and L2. One kernel a pass and not one a phase, because a phase takes 1 to
// 3 us, as long as a launch.
//
// Count of a step:                 two frames of PbTe   all 25         30 frames of C60
//   atoms, tiles                   500, 16              6250, 200      1800, 60
//   pairs an atom                  66 and 6             64 and 6       59 and 17
//   multiply-adds an atom          14 thousand to predict, 22 thousand for the gradient; C60: 34 and 60 thousand
//   tables, working arrays (MB)    0.9, 4.1             11.5, 51       3.7, 28
//   launches, copies, waits        5, 5, 2 (12 to 20 kB up without, 40 kB with the parameters; 30 to 360 kB down)
// Expected on an H100, not yet measured: 2 instructions a multiply-add, at 1.6 of 4 a cycle, a tile a multiprocessor:
// 30 us, 60 us (two waves of 132), 70 us in the kernels over tiles; 5 to 15 us in the others; 15 us of launches, 30 us
// of copies and waits, so 0.08, 0.12 and 0.12 ms, and the loss on the host.
#pragma once
#include "core/macros.h"
#include "device/cuda_stream.h"
#include "train/model/batch/batch_view.h"

namespace nacre::train::gpu {

using cuda::Stream;

inline constexpr int lanes = 32;
inline constexpr int tile_warps = 16;    ///< a block of the predict and gradient kernels
inline constexpr int gather_warps = 8;   ///< a block of the gather kernel
inline constexpr int segment_tiles = 8;  ///< tiles whose outer products one warp adds up
inline constexpr int gathered = 12;      ///< force, virial

struct Shape {
  int types, components, neurons;
  int radial_rows, radial_cols, angular_rows, angular_cols;
  int l_max, terms, padded_terms;
  bool higher[6];
  int component_stride, neuron_stride;  ///< padded to multiples of 4
};

/// Of the packed model (nep_view.h); w0 in both orders.
struct Parameters {
  const float* w0;             ///< [type][neuron][component_stride]
  const float* w0_transposed;  ///< [type][component][neuron_stride]
  const float* b0;             ///< [type][neuron_stride]
  const float* w1;             ///< [type][neuron_stride]
  const float* bias;           ///< [type]
  const float* radial_c;       ///< [t_i][t_j][n][k]
  const float* angular_c;
  const float* radial_cutoff;  ///< [t_i][t_j]
  const float* angular_cutoff;
};

struct PairTable {
  const float* pair;   ///< [step][x, y, z, r][lane]
  const int* row;      ///< [step][lane] of its chunk
  const int* reverse;  ///< [step][lane] entry of the opposite direction, counted from the chunk's first; -1: none
  const int* first;    ///< [table tile][types + 1] steps, counted from the tile's first
};
struct Tables {
  PairTable radial, angular;
  const float* basis_sums;  ///< [table tile][J][k][lane]
  const int* lane_row;      ///< [table tile][lane]
  const int* row_frame;     ///< [table row] frame of its chunk; -1: padding
};

/// Where a tile's numbers lie: in the tables (those on the GPU), and in the working arrays of the selected frames.
struct Tile {
  std::int64_t radial_step, angular_step;    ///< tables, first of the tile
  std::int64_t radial_work, angular_work;    ///< working arrays, first of the tile
  std::int64_t radial_chunk, angular_chunk;  ///< working arrays, first of the chunk
  int table_tile, type;
  int table_row;  ///< first row of the chunk in the tables
  int row;        ///< first row of the chunk among the selected ones; one more than atoms a chunk
  int frame;      ///< first frame of the chunk among the selected ones
  int padding;    ///< the chunk's row of padding
};

/// Working arrays, [tile][..][lane] or [step][..][lane].
struct Work {
  // predict
  float *q, *slope;   ///< [tile][component] q before the q_scaler, G = dU/dq
  float *tanh, *wd;   ///< [tile][neuron] t; w1 d
  float *s, *d;       ///< [tile][n][lm] sums, D = dU/ds
  float* h;           ///< [tile][J][k]
  float *g, *dg, *b;  ///< [angular step][n], [n], [lm]
  float* radial;      ///< [radial step] force along r^
  float* angular;     ///< [angular step][x, y, z]
  double* energy;     ///< [tile]
  float* virial;      ///< [tile][9]
  float* force;       ///< [row][x, y, z]
  // gradient
  float *a, *q_seed;      ///< [tile][component]
  float *eps, *dw1;       ///< [tile][neuron]
  float* partial_gamma;   ///< [tile][warp][J][k]
  float* gamma;           ///< [tile][J][k]
  float *sigma, *s_seed;  ///< [tile][n][lm]
  float *f, *df;          ///< [angular step][k] f_k, w f_k'
  float *wdg, *x, *y;     ///< [angular step][n] w g_n', X_n, Y_n
  float* beta;            ///< [angular step][lm]
  float* partial;         ///< [segment][derivatives of a type]
};

struct Seeds {
  const float* rows;    ///< [row][F'x, F'y, F'z, 0]
  const float* frames;  ///< [frame][E', W'xx, W'xy, .., W'zz]
};
inline constexpr int frame_seeds = 10;

/// Tiles of one type, a range of `order`.
struct Segment {
  int type, first, last;
};

struct Arguments {
  Shape shape;
  Parameters parameters;
  Tables tables;
  Work work;
  Seeds seeds;
  double* gradient;  ///< GradientLayout; added to
  const Tile* tiles;
  int tile_count;
  const Segment* segments;
  const int* order;          ///< tiles by type
  const int* segment_begin;  ///< [type], and one more at the end
  int segment_count;
  bool descriptors_only;
};

/// Derivatives that belong to one type, in the order of a partial sum: w0, b0, w1, bias; c^R, c^A as [J][n][k].
struct TypeLayout {
  int w0, radial, angular, neurons, types;  ///< w0, radial, angular: sizes of one matrix
  explicit NACRE_HD TypeLayout(const Shape& m)
      : w0(m.neurons * m.components),
        radial(m.radial_rows * m.radial_cols),
        angular(m.angular_rows * m.angular_cols),
        neurons(m.neurons),
        types(m.types) {}
  NACRE_HD int b0() const { return w0; }
  NACRE_HD int w1() const { return w0 + neurons; }
  NACRE_HD int bias() const { return w0 + 2 * neurons; }
  NACRE_HD int network() const { return bias() + 1; }
  NACRE_HD int radial_c(int j) const { return network() + j * radial; }
  NACRE_HD int angular_c(int j) const { return network() + types * radial + j * angular; }
  NACRE_HD int size() const { return angular_c(types); }
};

void enqueue_predict(const Stream& stream, const Arguments& arguments);
void enqueue_gradient(const Stream& stream, const Arguments& arguments);
/// Sums of outer products and their totals, after enqueue_gradient.
void enqueue_products(const Stream& stream, const Arguments& arguments);

}  // namespace nacre::train::gpu
