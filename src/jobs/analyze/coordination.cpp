#include "jobs/analyze/coordination.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/bonds/coordination.h"
#include "jobs/analyze/bare_cutoff.h"
#include "jobs/report_files.h"
#include "jobs/text.h"

namespace nacre::jobs::analyze {

namespace {
using report::Summary;

std::string words_of(const Coordination& result) {
  const CoordinationCounts& total = result.total();
  std::string text = fmt::format("Coordination, cutoffs {} A, {} frame(s), {} atoms\n", to_text(result.pairs()),
                                 result.frames(), total.atoms());
  text += fmt::format("{:>9}{:>12}{:>12}", "bonds", "all", "share");
  for (const auto& entry : result.by_species()) text += fmt::format("{:>12}", entry.first);
  for (int z = 0; z <= std::max(4, total.largest()); ++z) {
    text += fmt::format("\n{:>9}{:>12}{:>11.4f}%", z, total.count(z), 100 * total.share(z));
    for (const auto& entry : result.by_species()) text += fmt::format("{:>12}", entry.second.count(z));
  }
  return text + fmt::format("\n{:>9}{:>12.4f}\n", "mean", total.mean());
}

std::vector<report::Row> coordination_rows(const CoordinationCounts& total) {
  std::vector<report::Row> rows;
  for (int z = 0; z <= std::max(4, total.largest()); ++z)
    rows.push_back(number_row(fmt::format("bonds_{}_percent", z), fmt::format("atoms with {} bonds (%)", z),
                              100 * total.share(z), "%", "{:.4f}"));
  rows.push_back(number_row("mean", "mean number of bonds", total.mean(), "", "{:.4f}"));
  return rows;
}

/// Shares of 0 to 4 bonds always, of more where they occur.
Summary coordination_summary(const Coordination& result) {
  const CoordinationCounts& total = result.total();
  Summary::Map shares;
  for (int z = 0; z <= std::max(4, total.largest()); ++z) shares.emplace_back(std::to_string(z), total.share(z));
  Summary summary;
  summary.put_map("shares", shares);
  summary.put("mean", total.mean());
  summary.put("atoms", total.atoms());
  summary.put("frames", result.frames());
  summary.put("cutoffs_A", to_text(result.pairs()));
  return summary;
}
}  // namespace

void CoordinationJob::options(Options& table) {
  input.add(table, "coordination.csv");
  table.add("cutoff", cutoffs, cutoff_sentence).require().repeat();
}

report::Report CoordinationJob::run(const Surroundings& around) {
  cutoffs = named_cutoffs(std::move(cutoffs), input.of(around));
  Coordination result(parse_pair_cutoffs(cutoffs));
  accumulate(input.of(around).with_pairs("--cutoff", result.pairs()), result);
  report::Report report;
  put_table(report, input.output, [&] { return coordination_table(result); });
  report.words = words_of(result);
  report.sections.push_back({"coordination", "", "", coordination_rows(result.total())});
  report.summary = coordination_summary(result);
  write_files(report, around);
  return report;
}

}  // namespace nacre::jobs::analyze
