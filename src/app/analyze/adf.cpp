// nacre analyze adf
#include <fmt/format.h>

#include <memory>

#include "analysis/bonds/adf.h"
#include "app/analyze/commands.h"
#include "app/analyze/frames.h"
#include "app/summary.h"
#include "io/files.h"

namespace nacre::app {

namespace {
struct AdfArguments {
  FrameArguments input;
  std::vector<std::string> cutoffs;
  int bins = 180;
  std::string figure;
};

Summary::Map angle_map(const AngleCounts& c) {
  return {{"angles", c.angles}, {"mean_deg", c.mean()}, {"deviation_deg", c.deviation()}, {"peak_deg", c.peak()}};
}

void write_summary(const Adf& result, const std::string& criterion, const GlobalOptions& options) {
  Summary summary;
  std::vector<std::pair<std::string, Summary::Map>> kinds;
  for (std::size_t q = 0; q < result.kinds().size(); ++q)
    if (result.counts(q).angles > 0) kinds.emplace_back(result.kinds()[q].name(), angle_map(result.counts(q)));
  summary.put_named_maps("angles", std::move(kinds));
  summary.put_map("total", angle_map(result.total()));
  summary.put("frames", result.frames());
  summary.put("cutoffs_A", criterion);
  summary.put("bin_deg", 180.0 / result.bins());
  write_summary_file(summary, options);
}

void print_row(const std::string& name, const AngleCounts& c) {
  fmt::print("{:<12}{:>12}{:>12.4f}{:>12.4f}{:>12.2f}\n", name, c.angles, c.mean(), c.deviation(), c.peak());
}

void print_table(const Adf& result, const std::string& criterion) {
  fmt::print("angles between bonds, cutoffs {} A, {} frame(s), degrees\n", criterion, result.frames());
  fmt::print("{:<12}{:>12}{:>12}{:>12}{:>12}\n", "atoms", "number", "mean", "deviation", "peak");
  print_row("total", result.total());
  for (std::size_t q = 0; q < result.kinds().size(); ++q)
    if (result.counts(q).angles > 0) print_row(result.kinds()[q].name(), result.counts(q));
}

void analyze_adf(const AdfArguments& arguments, const GlobalOptions& options) {
  apply_global_options(options);
  const auto pairs = parse_pair_cutoffs(arguments.cutoffs);
  const std::string criterion = to_text(pairs);
  Adf result(bond_angle_kinds(pairs), arguments.bins);
  accumulate(arguments.input, result);
  if (!arguments.input.output.empty()) write_whole(arguments.input.output, adf_csv(result, criterion));
  if (!arguments.figure.empty()) write_whole(arguments.figure, adf_svg(result, criterion));
  if (!options.quiet) print_table(result, criterion);
  write_summary(result, criterion, options);
}
}  // namespace

void register_adf(CLI::App& analyze, GlobalOptions& options) {
  auto* command = analyze.add_subcommand("adf", "Angles between bonds, of all elements and every three");
  const auto arguments = std::make_shared<AdfArguments>();
  arguments->input.add_options(*command, "adf.csv");
  command->add_option("--cutoff", arguments->cutoffs, "A-B=value (A), repeated or comma-separated")
      ->required()
      ->allow_extra_args(false);  // or it would swallow the files that follow
  command->add_option("--bins", arguments->bins, "Bins over 180 degrees")->capture_default_str();
  command->add_option("--figure", arguments->figure, "Picture to write, for example adf.svg");
  add_global_options(command, options,
                     "nacre analyze adf dump.xyz --cutoff C-C=1.85 --output adf.csv --figure adf.svg");
  command->callback([arguments, &options] { analyze_adf(*arguments, options); });
}

}  // namespace nacre::app
