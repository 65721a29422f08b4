#include "jobs/analyze/hybridization.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "io/ranges.h"
#include "jobs/analyze/bare_cutoff.h"
#include "jobs/report_files.h"

namespace nacre::jobs::analyze {

namespace {
using report::Summary;

std::string shares_line(double cutoff, const CoordinationCounts& c) {
  std::string text = fmt::format("{:>10g}", cutoff);
  for (int z = 1; z <= 4; ++z) text += fmt::format("{:>10.3f}%", 100 * c.share(z));
  double more = 0;
  for (int z = 5; z <= c.largest(); ++z) more += c.share(z);
  return text + fmt::format("{:>10.3f}%{:>10.4f}\n", 100 * more, c.mean());
}

std::string words_of(const Hybridization& r) {
  std::string text = fmt::format("Hybridisation, cutoffs {} A, {} frame(s), {} atoms\n", to_text(r.pairs()), r.frames(),
                                 r.counts().atoms());
  text += fmt::format("{:>10}{:>11}{:>11}{:>11}{:>11}{:>11}{:>10}\n", "cutoff (A)", "1 bond", "sp", "sp2", "sp3",
                      "more", "mean");
  text += shares_line(r.settings().pairs[0].cutoff, r.counts());
  for (std::size_t k = 0; k < r.scan().size(); ++k)
    if (r.settings().scan[k] != r.settings().pairs[0].cutoff) text += shares_line(r.settings().scan[k], r.scan()[k]);
  text += fmt::format("bonds {:.4f} +- {:.4f} A, angles {:.2f} +- {:.2f} degrees\n", r.bonds().mean(),
                      r.bonds().deviation(), r.angles().mean(), r.angles().deviation());
  text += fmt::format("undercoordinated atoms {}; of those with two bonds {} linear, {} bent\n", r.undercoordinated(),
                      r.linear(), r.bent());
  text += fmt::format("pentagons {}, heptagons {}, 5|7 pairs {}\n", r.pentagons(), r.heptagons(), r.pairs_5_7());
  const Layers& l = r.layers();
  return text + fmt::format("sheet atoms {}, stacked {}; spacing {:.3f} +- {:.3f} A, mean {:.2f} sheets a stack\n",
                            l.sheet_atoms(), l.stacked_atoms(), l.spacing().mean(), l.spacing().deviation(),
                            l.mean_height());
}

Summary::Map shares(const CoordinationCounts& c) {
  Summary::Map map;
  for (int z = 0; z <= std::max(4, c.largest()); ++z) map.emplace_back(std::to_string(z), c.share(z));
  return map;
}

Summary::Map spread(const Spread& s) {
  return {{"count", s.count()}, {"mean", s.mean()}, {"deviation", s.deviation()}, {"low", s.low()}, {"high", s.high()}};
}

void put_spreads(const Hybridization& r, Summary& summary) {
  summary.put_map("bond_A", spread(r.bonds()));
  Summary::Map bonds, angles;
  for (const auto& [z, s] : r.bonds_by_coordination())
    bonds.emplace_back(fmt::format("{}-{}", z.first, z.second), s.mean());
  for (const auto& [z, s] : r.angles_by_coordination()) angles.emplace_back(std::to_string(z), s.mean());
  summary.put_map("bond_by_coordination_A", bonds);
  summary.put_map("angle_deg", spread(r.angles()));
  summary.put_map("angle_by_coordination_deg", angles);
}

void put_layers(const Hybridization& r, Summary& summary) {
  const Layers& l = r.layers();
  const auto atoms = static_cast<double>(r.counts().atoms());
  summary.put_map("layers", {{"sheet_atoms", l.sheet_atoms()},
                             {"stacked_share", static_cast<double>(l.stacked_atoms()) / atoms},
                             {"spacing_A", l.spacing().mean()},
                             {"spacing_deviation_A", l.spacing().deviation()},
                             {"mean_height", l.mean_height()}});
  Summary::Map heights;
  for (const auto& [sheets, n] : l.heights()) heights.emplace_back(std::to_string(sheets), n);
  summary.put_map("layer_heights", heights);
}

report::Row share_row(const char* key, const char* what, double share, const report::PublishedTable& published) {
  return {key,
          what,
          fmt::format("{:.2f}", 100 * share),
          100 * share,
          {},
          "%",
          published.of(std::string("hybridization.") + key)};
}
}  // namespace

report::Summary summary_of(const Hybridization& r) {
  Summary summary;
  summary.put_map("shares", shares(r.counts()));
  summary.put("sp", r.counts().share(2));
  summary.put("sp2", r.counts().share(3));
  summary.put("sp3", r.counts().share(4));
  summary.put("mean", r.counts().mean());
  std::vector<Summary::Map> scan;
  for (std::size_t k = 0; k < r.scan().size(); ++k)
    scan.push_back({{"cutoff_A", r.settings().scan[k]},
                    {"sp", r.scan()[k].share(2)},
                    {"sp2", r.scan()[k].share(3)},
                    {"sp3", r.scan()[k].share(4)}});
  summary.put_maps("sensitivity", std::move(scan));
  put_spreads(r, summary);
  summary.put("undercoordinated", r.undercoordinated());
  summary.put("two_bonds_linear", r.linear());
  summary.put("two_bonds_bent", r.bent());
  summary.put("pentagons", r.pentagons());
  summary.put("heptagons", r.heptagons());
  summary.put("pairs_5_7", r.pairs_5_7());
  put_layers(r, summary);
  summary.put("cutoffs_A", to_text(r.pairs()));
  summary.put("atoms", r.counts().atoms());
  summary.put("frames", r.frames());
  return summary;
}

std::vector<report::Row> rows_of(const Hybridization& r, const report::PublishedTable& published) {
  const CoordinationCounts& c = r.counts();
  std::vector<report::Row> rows{share_row("sp_percent", "sp, two bonds (%)", c.share(2), published),
                                share_row("sp2_percent", "sp2, three bonds (%)", c.share(3), published),
                                share_row("sp3_percent", "sp3, four bonds (%)", c.share(4), published)};
  const double rest = 1 - c.share(2) - c.share(3) - c.share(4);
  if (rest > 1e-12) rows.push_back(share_row("other_percent", "other numbers of bonds (%)", rest, published));
  if (r.bonds().count() == 0) return rows;
  const double bond = r.bonds().mean();
  rows.push_back(
      {"bond_A", "mean bond (A)", fmt::format("{:.3f}", bond), bond, {}, "A", published.of("hybridization.bond_A")});
  return rows;
}

void HybridizationJob::options(Options& table) {
  input.add(table, "hybridization.csv");
  table.add("cutoff", cutoffs, cutoff_sentence).repeat();
  table.add("scan", scan, "Cutoffs (A) of the first pair for the sensitivity, comma-separated")
      .in(lengths())
      .repeat()
      .split_at(',');
  table.add("bonds", bonds, "Histogram of bond lengths, for example bonds.csv").as(Path::output);
  table.add("angles", angles, "Histogram of bond angles, for example angles.csv").as(Path::output);
  table.add("figure", figure, "Figure, for example hybridization.svg").as(Path::output);
}

report::Report HybridizationJob::run(const Surroundings& around) {
  cutoffs = named_cutoffs(std::move(cutoffs), input.of(around));
  Hybridization result(settings());
  accumulate(input.of(around).with_pairs("--cutoff", result.settings().pairs), result);
  report::Report report;
  put_table(report, input.output, [&] { return hybridization_table(result); });
  put_table(report, bonds, [&] { return bond_table(result); });
  put_table(report, angles, [&] { return angle_table(result); });
  put_figure(report, figure, [&] { return hybridization_plot(result); });
  report.words = words_of(result);
  report.sections.push_back({"hybridization", "", "", rows_of(result, report::nothing_published())});
  report.summary = summary_of(result);
  write_files(report, around);
  return report;
}

}  // namespace nacre::jobs::analyze
