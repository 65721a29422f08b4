// Bins and rows of the neighbour list on the GPU.
//
//   bins    all slots sorted by (structure, type, bin), third direction fastest, stable: one run of bins along it is
//           one run of memory. binned[p] = fractions and slot; bin_start[b] = first p of bin b
//   rows    one warp a local slot. For each type, the runs of bins that may hold neighbours are dealt to the lanes, 32
//           at a time, who look up where they begin; then the warp reads run after run, 32 candidates at a time.
//           Counted first; the scan of the counts says where rows begin; the same search then fills, inner entries to
//           the front, each part in the order of the search. That order follows from the structure alone.
//   cost    half a reach a bin: 125 bins hold 3.7 times the sphere, so about 480 candidates for 126 entries of carbon
//           at 1.4 g/cm3 with 7 Å, twice
#include "device/cuda_launch.h"
#include "neighbor/cuda_list_data.h"

namespace nacre::cuda {

namespace {
constexpr unsigned row_threads = 256;

__device__ int bin_part(const StructureLayout& layout, unsigned u, int k) {
  return part_of(u, layout.bins[k], layout.periodic[k] != 0);
}

__global__ void make_bin_keys_kernel(ListData a) {
  if (a.control->halt != 0) return;
  const std::int64_t p = grid_index();
  if (p >= a.slots) return;
  const int4 slot = a.slot[p];
  const int owner = static_cast<int>(static_cast<unsigned>(slot.w) >> a.type_bits);
  const StructureLayout& layout = a.layout[a.structure[owner]];
  const int rank = a.rank_of_type[slot.w & ((1 << a.type_bits) - 1)];
  const std::int64_t row =
      static_cast<std::int64_t>(bin_part(layout, static_cast<unsigned>(slot.x), 0)) * layout.bins[1] +
      bin_part(layout, static_cast<unsigned>(slot.y), 1);
  const std::int64_t bin = row * layout.bins[2] + bin_part(layout, static_cast<unsigned>(slot.z), 2);
  a.key[p] = static_cast<std::uint64_t>(layout.first_bin * a.ranks + rank * layout.all_bins() + bin);
  a.value[p] = static_cast<int>(p);
}

// Thread p writes the starts of all bins after that of candidate p - 1 up to its own.
__global__ void fill_bins_kernel(ListData a) {
  if (a.control->halt != 0) return;
  const std::int64_t p = grid_index();
  if (p > a.slots) return;
  const std::int64_t first = p > 0 ? static_cast<std::int64_t>(a.sorted_key[p - 1]) + 1 : 0;
  const std::int64_t last = p < a.slots ? static_cast<std::int64_t>(a.sorted_key[p]) : a.bins;
  for (std::int64_t b = first; b <= last; ++b) a.bin_start[b] = static_cast<int>(p);
  if (p >= a.slots) return;
  int4 candidate = a.slot[a.sorted_value[p]];
  candidate.w = a.sorted_value[p];
  a.binned[p] = candidate;
}

/// Bins along one direction: `count` from `first` on, modulo `bins`.
struct BinRange {
  int first, count, bins;
  __device__ int at(int i) const { return first + i < bins ? first + i : first + i - bins; }
};
__device__ BinRange bins_around(int bin, int range, int bins, bool periodic) {
  if (2 * range + 1 >= bins) return {0, bins, bins};
  if (periodic) return {bin >= range ? bin - range : bin - range + bins, 2 * range + 1, bins};
  const int low = bin > range ? bin - range : 0, high = bin + range < bins ? bin + range : bins - 1;
  return {low, high - low + 1, bins};
}

/// What one warp searches for.
struct Search {
  const ListData& a;
  const StructureLayout& layout;
  const CellView& cell;
  int4 self;
  int slot;
  BinRange range[3];
};
__device__ Search search_of(const ListData& a, int slot) {
  const int s = a.structure[slot];
  const StructureLayout& layout = a.layout[s];
  const int4 self = a.slot[slot];
  Search search{a, layout, a.cell[s], self, slot, {}};
  const unsigned u[3] = {static_cast<unsigned>(self.x), static_cast<unsigned>(self.y), static_cast<unsigned>(self.z)};
  for (int k = 0; k < 3; ++k)
    search.range[k] =
        bins_around(bin_part(layout, u[k], k), a.derived[s].range[k], layout.bins[k], layout.periodic[k] != 0);
  return search;
}

/// Candidates [begin, end) of run `index`; a run that wraps around the third direction is two.
struct Run {
  int begin = 0, end = 0;
};
__device__ Run run_of(const Search& s, int rank, int index) {
  const int part = index % 2, y = index / 2 % s.range[1].count, x = index / 2 / s.range[1].count;
  const BinRange& z = s.range[2];
  const int over = z.first + z.count - z.bins;  // bins beyond the last one
  if (part == 1 && over <= 0) return {};
  const int first = part == 0 ? z.first : 0, last = part == 0 ? (over > 0 ? z.bins : z.first + z.count) : over;
  const std::int64_t base = s.layout.first_bin * s.a.ranks + rank * s.layout.all_bins();
  const std::int64_t row =
      base + (static_cast<std::int64_t>(s.range[0].at(x)) * s.layout.bins[1] + s.range[1].at(y)) * z.bins;
  return {s.a.bin_start[row + first], s.a.bin_start[row + last]};
}

/// Calls visit(candidate's slot, near, inner) with all lanes for every candidate; order as said above.
template <class Visit>
__device__ void search_run(const Search& s, float2 limit, Run run, Visit&& visit) {
  for (int p = run.begin; p < run.end; p += warp_size) {
    bool near = p + lane_index() < run.end, inner = false;
    int other = 0;
    if (near) {
      const int4 candidate = s.a.binned[p + lane_index()];
      float x, y, z;
      difference(s.cell, s.self, candidate, x, y, z);
      const float r2 = x * x + y * y + z * z;
      other = candidate.w;
      near = r2 <= limit.x && other != s.slot;
      inner = near && r2 <= limit.y;
    }
    visit(other, near, inner);
  }
}

template <class Visit>
__device__ void search_row(const Search& s, Visit&& visit) {
  const int type = s.self.w & ((1 << s.a.type_bits) - 1);
  const int runs = 2 * s.range[0].count * s.range[1].count;
  for (int rank = 0; rank < s.a.ranks; ++rank) {
    const float2 limit = s.a.limit[type * s.a.types + s.a.type_of_rank[rank]];
    if (limit.x < 0) continue;
    for (int base = 0; base < runs; base += warp_size) {
      const int index = base + lane_index();
      const Run mine = index < runs ? run_of(s, rank, index) : Run{};
      unsigned filled = lane_votes(mine.end > mine.begin);
      while (filled != 0) {
        const int lane = __ffs(static_cast<int>(filled)) - 1;
        filled &= filled - 1;
        search_run(s, limit, {__shfl_sync(all_lanes, mine.begin, lane), __shfl_sync(all_lanes, mine.end, lane)}, visit);
      }
    }
  }
}

__global__ void __launch_bounds__(row_threads) count_rows_kernel(ListData a) {
  if (a.control->halt != 0) return;
  const std::int64_t slot = warp_index();
  if (slot == a.local && lane_index() == 0) a.count[slot] = 0;  // the scan's total stands behind it
  if (slot >= a.local) return;
  int all = 0, front = 0;
  search_row(search_of(a, static_cast<int>(slot)), [&](int, bool near, bool inner) {
    all += __popc(lane_votes(near));
    front += __popc(lane_votes(inner));
  });
  if (lane_index() == 0) a.count[slot] = all, a.inner[slot] = front;
}

// All threads decide alike from the scan's total.
__global__ void settle_build_kernel(ListData a) {
  if (a.control->halt != 0) return;
  const std::int64_t i = grid_index(), needed = a.begin[a.local];
  if (needed > a.capacity) {
    if (i == 0) a.control->needed_entries = needed, a.control->halt = list_too_long;
    return;
  }
  if (i == 0) a.control->rebuild = 0, ++a.control->rebuilds;
  if (i < a.structures) a.built[i] = {a.h[i], inverse(a.h[i])};
  if (i < a.local) a.built_position[i] = a.position[i];
}

__global__ void __launch_bounds__(row_threads) fill_rows_kernel(ListData a) {
  if (a.control->halt != 0) return;
  const std::int64_t slot = warp_index();
  if (slot >= a.local) return;
  std::int64_t front = a.begin[slot], back = front + a.inner[slot];
  search_row(search_of(a, static_cast<int>(slot)), [&](int other, bool near, bool inner) {
    const unsigned in = lane_votes(inner), out = lane_votes(near && !inner);
    if (inner) a.neighbor[front + lanes_before(in)] = other;
    if (near && !inner) a.neighbor[back + lanes_before(out)] = other;
    front += __popc(in), back += __popc(out);
  });
}
}  // namespace

void make_bin_keys(const Stream& stream, const ListData& data) {
  launch(stream, "sort keys of slots", make_bin_keys_kernel, cover(data.slots), data);
}

void fill_bins(const Stream& stream, const ListData& data) {
  launch(stream, "bins of the neighbour list", fill_bins_kernel, cover(data.slots + 1), data);
}

void count_rows(const Stream& stream, const ListData& data) {
  launch(stream, "counting neighbours", count_rows_kernel, cover_warps(data.local + 1, row_threads), data);
}

void settle_build(const Stream& stream, const ListData& data) {
  const int threads = data.local > data.structures ? data.local : data.structures;
  launch(stream, "room for neighbours", settle_build_kernel, cover(threads), data);
}

void fill_rows(const Stream& stream, const ListData& data) {
  launch(stream, "listing neighbours", fill_rows_kernel, cover_warps(data.local, row_threads), data);
}

}  // namespace nacre::cuda
