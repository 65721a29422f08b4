// Derivatives by the parameters from what the gradient kernel left: sums over atoms (and pairs) of outer products,
//   dw0 = sum eps q + w1 d a      db0 = -sum eps      dw1 = sum E' t + d u      dbias = -sum E'
//   dc^R_nk = sum q'_n B_kJ + G_n gamma_kJ            dc^A_nk = sum over pairs X_n f_k + Y_n w f_k'
// A segment is up to eight tiles of one type. A warp takes one register block of 4 x 8 results of one segment: lanes
// are atoms, every lane adds up its own, then 31 shuffles hand the sum of result l to lane l (transposed_sums). Partial
// sums of segments are added in double, in their order, a thread a derivative: the same bits for any order of blocks.
// Reads for 2 x 32 multiply-adds of a lane: 24 lines, from L2.
#include "device/cuda_launch.h"
#include "train/model/batch/cuda_batch_lanes.h"

namespace nacre::train::gpu {

namespace {

constexpr int block_rows = 4, block_cols = 8, block_results = block_rows * block_cols;
constexpr int products_threads = 128, total_threads = 128;

/// Blocks that cover a matrix.
struct Blocks {
  int rows, cols;
  NACRE_HD int across() const { return (cols + block_cols - 1) / block_cols; }
  NACRE_HD int count() const { return (rows + block_rows - 1) / block_rows * across(); }
};
/// What the warps of one segment do: blocks of w0, of c^R and c^A of each J, 16 neurons' b0 and w1, the bias.
struct Items {
  Blocks w0, radial, angular;
  int types, vectors;
  explicit NACRE_HD Items(const Shape& m)
      : w0{m.neurons, m.components},
        radial{m.radial_rows, m.radial_cols},
        angular{m.angular_rows, m.angular_cols},
        types(m.types),
        vectors((m.neurons + block_results / 2 - 1) / (block_results / 2)) {}
  NACRE_HD int first_radial() const { return w0.count(); }
  NACRE_HD int first_angular() const { return first_radial() + types * radial.count(); }
  NACRE_HD int first_vector() const { return first_angular() + types * angular.count(); }
  NACRE_HD int bias() const { return first_vector() + vectors; }
  NACRE_HD int count() const { return bias() + 1; }
};

struct Products {
  const Arguments& a;
  const Shape& m;
  const Segment segment;
  const TypeLayout layout;
  const int lane;
  float* partial;

  __device__ Products(const Arguments& arguments, int s)
      : a(arguments),
        m(arguments.shape),
        segment(arguments.segments[s]),
        layout(arguments.shape),
        lane(cuda::lane_index()),
        partial(arguments.work.partial + static_cast<std::int64_t>(s) * layout.size()) {}

  __device__ void run(int item) const {
    const Items items(m);
    if (item < items.first_radial()) return network(items.w0, item);
    if (item < items.first_angular()) return radial(items.radial, item - items.first_radial());
    if (item < items.first_vector()) return angular(items.angular, item - items.first_angular());
    if (item < items.bias()) return vectors((item - items.first_vector()) * (block_results / 2));
    bias();
  }

  __device__ ConstColumn column(const float* base, std::int64_t first) const {
    return ConstColumn(base + first * lanes + lane);
  }
  template <class Body>
  __device__ void for_each_tile(Body&& body) const {
    for (int i = segment.first; i < segment.last; ++i) body(static_cast<std::int64_t>(a.order[i]));
  }

  /// One step: sum[i][j] += row[i] col[j]; beyond the last row or column the last is read, and not stored.
  struct Place {
    int row, col, last_row, last_col;
    __device__ Place(const Blocks& b, int item)
        : row(item / b.across() * block_rows),
          col(item % b.across() * block_cols),
          last_row(b.rows - 1),
          last_col(b.cols - 1) {}
  };
  __device__ static void add(const Place& p, ConstColumn rows, ConstColumn cols, float (&sum)[block_results]) {
    float row[block_rows];
#pragma unroll
    for (int i = 0; i < block_rows; ++i) row[i] = rows[p.row + i < p.last_row ? p.row + i : p.last_row];
#pragma unroll
    for (int j = 0; j < block_cols; ++j) {
      const float col = cols[p.col + j < p.last_col ? p.col + j : p.last_col];
#pragma unroll
      for (int i = 0; i < block_rows; ++i) sum[i * block_cols + j] += row[i] * col;
    }
  }
  __device__ void store(const Place& p, const float (&sum)[block_results], float* to) const {
    const float total = cuda::transposed_sums<block_results>(sum);
    const int i = p.row + lane / block_cols, j = p.col + lane % block_cols;
    if (i <= p.last_row && j <= p.last_col) to[i * (p.last_col + 1) + j] = total;
  }

