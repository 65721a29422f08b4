#include "sites/stages.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/csv.h"

namespace nacre::sites {

namespace {
constexpr double named_share = 0.25;

/// The row after which the formation energy is least; -1: the start. Of sums of V dN, which need no other column.
std::int64_t row_at_zero(const InsertionRun& run) {
  double gain = 0, most = 0;
  std::int64_t best = -1;
  for (std::size_t i = 0; i < run.rows().size(); ++i) {
    gain += run.rows()[i].voltage * static_cast<double>(run.rows()[i].change);
    if (gain > most) most = gain, best = static_cast<std::int64_t>(i);
  }
  return best;
}

VoltageStage stage_of(const InsertionRun& run, std::int64_t first, std::int64_t last, const Segment& line) {
  VoltageStage out;
  out.first_row = first, out.last_row = last;
  out.begin = run.number_before(first), out.end = run.number_after(last);
  out.slope = line.slope, out.intercept = line.intercept;
  for (std::int64_t i = first; i <= last; ++i)
    out.mean_voltage += run.rows()[i].voltage * static_cast<double>(run.rows()[i].change);
  out.mean_voltage /= static_cast<double>(out.end - out.begin);
  return out;
}

SegmentedFit fit_rows(const InsertionRun& run, std::int64_t first, std::int64_t last, const SegmentSettings& settings) {
  std::vector<double> x, y;
  for (std::int64_t i = first; i <= last; ++i) {
    x.push_back(0.5 * static_cast<double>(run.number_before(i) + run.number_after(i)));
    y.push_back(run.rows()[i].voltage);
  }
  return segmented_fit(x, y, settings);
}

std::string stage_name(const VoltageStage& stage, const TypeCounts& counts, std::int64_t all) {
  std::vector<int> order{0, 1, 2};
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return counts[a] > counts[b]; });
  std::string out;
  for (const int t : order)
    if (static_cast<double>(counts[t]) >= named_share * static_cast<double>(all) && counts[t] > 0)
      out += (out.empty() ? "" : " + ") + std::string(type_names[t]);
  if (stage.overcharging) return "overcharging";
  return out.empty() ? "unknown" : out;
}

double percent(std::int64_t part, std::int64_t all) {
  return all == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(all);
}
}  // namespace

VoltageStages find_stages(const InsertionRun& run, const StageSettings& settings) {
  VoltageStages out;
  const auto rows = static_cast<std::int64_t>(run.rows().size());
  const int shortest = std::max(3, settings.shortest);
  const SegmentSettings segments{settings.most, shortest, settings.floor};
  const std::int64_t zero = row_at_zero(run);
  out.number_at_zero = zero < 0 ? run.base().start_number : run.number_after(zero);
  out.reaches_zero = zero + 1 < rows;
  const bool overcharges = rows - (zero + 1) >= shortest;
  const std::int64_t last = overcharges ? zero : rows - 1;
  if (last >= 0) {
    const SegmentedFit fit = fit_rows(run, 0, last, segments);
    out.bic = fit.bic;
    for (const Segment& s : fit.segments) out.list.push_back(stage_of(run, s.begin, s.end - 1, s));
  }
  if (overcharges) {
    const SegmentedFit fit = fit_rows(run, zero + 1, rows - 1, {1, shortest, settings.floor});
    out.list.push_back(stage_of(run, zero + 1, rows - 1, fit.segments.front()));
    out.list.back().overcharging = true;
  }
  return out;
}

std::int64_t StageShares::at(std::size_t stage) const {
  std::int64_t all = 0;
  for (const std::int64_t n : count[stage]) all += n;
  return all;
}

StageShares share_stages(const std::vector<SiteRow>& guests, const std::vector<SiteLabel>& labels,
                         VoltageStages& stages) {
  StageShares out;
  out.count.assign(stages.list.size(), {});
  for (std::size_t g = 0; g < guests.size(); ++g)
    for (std::size_t s = 0; s < stages.list.size(); ++s)
      if (guests[g].row >= stages.list[s].first_row && guests[g].row <= stages.list[s].last_row)
        ++out.count[s][static_cast<int>(labels[g].type)], ++out.total[static_cast<int>(labels[g].type)];
  for (std::size_t s = 0; s < stages.list.size(); ++s)
    stages.list[s].name = stage_name(stages.list[s], out.count[s], out.at(s));
  return out;
}

namespace {
report::Table stages_table_head(const VoltageStages& stages) {
  report::Table table{"stages.csv",
                      {},
                      {{"stage"},
                       {"name"},
                       {"N_begin"},
                       {"N_end"},
                       {"capacity_begin_mAh_g", "{:.6f}"},
                       {"capacity_end_mAh_g", "{:.6f}"},
                       {"mean_voltage_V", "{:.6f}"},
                       {"slope_V", "{:.9f}"},
                       {"intercept_V", "{:.6f}"},
                       {"type"},
                       {"atoms"},
                       {"share_percent", "{:.4f}"},
                       {"of_type_percent", "{:.4f}"}},
                      {}};
  std::string bic = "BIC of 1, 2, ... segments:";
  for (const double b : stages.bic) bic += fmt::format(" {:.1f}", b);
  add_comments(
      table, fmt::format(
                 "stages of a voltage curve: segments of the raw voltage; overcharging: after the N of least formation "
                 "energy\n"
                 "voltage = intercept + slope N; share_percent: of the stage's atoms; of_type_percent: of all atoms of "
                 "that type\n"
                 "N of least formation energy: {}{}\n{}",
                 stages.number_at_zero, stages.reaches_zero ? "" : ", the end: the run did not go past it", bic));
  return table;
}
}  // namespace

report::Table stages_table(const InsertionRun& run, const VoltageStages& stages, const StageShares& shares) {
  report::Table table = stages_table_head(stages);
  for (std::size_t s = 0; s < stages.list.size(); ++s)
    for (int t = 0; t < type_count; ++t) {
      const VoltageStage& stage = stages.list[s];
      const std::int64_t n = shares.count[s][t];
      if (t == static_cast<int>(SiteType::unknown) && shares.total[t] == 0) continue;
      table.rows.push_back({static_cast<std::int64_t>(s + 1), stage.name, stage.begin, stage.end,
                            insert::capacity_mAh_g(static_cast<double>(stage.begin), run.base()),
                            insert::capacity_mAh_g(static_cast<double>(stage.end), run.base()), stage.mean_voltage,
                            stage.slope, stage.intercept, type_names[t], n, percent(n, shares.at(s)),
                            percent(n, shares.total[t])});
    }
  return table;
}

}  // namespace nacre::sites
