// nacre sites features
#include "sites/features.h"

#include <fmt/format.h>

#include "app/analyze/frames.h"
#include "app/sites/commands.h"
#include "app/summary.h"
#include "core/error.h"
#include "io/files.h"
#include "sites/feature_keys.h"

namespace nacre::app {

namespace {
using sites::Site;

struct FeaturesCommand {
  FrameArguments input;
  std::shared_ptr<FeatureArguments> keys = std::make_shared<FeatureArguments>();
  bool schema = false;
};

/// Sums over all sites of all frames.
struct Totals {
  std::int64_t frames = 0, atoms = 0, sites = 0;
  std::int64_t enough = 0, flat = 0, parallel = 0, between = 0, intercalation = 0;
  std::array<double, sites::feature_count> sum{};

  void add(const Site& s) {
    ++sites;
    enough += s.test.enough, flat += s.test.flat, parallel += s.test.parallel, between += s.test.between;
    intercalation += s.test.is_intercalation();
    for (int f = 0; f < sites::feature_count; ++f) sum[f] += s.feature[f];
  }
  double mean(int feature) const { return sum[feature] / static_cast<double>(sites); }
};

void print_table(const Totals& t, const sites::FeatureSettings& settings) {
  fmt::print("{} sites of {} in {} frame(s) of {} atoms in all\n", t.sites, settings.guest, t.frames, t.atoms);
  fmt::print("intercalation: {} ({:.1f} %); enough networks {}, flat {}, parallel {}, between {}\n", t.intercalation,
             100.0 * static_cast<double>(t.intercalation) / static_cast<double>(t.sites), t.enough, t.flat, t.parallel,
             t.between);
  for (int f = 0; f < sites::feature_count; ++f) {
    const sites::FeatureColumn& c = sites::feature_columns()[f];
    fmt::print("  {:4} mean {:9.4f}   {}\n", c.symbol, t.mean(f), c.sentence);
  }
}

Summary summary_of(const Totals& t, const sites::FeatureSettings& settings) {
  Summary summary;
  summary.put("atoms", t.atoms);
  summary.put("frames", t.frames);
  summary.put("sodium", t.sites);
  summary.put("intercalation", t.intercalation);
  summary.put_map("conditions",
                  {{"enough_networks", t.enough}, {"flat", t.flat}, {"parallel", t.parallel}, {"between", t.between}});
  Summary::Map means;
  for (int f = 0; f < sites::feature_count; ++f) means.emplace_back(sites::feature_columns()[f].name, t.mean(f));
  summary.put_map("means", std::move(means));
  summary.put("definition", sites::definition(settings));
  return summary;
}

void find_features(const FeaturesCommand& command, const GlobalOptions& options) {
  apply_global_options(options);
  if (command.schema) return fmt::print("{}", sites::feature_manual());
  if (command.input.files.empty()) throw Error("a structure is needed").key("files").allowed("extended XYZ files");
  const sites::FeatureSettings settings = command.keys->settings();
  Totals totals;
  std::string table = sites::features_heading(settings);
  for_each_frame(command.input, [&](const Frame& frame) {
    const sites::SiteFeatures features = sites::features_of(frame.atoms, frame.box, settings);
    for (const Site& site : features.sites) totals.add(site);
    if (!command.input.output.empty()) table += sites::feature_rows(features, totals.frames);
    ++totals.frames;
    totals.atoms += static_cast<std::int64_t>(frame.atoms.size());
  });
  if (totals.sites == 0)
    throw Error("no atom of the guest in any frame")
        .file(command.input.files.front())
        .key("guest")
        .value(settings.guest);
  if (!command.input.output.empty()) write_whole(command.input.output, table);
  if (!options.quiet) print_table(totals, settings);
  write_summary_file(summary_of(totals, settings), options);
}
}  // namespace

void register_sites_features(CLI::App& sites, GlobalOptions& options) {
  auto* command = sites.add_subcommand("features", "Fourteen features of each sodium atom; is it between two layers?");
  const auto arguments = std::make_shared<FeaturesCommand>();
  arguments->input.add_options(*command, "features.csv");
  command->get_option("files")->required(false);
  command->add_flag("--schema", arguments->schema, "Print the table of the keys and end");
  FeatureArguments::add_options(*command, arguments->keys);
  add_global_options(command, options, "nacre sites features final.xyz --hull concave --output features.csv");
  command->callback([arguments, &options] { find_features(*arguments, options); });
}

}  // namespace nacre::app
