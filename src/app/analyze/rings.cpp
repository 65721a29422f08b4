// nacre analyze rings
#include "analysis/rings/rings.h"

#include <fmt/format.h>

#include <memory>

#include "analysis/rings/cuda_rings.h"
#include "app/analyze/commands.h"
#include "app/analyze/frames.h"
#include "app/analyze/summaries.h"
#include "core/error.h"
#include "io/files.h"

namespace nacre::app {

namespace {
constexpr std::size_t signatures_shown = 10;

struct RingArguments {
  FrameArguments input;
  std::vector<std::string> cutoffs{"C-C=1.85"};
  std::string criterion = "primitive", atoms, members, figure;
  int max_size = 12;
};

RingSettings settings_of(const RingArguments& arguments, Device device) {
  RingSettings settings{parse_pair_cutoffs(arguments.cutoffs), arguments.max_size,
                        parse_ring_criterion(arguments.criterion)};
  if (device == Device::cuda) settings.primitive = primitive_rings_on_cuda;
  return settings;
}

void print_table(const Rings& r) {
  fmt::print("Rings, {}, cutoffs {} A, {} frame(s), {} atoms\n", to_text(r.settings().criterion),
             to_text(r.settings().pairs), r.frames(), r.atoms());
  fmt::print("{:>6}{:>12}{:>12}{:>12}{:>14}{:>12}\n", "size", "rings", "per atom", "atoms", "planarity (A)",
             "roundness");
  for (int n = smallest_ring; n <= r.settings().max_size; ++n) {
    const Rings::Size& s = r.size(n);
    if (s.rings == 0) continue;
    fmt::print("{:>6}{:>12}{:>12.5f}{:>11.3f}%{:>14.4f}{:>12.4f}\n", n, s.rings, r.per_atom(n), 100 * r.share(n),
               s.mean_planarity(), s.mean_roundness());
  }
  fmt::print("Rings through an atom, the most frequent:");
  const auto signatures = r.signatures();
  for (std::size_t k = 0; k < std::min<std::size_t>(signatures.size(), 5); ++k)
    fmt::print("  {} {:.2f}%", signatures[k].first,
               100 * static_cast<double>(signatures[k].second) / static_cast<double>(r.atoms()));
  fmt::print("\n");
}

/// Sizes that occur.
Summary::Map by_size(const Rings& r, const std::function<Summary::Value(int)>& value) {
  Summary::Map map;
  for (int n = smallest_ring; n <= r.settings().max_size; ++n)
    if (r.size(n).rings > 0) map.emplace_back(std::to_string(n), value(n));
  return map;
}
}  // namespace

Summary summary_of(const Rings& r) {
  Summary summary;
  summary.put_map("counts", by_size(r, [&](int n) { return r.size(n).rings; }));
  summary.put_map("per_atom", by_size(r, [&](int n) { return r.per_atom(n); }));
  summary.put_map("atoms_share", by_size(r, [&](int n) { return r.share(n); }));
  summary.put_map("planarity_A", by_size(r, [&](int n) { return r.size(n).mean_planarity(); }));
  summary.put_map("roundness", by_size(r, [&](int n) { return r.size(n).mean_roundness(); }));
  std::vector<Summary::Map> signatures;
  for (const auto& [signature, atoms] : r.signatures()) {
    if (signatures.size() == signatures_shown) break;
    signatures.push_back(
        {{"rings", signature}, {"share", static_cast<double>(atoms) / static_cast<double>(r.atoms())}});
  }
  summary.put_maps("signatures", std::move(signatures));
  summary.put("criterion", to_text(r.settings().criterion));
  summary.put("max_size", r.settings().max_size);
  summary.put("cutoffs_A", to_text(r.settings().pairs));
  summary.put("atoms", r.atoms());
  summary.put("frames", r.frames());
  return summary;
}

namespace {
Device device_of(const RingArguments& arguments, const GlobalOptions& options) {
  const bool primitive = parse_ring_criterion(arguments.criterion) == RingCriterion::primitive;
  if (!primitive && options.device.rfind("cuda", 0) == 0)
    throw Error("a GPU finds primitive rings only; King's and Guttman's are found on the CPU")
        .key("--device")
        .value(options.device)
        .allowed("cpu or auto with --criterion " + arguments.criterion);
  return apply_global_options(options, primitive ? Computes::anywhere : Computes::cpu_only);
}

void analyze_rings(const RingArguments& arguments, const GlobalOptions& options) {
  const Device device = device_of(arguments, options);
  Rings result(settings_of(arguments, device));
  std::string atoms, members;
  accumulate(arguments.input.in_turn(device == Device::cuda), result, [&] {
    if (!arguments.atoms.empty()) atoms += ring_atoms_csv(result);
    if (!arguments.members.empty()) members += ring_members_csv(result);
  });
  if (!arguments.input.output.empty()) write_whole(arguments.input.output, rings_csv(result));
  if (!arguments.atoms.empty()) write_whole(arguments.atoms, atoms);
  if (!arguments.members.empty()) write_whole(arguments.members, members);
  if (!arguments.figure.empty()) write_whole(arguments.figure, rings_plot(result));
  if (!options.quiet) print_table(result);
  write_summary_file(summary_of(result), options);
}
}  // namespace

void register_rings(CLI::App& analyze, GlobalOptions& options, PartSettings& parts) {
  auto* command = analyze.add_subcommand("rings", "Rings of bonds: primitive, King's or Guttman's");
  const auto arguments = std::make_shared<RingArguments>();
  arguments->input.add_options(*command, "rings.csv");
  command->add_option("--cutoff", arguments->cutoffs, "A-B=value (A), repeated or comma-separated")
      ->allow_extra_args(false)  // or it would swallow the files that follow
      ->capture_default_str();
  command->add_option("--max-size", arguments->max_size, "Atoms of the largest rings looked for, 3 to 64")
      ->capture_default_str();
  command->add_option("--criterion", arguments->criterion, "primitive, king or guttman")->capture_default_str();
  command->add_option("--per-atom", arguments->atoms, "Table of the rings through each atom, for example atoms.csv");
  command->add_option("--members", arguments->members, "Table of every ring's atoms, for example members.csv");
  command->add_option("--figure", arguments->figure, "Figure, for example rings.svg");
  add_global_options(command, options,
                     "nacre analyze rings model.xyz --cutoff C-C=1.85 --max-size 12 --figure rings.svg");
  parts.rings = [arguments](Device device) { return settings_of(*arguments, device); };
  command->callback([arguments, &options] { analyze_rings(*arguments, options); });
}

}  // namespace nacre::app