  __device__ void network(const Blocks& blocks, int item) const {
    const Place place(blocks, item);
    float sum[block_results] = {};
    for_each_tile([&](std::int64_t tile) {
      add(place, column(a.work.eps, tile * m.neurons), column(a.work.q, tile * m.components), sum);
      add(place, column(a.work.wd, tile * m.neurons), column(a.work.a, tile * m.components), sum);
    });
    store(place, sum, partial);
  }
  __device__ void radial(const Blocks& blocks, int item) const {
    const int j = item / blocks.count(), cols = m.types * m.radial_cols;
    const Place place(blocks, item % blocks.count());
    float sum[block_results] = {};
    for_each_tile([&](std::int64_t tile) {
      const std::int64_t in_table = static_cast<std::int64_t>(a.tiles[tile].table_tile) * cols;
      add(place, column(a.work.q_seed, tile * m.components), column(a.tables.basis_sums, in_table + j * m.radial_cols),
          sum);
      add(place, column(a.work.slope, tile * m.components), column(a.work.gamma, tile * cols + j * m.radial_cols), sum);
    });
    store(place, sum, partial + layout.radial_c(j));
  }
  __device__ void angular(const Blocks& blocks, int item) const {
    const int j = item / blocks.count();
    const Place place(blocks, item % blocks.count());
    float sum[block_results] = {};
    for_each_tile([&](std::int64_t tile) {
      const Tile& t = a.tiles[tile];
      const int* first = a.tables.angular.first + static_cast<std::int64_t>(t.table_tile) * (m.types + 1);
      for (int step = first[j]; step < first[j + 1]; ++step) {
        const std::int64_t at = t.angular_work + step;
        add(place, column(a.work.x, at * m.angular_rows), column(a.work.f, at * m.angular_cols), sum);
        add(place, column(a.work.y, at * m.angular_rows), column(a.work.df, at * m.angular_cols), sum);
      }
    });
    store(place, sum, partial + layout.angular_c(j));
  }

  /// b0 and w1 of half a block's number of neurons.
  __device__ void vectors(int first) const {
    constexpr int half = block_results / 2;
    float sum[block_results] = {};
    for_each_tile([&](std::int64_t tile) {
      const ConstColumn eps = column(a.work.eps, tile * m.neurons), dw1 = column(a.work.dw1, tile * m.neurons);
#pragma unroll
      for (int i = 0; i < half; ++i)
        if (first + i < m.neurons) sum[i] -= eps[first + i], sum[half + i] += dw1[first + i];
    });
    const float total = cuda::transposed_sums<block_results>(sum);
    const int mu = first + lane % half;
    if (mu < m.neurons) partial[(lane < half ? layout.b0() : layout.w1()) + mu] = total;
  }
  __device__ void bias() const {
    float sum = 0;
    for_each_tile([&](std::int64_t tile) {
      const Tile& t = a.tiles[tile];
      const int row = a.tables.lane_row[static_cast<std::int64_t>(t.table_tile) * lanes + lane];
      const int frame = a.tables.row_frame[t.table_row + row];
      if (frame >= 0) sum -= a.seeds.frames[static_cast<std::int64_t>(t.frame + frame) * frame_seeds];
    });
    const float total = cuda::lane_sum(sum);
    if (lane == 0) partial[layout.bias()] = total;
  }
};

__global__ void __launch_bounds__(products_threads) products_kernel(Arguments a) {
  const int items = Items(a.shape).count();
  const std::int64_t warp = cuda::warp_index();
  if (warp >= static_cast<std::int64_t>(items) * a.segment_count) return;
  Products(a, static_cast<int>(warp / items)).run(static_cast<int>(warp % items));
}

/// Places of GradientLayout.
__device__ std::int64_t place_of(const TypeLayout& l, int type, int i) {
  if (i < l.network()) return static_cast<std::int64_t>(type) * l.network() + i;
  const std::int64_t networks = static_cast<std::int64_t>(l.types) * l.network();
  const int radial = l.types * l.radial, angular = l.types * l.angular;
  if (i < l.angular_c(0)) return networks + static_cast<std::int64_t>(type) * radial + (i - l.network());
  return networks + static_cast<std::int64_t>(l.types) * radial + static_cast<std::int64_t>(type) * angular +
         (i - l.angular_c(0));
}

__global__ void __launch_bounds__(total_threads) total_kernel(Arguments a) {
  const TypeLayout layout(a.shape);
  const std::int64_t n = cuda::grid_index();
  const int type = static_cast<int>(n / layout.size()), i = static_cast<int>(n % layout.size());
  if (type >= layout.types) return;
  double& sum = a.gradient[place_of(layout, type, i)];
  double next = sum;
  for (int s = a.segment_begin[type]; s < a.segment_begin[type + 1]; ++s)
    next += static_cast<double>(a.work.partial[static_cast<std::int64_t>(s) * layout.size() + i]);
  sum = next;
}

}  // namespace

void enqueue_products(const Stream& stream, const Arguments& a) {
  const std::int64_t warps = static_cast<std::int64_t>(Items(a.shape).count()) * a.segment_count;
  if (warps > 0)
    cuda::launch(stream, "batch: outer products", products_kernel, cuda::cover_warps(warps, products_threads), a);
  const std::int64_t derivatives = static_cast<std::int64_t>(a.shape.types) * TypeLayout(a.shape).size();
  cuda::launch(stream, "batch: gradient", total_kernel, cuda::cover(derivatives, total_threads), a);
}

}  // namespace nacre::train::gpu
