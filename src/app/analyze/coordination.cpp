// nacre analyze coordination
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "analysis/bonds/coordination.h"
#include "app/analyze/commands.h"
#include "app/analyze/frames.h"
#include "app/summary.h"
#include "io/files.h"

namespace nacre::app {

namespace {
struct CoordinationArguments {
  FrameArguments input;
  std::vector<std::string> cutoffs;
};

void print_table(const Coordination& result) {
  const CoordinationCounts& total = result.total();
  fmt::print("Coordination, cutoffs {} A, {} frame(s), {} atoms\n", to_text(result.pairs()), result.frames(),
             total.atoms());
  fmt::print("{:>9}", "bonds");
  fmt::print("{:>12}{:>12}", "all", "share");
  for (const auto& entry : result.by_species()) fmt::print("{:>12}", entry.first);
  for (int z = 0; z <= std::max(4, total.largest()); ++z) {
    fmt::print("\n{:>9}{:>12}{:>11.4f}%", z, total.count(z), 100 * total.share(z));
    for (const auto& entry : result.by_species()) fmt::print("{:>12}", entry.second.count(z));
  }
  fmt::print("\n{:>9}{:>12.4f}\n", "mean", total.mean());
}

/// Shares of 0 to 4 bonds always, of more where they occur.
void write_summary(const Coordination& result, const GlobalOptions& options) {
  const CoordinationCounts& total = result.total();
  Summary::Map shares;
  for (int z = 0; z <= std::max(4, total.largest()); ++z) shares.emplace_back(std::to_string(z), total.share(z));
  Summary summary;
  summary.put_map("shares", shares);
  summary.put("mean", total.mean());
  summary.put("atoms", total.atoms());
  summary.put("frames", result.frames());
  summary.put("cutoffs_A", to_text(result.pairs()));
  write_summary_file(summary, options);
}

void analyze_coordination(const CoordinationArguments& arguments, const GlobalOptions& options) {
  apply_global_options(options);
  Coordination result(parse_pair_cutoffs(arguments.cutoffs));
  accumulate(arguments.input, result);
  if (!arguments.input.output.empty()) write_whole(arguments.input.output, coordination_csv(result));
  if (!options.quiet) print_table(result);
  write_summary(result, options);
}
}  // namespace

void register_coordination(CLI::App& analyze, GlobalOptions& options) {
  auto* command = analyze.add_subcommand("coordination", "Shares of atoms with 0, 1, 2, 3, 4, ... bonded neighbours");
  const auto arguments = std::make_shared<CoordinationArguments>();
  arguments->input.add_options(*command, "coordination.csv");
  command->add_option("--cutoff", arguments->cutoffs, "A-B=value (A), repeated or comma-separated")
      ->required()
      ->allow_extra_args(false);  // or it would swallow the files that follow
  add_global_options(command, options, "nacre analyze coordination model.xyz --cutoff C-C=1.85 --frames last");
  command->callback([arguments, &options] { analyze_coordination(*arguments, options); });
}

}  // namespace nacre::app
