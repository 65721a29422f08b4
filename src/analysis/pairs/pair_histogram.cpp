#include "analysis/pairs/pair_histogram.h"

#include <algorithm>
#include <atomic>

#include "analysis/pairs/pair_cells.h"
#include "device/parallel.h"
#include "device/progress.h"

namespace nacre {

namespace {
/// Atom i with the points of a run.
void count_from(const PairCellsView& v, CountPairs count, int i, const PairRun& run, std::int64_t* counts) {
  const std::int32_t home[3] = {static_cast<std::int32_t>(v.points.x[i] - run.shift[0]),
                                static_cast<std::int32_t>(v.points.y[i] - run.shift[1]),
                                static_cast<std::int32_t>(v.points.z[i] - run.shift[2])};
  count(v.points, run.first, run.last, home, v.bins,
        counts + static_cast<std::ptrdiff_t>(v.points.offset[i]) * v.types);
}

/// All pairs whose first atom lies in the cell; counts[(a * types + b) * bins + k].
void count_cell(const PairCellsView& v, CountPairs count, int row, int c3, std::int64_t* counts) {
  const int begin = v.begin[row * v.n[2] + c3], end = v.begin[row * v.n[2] + c3 + 1];
  if (begin == end) return;
  for (int i = begin; i < end; ++i) count_from(v, count, i, {i + 1, end, {0, 0, 0}}, counts);
  for (int number = 0; number < v.later_rows; ++number)
    for_later_runs(v, row, c3, number, [&](const PairRun& run) {
      for (int i = begin; i < end; ++i) count_from(v, count, i, run, counts);
    });
}
}  // namespace

void PairHistogram::add_both_ways(const std::int64_t* once) {
  for (int a = 0; a < types; ++a)
    for (int b = 0; b < types; ++b)
      for (std::ptrdiff_t k = 0; k < bins; ++k)
        counts[static_cast<std::ptrdiff_t>(a * types + b) * bins + k] +=
            once[static_cast<std::ptrdiff_t>(a * types + b) * bins + k] +
            once[static_cast<std::ptrdiff_t>(b * types + a) * bins + k];
}

PairHistogram pair_histogram(const Atoms& atoms, const Box& box, double r_max, int bins) {
  PairHistogram h = empty_histogram(atoms, r_max, bins);
  if (atoms.size() == 0) return h;
  const PairCells cells(atoms, box, r_max, bins);
  const PairCellsView view = cells.view();
  const CountPairs count = pair_loops().count;
  // Rows are taken by whichever thread is free: integers do not care.
  const int workers = std::min(threads(), std::max(1, cells.rows()));
  std::vector<std::vector<std::int64_t>> once(workers, h.counts);
  std::atomic<int> next{0};
  LoopProgress work("pairs", cells.rows());
  parallel_for(
      workers,
      [&](std::ptrdiff_t worker) {
        for (int row = next++; row < cells.rows(); row = next++, work.add())
          for (int c3 = 0; c3 < view.n[2]; ++c3) count_cell(view, count, row, c3, once[worker].data());
      },
      1);
  for (const auto& counts : once) h.add_both_ways(counts.data());
  return h;
}

}  // namespace nacre
