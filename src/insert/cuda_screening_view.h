// What the screening kernels see, and their launchers. All in double: an H100 does half as many multiply-adds in double
// as in single precision (34 against 67 TFLOP/s), and differences of 1e-6 eV leave no room for less.
//
//   kernel   mapping              reads                     writes
//   count    a warp a candidate   bins                      number of neighbours, number of touches of each type
//   fill     a warp a candidate   bins, tables              neighbours, touches, sum of table values and ZBL
//   touches  a warp 8 touches     touches, sums, sigmoids   energy change of each touch
//   sites    a warp a candidate   neighbours, energies      Delta E
//
// Words as in screening.h: a touch is an atom within the angular cutoff of a candidate (or without an accurate table).
// Counts for a 7 Å model (17 radial functions, 9 x 24 sums, 67 components, 100 neurons), 100 neighbours, 17 touches, in
// instructions of a warp a candidate:
//   touches  17 x 850: geometry 40, g and dq 40, invariants 130, hidden layer 67 x 2 passes x 22 / 8 = 370 (two groups
//            of 32 neurons a pass: two loads of weights and four of dq for 16 multiply-adds), differences of tanh 280
//   count and fill  25 rows of bins x 40, twice: 2,000
//   sites    radial functions 4 x 150, angular sums 300, invariants 500, hidden layer 67 x 4 x 3 = 800, tanh 300
// 19 thousand, 11 thousand of them double arithmetic, of which a multiprocessor starts two a clock: 132 of them at 1.7
// GHz could do 4e7 candidates/s. Expected, with 11 warps a multiprocessor (20 kB of shared memory each) and stalls:
// 5e6 to 1e7. Memory: neighbours 4 kB written and read twice, rows of 17 atoms 3.3 kB each and 83 lines of tables of 64
// bytes from L2: 75 kB a candidate, 380 GB/s of L2 at 5e6/s.
#pragma once
#include <cstdint>

#include "core/vec3.h"
#include "device/cuda_stream.h"
#include "insert/screening_view.h"
#include "neighbor/point_bins.h"

namespace nacre::insert {

/// A vector and its length (Å).
struct alignas(16) Arrow {
  double x, y, z, r;
};

struct DeviceZone {
  double outer, low, high, cells_per_length, zbl_outer;
};

/// The model in GPU memory. Symbols: nep_view.h.
struct DeviceScreeningModel {
  ModelView m;
  int neuron_stride;            ///< neurons, padded to whole warps; the padding's weights are zero
  const double* w0_transposed;  ///< [type][component][neuron_stride]
  const double* b0;             ///< [type][neuron_stride]
  const double* w1;             ///< [type][neuron_stride]
  const DeviceZone* zone;       ///< [type of the atom][type of the new atom]
};

/// The structure in GPU memory; places as in PointSearch.
struct DeviceStructure {
  BinSearch search;
  Mat3 inverse;            ///< fractional coordinates
  const Vec3* position;    ///< [place]
  const int* owner;        ///< [place]
  const int* type;         ///< [atom]
  const double* sums;      ///< [atom][n][lm]
  const double* sigmoids;  ///< [atom][s, s'][neuron]
  const double* tables;    ///< [atom][table_reals], for the new atom's type
  const char* has_table;   ///< [atom]
};

struct ScreeningArguments {
  DeviceScreeningModel model;
  DeviceStructure structure;
  int new_type, candidates;
  const Vec3* point;                   ///< [candidate], in the cell
  int* neighbor_count;                 ///< [candidates + 1]
  int* touch_count;                    ///< [type][candidate], one more at the end
  const std::int64_t* neighbor_begin;  ///< [candidates + 1]
  const std::int64_t* touch_begin;     ///< [type][candidate], one more at the end
  Arrow* neighbor;                     ///< r_j - r_new
  int* neighbor_type;
  Arrow* touch;  ///< r_new - r_j
  int* touch_atom;
  double* touch_energy;
  double* energy;  ///< [candidate]
  // of the launch of touches
  int touch_type;
  std::int64_t first_touch, last_touch;
  int shared_reals;  ///< of a warp
};

inline constexpr int touches_per_warp = 8;

void launch_count(const cuda::Stream& stream, ScreeningArguments a);
void launch_fill(const cuda::Stream& stream, ScreeningArguments a);
void launch_touches(const cuda::Stream& stream, ScreeningArguments a);
void launch_sites(const cuda::Stream& stream, ScreeningArguments a);

}  // namespace nacre::insert
