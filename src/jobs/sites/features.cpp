#include "jobs/sites/features.h"

#include <fmt/format.h>

#include "core/error.h"
#include "jobs/report_files.h"
#include "jobs/text.h"
#include "sites/feature_keys.h"
#include "sites/features.h"

namespace nacre::jobs {

namespace {
using report::Summary;
using sites::Site;

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

std::string words_of(const Totals& t, const sites::FeatureSettings& settings) {
  std::string text =
      fmt::format("{} sites of {} in {} frame(s) of {} atoms in all\n", t.sites, settings.guest, t.frames, t.atoms);
  text += fmt::format("intercalation: {} ({:.1f} %); enough networks {}, flat {}, parallel {}, between {}\n",
                      t.intercalation, 100.0 * static_cast<double>(t.intercalation) / static_cast<double>(t.sites),
                      t.enough, t.flat, t.parallel, t.between);
  for (int f = 0; f < sites::feature_count; ++f) {
    const sites::FeatureColumn& c = sites::feature_columns()[f];
    text += fmt::format("  {:4} mean {:9.4f}   {}\n", c.symbol, t.mean(f), c.sentence);
  }
  return text;
}

report::Section section_of(const Totals& t) {
  report::Section section{"features", "means over the sites", "", {}};
  for (int f = 0; f < sites::feature_count; ++f) {
    const sites::FeatureColumn& c = sites::feature_columns()[f];
    section.rows.push_back(number_row(c.name, c.sentence, t.mean(f), "", "{:.4f}"));
  }
  return section;
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

}  // namespace

void SitesFeatures::options(Options& table) {
  input.add(table, "features.csv");
  table.at("files").required = false;
  table.add("keywords", keywords, "Print the keys as a Markdown table");
  keys.add_to(table);
}

report::Report SitesFeatures::run(const Surroundings& around) {
  report::Report report;
  if (keywords) return report.words = sites::feature_manual(), report;
  if (input.files.empty()) throw Error("a structure is needed").key("files").allowed("extended XYZ files");
  const sites::FeatureSettings settings = keys.settings(around);
  Totals totals;
  report::Table table = sites::features_table(settings);
  analyze::for_each_frame(input.of(around), [&](const Frame& frame) {
    const sites::SiteFeatures features = sites::features_of(frame.atoms, frame.box, settings);
    for (const Site& site : features.sites) totals.add(site);
    if (!input.output.empty()) add_rows(table, features, totals.frames);
    ++totals.frames;
    totals.atoms += static_cast<std::int64_t>(frame.atoms.size());
  });
  if (totals.sites == 0)
    throw Error("no atom of the guest in any frame").file(input.files.front()).key("guest").value(settings.guest);
  put_table(report, input.output, [&] { return std::move(table); });
  report.words = words_of(totals, settings);
  report.sections = {section_of(totals)};
  report.summary = summary_of(totals, settings);
  write_files(report, around);
  return report;
}

}  // namespace nacre::jobs
