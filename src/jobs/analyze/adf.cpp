#include "jobs/analyze/adf.h"

#include <fmt/format.h>

#include "analysis/bonds/adf.h"
#include "io/ranges.h"
#include "jobs/analyze/bare_cutoff.h"
#include "jobs/report_files.h"
#include "jobs/text.h"

namespace nacre::jobs::analyze {

namespace {
using report::Summary;

Summary::Map angle_map(const AngleCounts& c) {
  return {{"angles", c.angles}, {"mean_deg", c.mean()}, {"deviation_deg", c.deviation()}, {"peak_deg", c.peak()}};
}

Summary adf_summary(const Adf& result, const std::string& criterion) {
  Summary summary;
  std::vector<std::pair<std::string, Summary::Map>> kinds;
  for (std::size_t q = 0; q < result.kinds().size(); ++q)
    if (result.counts(q).angles > 0) kinds.emplace_back(result.kinds()[q].name(), angle_map(result.counts(q)));
  summary.put_named_maps("angles", std::move(kinds));
  summary.put_map("total", angle_map(result.total()));
  summary.put("frames", result.frames());
  summary.put("cutoffs_A", criterion);
  summary.put("bin_deg", 180.0 / result.bins());
  return summary;
}

std::string row(const std::string& name, const AngleCounts& c) {
  return fmt::format("{:<12}{:>12}{:>12.4f}{:>12.4f}{:>12.2f}\n", name, c.angles, c.mean(), c.deviation(), c.peak());
}

void put_angles(std::vector<report::Row>& rows, const std::string& name, const AngleCounts& c) {
  rows.push_back(number_row(name + ".mean_deg", name + ": mean (degrees)", c.mean(), "degrees", "{:.4f}"));
  rows.push_back(
      number_row(name + ".deviation_deg", name + ": deviation (degrees)", c.deviation(), "degrees", "{:.4f}"));
  rows.push_back(number_row(name + ".peak_deg", name + ": peak (degrees)", c.peak(), "degrees", "{:.2f}"));
}

/// All angles, then those of each kind that occurs.
std::vector<report::Row> adf_rows(const Adf& result) {
  std::vector<report::Row> rows;
  put_angles(rows, "total", result.total());
  for (std::size_t q = 0; q < result.kinds().size(); ++q)
    if (result.counts(q).angles > 0) put_angles(rows, result.kinds()[q].name(), result.counts(q));
  return rows;
}

std::string words_of(const Adf& result, const std::string& criterion) {
  std::string text =
      fmt::format("angles between bonds, cutoffs {} A, {} frame(s), degrees\n", criterion, result.frames());
  text += fmt::format("{:<12}{:>12}{:>12}{:>12}{:>12}\n", "atoms", "number", "mean", "deviation", "peak");
  text += row("total", result.total());
  for (std::size_t q = 0; q < result.kinds().size(); ++q)
    if (result.counts(q).angles > 0) text += row(result.kinds()[q].name(), result.counts(q));
  return text;
}
}  // namespace

void AdfJob::options(Options& table) {
  input.add(table, "adf.csv");
  table.add("cutoff", cutoffs, cutoff_sentence).require().repeat();
  table.add("bins", bins, "Bins over 180 degrees").in(between(1, 1 << 24));
  table.add("figure", figure, "Picture to write, for example adf.svg").as(Path::output);
}

report::Report AdfJob::run(const Surroundings& around) {
  cutoffs = named_cutoffs(std::move(cutoffs), input.of(around));
  const auto pairs = parse_pair_cutoffs(cutoffs);
  const std::string criterion = to_text(pairs);
  Adf result(bond_angle_kinds(pairs), bins);
  accumulate(input.of(around).with_pairs("--cutoff", pairs), result);
  report::Report report;
  put_table(report, input.output, [&] { return adf_table(result, criterion); });
  put_figure(report, figure, [&] { return adf_svg(result, criterion); });
  report.words = words_of(result, criterion);
  report.sections.push_back({"adf", "", "", adf_rows(result)});
  report.summary = adf_summary(result, criterion);
  write_files(report, around);
  return report;
}

}  // namespace nacre::jobs::analyze
