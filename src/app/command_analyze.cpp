// nacre analyze: what a structure or a trajectory looks like.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "analysis/coordination.h"
#include "app/commands.h"
#include "app/summary.h"
#include "core/error.h"
#include "io/extxyz.h"
#include "io/files.h"

namespace nacre::app {

namespace {
struct CoordinationArguments {
  std::vector<std::string> files, cutoffs;
  std::string frames = "all", output;
};

void add_frame(Coordination& result, const Frame& frame, const std::string& path) {
  try {
    result.add(frame.atoms, frame.box);
  } catch (Error& e) {
    throw e.file(path).line(frame.line);
  }
}

void add_file(Coordination& result, const std::string& path, bool last_only) {
  ExtxyzReader reader(path);
  Frame last;
  for (Frame frame; reader.next(frame);) {
    if (!last_only) add_frame(result, frame, path);
    last = std::move(frame);
  }
  if (last.line == 0) throw Error("the file holds no structure").file(path);
  if (last_only) add_frame(result, last, path);
}

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
  summary.write(options);
}

void analyze_coordination(const CoordinationArguments& arguments, const GlobalOptions& options) {
  apply_global_options(options);
  Coordination result(parse_pair_cutoffs(arguments.cutoffs));
  for (const std::string& path : arguments.files) add_file(result, path, arguments.frames == "last");
  if (!arguments.output.empty()) write_whole(arguments.output, coordination_csv(result));
  if (!options.quiet) print_table(result);
  write_summary(result, options);
}

void register_coordination(CLI::App& analyze, GlobalOptions& options) {
  auto* command = analyze.add_subcommand("coordination", "Shares of atoms with 0, 1, 2, 3, 4, ... bonded neighbours");
  const auto arguments = std::make_shared<CoordinationArguments>();
  command->add_option("files", arguments->files, "Extended XYZ files")->required();
  command->add_option("--cutoff", arguments->cutoffs, "A-B=value (A), repeated or comma-separated")
      ->required()
      ->allow_extra_args(false);  // or it would swallow the files that follow
  command->add_option("--frames", arguments->frames, "all, or the last of each file")
      ->check(CLI::IsMember({"all", "last"}))
      ->capture_default_str();
  command->add_option("-o,--output", arguments->output, "Table to write, for example coordination.csv");
  add_global_options(command, options, "nacre analyze coordination model.xyz --cutoff C-C=1.85 --frames last");
  command->callback([arguments, &options] { analyze_coordination(*arguments, options); });
}
}  // namespace

void register_analyze(CLI::App& app, GlobalOptions& options) {
  auto* analyze = app.add_subcommand("analyze", "Analyse structures: coordination");
  analyze->require_subcommand(1);
  analyze->footer("Example:\n  nacre analyze coordination model.xyz --cutoff C-C=1.85");
  register_coordination(*analyze, options);
}

}  // namespace nacre::app
