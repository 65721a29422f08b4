// nacre analyze rdf
#include <fmt/format.h>

#include <memory>

#include "analysis/pairs/cuda_pair_histogram.h"
#include "analysis/pairs/rdf.h"
#include "app/analyze/commands.h"
#include "app/analyze/frames.h"
#include "app/analyze/summaries.h"
#include "core/error.h"
#include "io/files.h"

namespace nacre::app {

namespace {
struct RdfArguments {
  FrameArguments input;
  RdfSettings settings;
  std::string figure, ring_figure;
  std::vector<std::string> ring_bonds;
  int ring_size = 8;
};

std::string name_of(const RdfCurve& c) { return c.first.empty() ? "total" : c.first + "-" + c.second; }

void print_row(const RdfCurve& c, double width) {
  const FirstPeak p = first_peak(c, width);
  fmt::print("{:<9}{:>16.4f}{:>10.3f}{:>20.3f}{:>16.4f}\n", name_of(c), p.position, p.height, p.minimum,
             p.coordination);
}

Summary::Map peak_map(const RdfCurve& c, double width) {
  const FirstPeak p = first_peak(c, width);
  return {{"first_peak_A", p.position},
          {"height", p.height},
          {"first_minimum_A", p.minimum},
          {"coordination", p.coordination}};
}

RdfSettings settings_of(const RdfArguments& arguments, Device device) {
  RdfSettings s = arguments.settings;
  if (device == Device::cuda) s.histogram = cuda_pair_histogram;
  return s;
}

RingRdfSettings ring_settings_of(const RdfArguments& arguments) {
  if (arguments.ring_bonds.empty() && !arguments.ring_figure.empty())
    throw Error("a picture of rings needs their bonds").key("rings").allowed("such as --rings C-C=1.85");
  RingRdfSettings s;
  if (!arguments.ring_bonds.empty()) s.bonds = parse_pair_cutoffs(arguments.ring_bonds);
  if (arguments.ring_size < 3 || arguments.ring_size > 64)
    throw Error("not a size").key("ring-size").allowed("3 to 64");
  s.max_size = arguments.ring_size;
  s.r_max = arguments.settings.r_max, s.bins = arguments.settings.bins;
  return s;
}

Summary::Map ring_map(const RingRdf& rings) {
  Summary::Map map;
  for (const int n : rings.sizes()) map.emplace_back(std::to_string(n), rings.rings(n));
  return map;
}
}  // namespace

Summary summary_of(const Rdf& result, const RingRdf& rings) {
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

namespace {
void analyze_rdf(const RdfArguments& arguments, const GlobalOptions& options) {
  const Device device = apply_global_options(options, Computes::anywhere);
  Rdf result(settings_of(arguments, device));
  RingRdf rings(ring_settings_of(arguments));
  measure_frames(arguments.input.in_turn(device == Device::cuda), [&](const Frame& frame) -> Merge {
    return [of_all = measured(result, frame), of_rings = measured(rings, frame)] { of_all(), of_rings(); };
  });
  if (!arguments.input.output.empty()) write_whole(arguments.input.output, rdf_csv(result, &rings));
  if (!arguments.ring_figure.empty()) write_whole(arguments.ring_figure, ring_rdf_svg(rings));
  if (!arguments.figure.empty()) write_whole(arguments.figure, rdf_svg(result));
  if (!options.quiet) {
    fmt::print("g(r), {} frame(s), r < {} A, bins of {:.4g} A\n", result.frames(), result.settings().r_max,
               result.width());
    fmt::print("{:<9}{:>16}{:>10}{:>20}{:>16}\n", "pair", "first peak (A)", "height", "first minimum (A)",
               "coordination");
    print_row(result.total(), result.width());
    for (const RdfCurve& c : result.partials()) print_row(c, result.width());
  }
  write_summary_file(summary_of(result, rings), options);
}
}  // namespace

void register_rdf(CLI::App& analyze, GlobalOptions& options, PartSettings& parts) {
  auto* command = analyze.add_subcommand("rdf", "Radial distribution functions and coordination numbers of all pairs");
  const auto arguments = std::make_shared<RdfArguments>();
  RdfSettings& settings = arguments->settings;
  arguments->input.add_options(*command, "rdf.csv");
  command->add_option("--rmax", settings.r_max, "Largest distance (A); may exceed half the cell")
      ->capture_default_str();
  command->add_option("--bins", settings.bins, "Number of bins")->capture_default_str();
  command->add_option("--blocks", settings.blocks, "Blocks of frames for the errors, at least")->capture_default_str();
  command->add_option("--figure", arguments->figure, "Picture to write, for example rdf.svg");
  command->add_option("--rings", arguments->ring_bonds, "Distances inside rings too; their bonds, A-B=value (A)")
      ->allow_extra_args(false);  // or it would swallow the files that follow
  command->add_option("--ring-size", arguments->ring_size, "Largest ring for --rings")->capture_default_str();
  command->add_option("--ring-figure", arguments->ring_figure, "Picture of them, for example ring-rdf.svg");
  add_global_options(command, options,
                     "nacre analyze rdf dump.xyz --rmax 10 --bins 500 --output rdf.csv --figure rdf.svg");
  parts.rdf = [arguments](Device device) { return settings_of(*arguments, device); };
  parts.ring_rdf = [arguments] { return ring_settings_of(*arguments); };
  command->callback([arguments, &options] { analyze_rdf(*arguments, options); });
}

}  // namespace nacre::app
