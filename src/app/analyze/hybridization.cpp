// nacre analyze hybridization
#include "analysis/bonds/hybridization.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "app/analyze/commands.h"
#include "app/analyze/frames.h"
#include "app/analyze/summaries.h"
#include "io/files.h"

namespace nacre::app {

namespace {
struct HybridizationArguments {
  FrameArguments input;
  std::vector<std::string> cutoffs{"C-C=1.85"};
  std::vector<double> scan{1.7, 1.85, 2.0};
  std::string bonds, angles, figure;
};

HybridizationSettings settings_of(const HybridizationArguments& arguments) {
  return {parse_pair_cutoffs(arguments.cutoffs), arguments.scan};
}

void print_shares(double cutoff, const CoordinationCounts& c) {
  fmt::print("{:>10g}", cutoff);
  for (int z = 1; z <= 4; ++z) fmt::print("{:>10.3f}%", 100 * c.share(z));
  double more = 0;
  for (int z = 5; z <= c.largest(); ++z) more += c.share(z);
  fmt::print("{:>10.3f}%{:>10.4f}\n", 100 * more, c.mean());
}

void print_result(const Hybridization& r) {
  fmt::print("Hybridisation, cutoffs {} A, {} frame(s), {} atoms\n", to_text(r.settings().pairs), r.frames(),
             r.counts().atoms());
  fmt::print("{:>10}{:>11}{:>11}{:>11}{:>11}{:>11}{:>10}\n", "cutoff (A)", "1 bond", "sp", "sp2", "sp3", "more",
             "mean");
  print_shares(r.settings().pairs[0].cutoff, r.counts());
  for (std::size_t k = 0; k < r.scan().size(); ++k)
    if (r.settings().scan[k] != r.settings().pairs[0].cutoff) print_shares(r.settings().scan[k], r.scan()[k]);
  fmt::print("bonds {:.4f} +- {:.4f} A, angles {:.2f} +- {:.2f} degrees\n", r.bonds().mean(), r.bonds().deviation(),
             r.angles().mean(), r.angles().deviation());
  fmt::print("undercoordinated atoms {}; of those with two bonds {} linear, {} bent\n", r.undercoordinated(),
             r.linear(), r.bent());
  fmt::print("pentagons {}, heptagons {}, 5|7 pairs {}\n", r.pentagons(), r.heptagons(), r.pairs_5_7());
  const Layers& l = r.layers();
  fmt::print("sheet atoms {}, stacked {}; spacing {:.3f} +- {:.3f} A, mean {:.2f} sheets a stack\n", l.sheet_atoms(),
             l.stacked_atoms(), l.spacing().mean(), l.spacing().deviation(), l.mean_height());
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
}  // namespace

Summary summary_of(const Hybridization& r) {
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
  summary.put("cutoffs_A", to_text(r.settings().pairs));
  summary.put("atoms", r.counts().atoms());
  summary.put("frames", r.frames());
  return summary;
}

namespace {
void analyze_hybridization(const HybridizationArguments& arguments, const GlobalOptions& options) {
  apply_global_options(options);
  Hybridization result(settings_of(arguments));
  accumulate(arguments.input, result);
  if (!arguments.input.output.empty()) write_whole(arguments.input.output, hybridization_csv(result));
  if (!arguments.bonds.empty())
    write_whole(arguments.bonds, spread_csv(result, result.bonds(), "bond lengths", "bond_A"));
  if (!arguments.angles.empty())
    write_whole(arguments.angles, spread_csv(result, result.angles(), "bond angles", "angle_deg"));
  if (!arguments.figure.empty()) write_whole(arguments.figure, hybridization_plot(result));
  if (!options.quiet) print_result(result);
  write_summary_file(summary_of(result), options);
}
}  // namespace

void register_hybridization(CLI::App& analyze, GlobalOptions& options, PartSettings& parts) {
  auto* command = analyze.add_subcommand("hybridization", "Shares of sp, sp2, sp3; bonds, angles, defects");
  const auto arguments = std::make_shared<HybridizationArguments>();
  arguments->input.add_options(*command, "hybridization.csv");
  command->add_option("--cutoff", arguments->cutoffs, "A-B=value (A), repeated or comma-separated")
      ->allow_extra_args(false)  // or it would swallow the files that follow
      ->capture_default_str();
  command->add_option("--scan", arguments->scan, "Cutoffs (A) of the first pair for the sensitivity, comma-separated")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->capture_default_str();
  command->add_option("--bonds", arguments->bonds, "Histogram of bond lengths, for example bonds.csv");
  command->add_option("--angles", arguments->angles, "Histogram of bond angles, for example angles.csv");
  command->add_option("--figure", arguments->figure, "Figure, for example hybridization.svg");
  add_global_options(command, options,
                     "nacre analyze hybridization model.xyz --cutoff C-C=1.85 --figure hybridization.svg");
  parts.hybridization = [arguments] { return settings_of(*arguments); };
  command->callback([arguments, &options] { analyze_hybridization(*arguments, options); });
}

}  // namespace nacre::app
