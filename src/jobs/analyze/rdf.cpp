#include "jobs/analyze/rdf.h"

#include <fmt/format.h>

#include "analysis/pairs/cuda_pair_histogram.h"
#include "core/error.h"
#include "io/ranges.h"
#include "jobs/analyze/bare_cutoff.h"
#include "jobs/report_files.h"
#include "jobs/text.h"

namespace nacre::jobs::analyze {

namespace {
using report::Summary;

std::string name_of(const RdfCurve& c) { return c.first.empty() ? "total" : c.first + "-" + c.second; }

std::string line(const RdfCurve& c, double width) {
  const FirstPeak p = first_peak(c, width);
  return fmt::format("{:<9}{:>16.4f}{:>10.3f}{:>20.3f}{:>16.4f}\n", name_of(c), p.position, p.height, p.minimum,
                     p.coordination);
}

std::string words_of(const Rdf& r) {
  std::string text =
      fmt::format("g(r), {} frame(s), r < {} A, bins of {:.4g} A\n", r.frames(), r.settings().r_max, r.width());
  text += fmt::format("{:<9}{:>16}{:>10}{:>20}{:>16}\n", "pair", "first peak (A)", "height", "first minimum (A)",
                      "coordination");
  text += line(r.total(), r.width());
  for (const RdfCurve& c : r.partials()) text += line(c, r.width());
  return text;
}

Summary::Map peak_map(const RdfCurve& c, double width) {
  const FirstPeak p = first_peak(c, width);
  return {{"first_peak_A", p.position},
          {"height", p.height},
          {"first_minimum_A", p.minimum},
          {"coordination", p.coordination}};
}

Summary::Map ring_map(const RingRdf& rings) {
  Summary::Map map;
  for (const int n : rings.sizes()) map.emplace_back(std::to_string(n), rings.rings(n));
  return map;
}

void put_peak(std::vector<report::Row>& rows, const RdfCurve& c, double width) {
  const FirstPeak p = first_peak(c, width);
  const std::string name = name_of(c);
  rows.push_back(number_row(name + ".first_peak_A", name + ": first peak (A)", p.position, "A", "{:.4f}"));
  rows.push_back(number_row(name + ".height", name + ": its height", p.height, "", "{:.3f}"));
  rows.push_back(number_row(name + ".first_minimum_A", name + ": first minimum (A)", p.minimum, "A", "{:.3f}"));
  rows.push_back(number_row(name + ".coordination", name + ": neighbours below it", p.coordination, "", "{:.4f}"));
}

/// First peaks of all curves, the total first.
std::vector<report::Row> peak_rows(const Rdf& r) {
  std::vector<report::Row> rows;
  put_peak(rows, r.total(), r.width());
  for (const RdfCurve& c : r.partials()) put_peak(rows, c, r.width());
  return rows;
}

/// Positions beside each other, or "none".
std::string list(const std::vector<double>& values) {
  std::string text;
  for (const double v : values) text += fmt::format("{}{:.3f}", text.empty() ? "" : ", ", v);
  return text.empty() ? "none" : text;
}

std::string ring_peaks(const RingRdf& rings, int size, int most) {
  if (size > rings.settings().max_size) return "not asked for";
  if (rings.rings(size) == 0) return "none";
  return list(peak_positions(rings.density(size), rings.width(), most));
}
}  // namespace

report::Summary summary_of(const Rdf& result, const RingRdf& rings) {
  Summary summary;
  std::vector<std::pair<std::string, Summary::Map>> pairs;
  for (const RdfCurve& c : result.partials()) pairs.emplace_back(name_of(c), peak_map(c, result.width()));
  summary.put_named_maps("pairs", std::move(pairs));
  summary.put_map("total", peak_map(result.total(), result.width()));
  if (rings.wanted()) summary.put_map("rings", ring_map(rings));
  summary.put("frames", result.frames());
  summary.put("r_max_A", result.settings().r_max);
  summary.put("bin_A", result.width());
  summary.put("error_blocks", result.complete_blocks());
  return summary;
}

std::vector<report::Row> rows_of(const Rdf& rdf, const RingRdf& rings, const report::PublishedTable& published) {
  std::vector<report::Row> rows;
  const auto put = [&](const char* key, const char* what, const std::string& found, std::optional<double> value) {
    rows.push_back({key, what, found, value, {}, "", published.of(std::string("rdf.") + key)});
  };
  for (const RdfCurve& c : rdf.partials())
    if (c.first == "C" && c.second == "C") {
      put("first_peaks_A", "first two peaks, C-C (A)", list(peak_positions(c, rdf.width(), 2)), {});
      const double neighbours = first_peak(c, rdf.width()).coordination;
      put("neighbours", "neighbours below the first minimum", fmt::format("{:.4f}", neighbours), neighbours);
    }
  put("peaks_in_rings_5_A", "peaks inside rings of 5 (A)", ring_peaks(rings, 5, 2), {});
  put("peaks_in_rings_7_A", "peaks inside rings of 7 (A)", ring_peaks(rings, 7, 3), {});
  return rows;
}

RdfSettings RdfJob::rdf_settings(Device device) const {
  RdfSettings made = settings;
  made.parts =
      4;  // of 0.02 A: a line of a crystal is known to 0.0025 A; sums of one kind of pair stay in a core's cache
  if (device == Device::cuda) made.histogram = cuda_pair_histogram;
  return made;
}

RingRdfSettings RdfJob::ring_settings() const {
  if (ring_bonds.empty() && !ring_figure.empty())
    throw Error("a picture of rings needs their bonds").key("rings").allowed("such as --rings C-C=1.85");
  RingRdfSettings made;
  if (!ring_bonds.empty()) made.bonds = parse_pair_cutoffs(ring_bonds);
  if (ring_size < 3 || ring_size > 64) throw Error("not a size").key("ring-size").allowed("3 to 64");
  made.max_size = ring_size;
  made.r_max = settings.r_max, made.bins = settings.bins;
  return made;
}

void RdfJob::options(Options& table) {
  input.add(table, "rdf.csv");
  table.add("rmax", settings.r_max, "Largest distance (A); may exceed half the cell").in(lengths());
  table.add("bins", settings.bins, "Number of bins").in(between(1, 1 << 27));
  table.add("blocks", settings.blocks, "Blocks of frames for the errors, at least").in(between(1, 1e6));
  table.add("figure", figure, "Picture to write, for example rdf.svg").as(Path::output);
  table
      .add("rings", ring_bonds,
           "Distances inside rings too; their bonds, A-B=value (A); a number alone where there is one element")
      .repeat();
  table.add("ring-size", ring_size, "Largest ring for --rings");
  table.add("ring-figure", ring_figure, "Picture of them, for example ring-rdf.svg").as(Path::output);
}

report::Report RdfJob::run(const Surroundings& around) {
  ring_bonds = named_cutoffs(std::move(ring_bonds), input.of(around));
  Rdf result(rdf_settings(around.device));
  RingRdf rings(ring_settings());
  measure_frames(
      input.of(around)
          .in_turn(around.device == Device::cuda)
          .with_pairs("--rings", ring_bonds.empty() ? std::vector<PairCutoff>() : parse_pair_cutoffs(ring_bonds)),
      [&](const Frame& frame) -> Merge {
        return [of_all = measured(result, frame), of_rings = measured(rings, frame)] { of_all(), of_rings(); };
      });
  report::Report report;
  put_table(report, input.output, [&] { return rdf_table(result, &rings); });
  put_figure(report, ring_figure, [&] { return ring_rdf_svg(rings); });
  put_figure(report, figure, [&] { return rdf_svg(result); });
  report.words = words_of(result);
  report.sections.push_back({"rdf", "", "", peak_rows(result)});
  report.summary = summary_of(result, rings);
  write_files(report, around);
  return report;
}

}  // namespace nacre::jobs::analyze
