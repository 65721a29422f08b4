#include "jobs/page/learn_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "io/paths.h"
#include "io/words.h"
#include "jobs/page/page_files.h"
#include "jobs/page/page_folder.h"
#include "report/figure.h"
#include "report/read_csv.h"

namespace nacre::jobs::learn {

namespace {
namespace fs = std::filesystem;
using report::Page;
using report::PagePart;
using report::Points;

/// Curve of a column of rounds.csv, times `factor`.
Points column_curve(const report::Table& rounds, const std::string& column, double factor) {
  Points points;
  for (std::size_t c = 0; c < rounds.columns.size(); ++c)
    if (rounds.columns[c].name == column)
      for (const auto& row : rounds.rows)
        points.emplace_back(report::number_of(row[0]).value_or(0), factor * report::number_of(row[c]).value_or(0));
  return points;
}

/// Errors of energy in meV/atom and of forces in meV/Å share one axis; those of the test set where there is one.
std::string rounds_plot(const report::Table& rounds) {
  const bool with_test = column_curve(rounds, "rmse_force_test_eV_per_A", 1).back().second > 0;
  const std::string set = with_test ? "test" : "train";
  const Points energy = column_curve(rounds, "rmse_energy_" + set + "_eV_per_atom", 1000);
  const Points force = column_curve(rounds, "rmse_force_" + set + "_eV_per_A", 1000);
  double high = 0;
  for (const Points* points : {&energy, &force})
    for (const auto& [round, error] : *points) high = std::max(high, error);
  Svg svg(640, 400);
  const Axis x = report::axis_around(energy.front().first, energy.back().first, 80, 610);
  const Axis y{0, high > 0 ? 1.1 * high : 1, 340, 30};
  svg.axes(x, y, "round", "RMSE, " + set + " set");
  report::Legend legend = report::Legend::row(svg, 90, 20);
  const std::pair<const Points*, const char*> curves[] = {{&energy, "energy (meV/atom)"}, {&force, "force (meV/A)"}};
  for (std::size_t k = 0; k < 2; ++k) {
    const Points places = report::placed(x, y, *curves[k].first);
    svg.path(places, report::color_of(k), false);
    svg.dots(places, report::color_of(k), 7, 1);
    legend.line(curves[k].second, report::color_of(k));
  }
  return svg.finish();
}

void add_rounds(const std::string& folder, PagePart& part) {
  const std::string file = (fs::path(folder) / "rounds.csv").string();
  if (!file_exists(file)) return;
  const report::Table rounds = report::read_csv(read_text(file));
  if (!rounds.rows.empty()) part.figures.push_back(page_figure("rounds.svg", rounds_plot(rounds), ""));
  add_files(folder, "", {"rounds.csv", "classes.csv"}, part);
}

/// Its own page, where the training has one.
void add_members(const std::string& folder, std::int64_t round, std::int64_t committee, Page& page) {
  for (std::int64_t member = 1; member <= committee; ++member) {
    const std::string seen = fmt::format("round-{:02}/member-{}/", round, member);
    if (!file_exists(fs::path(folder) / (seen + report::page_name))) continue;
    PagePart part;
    part.title = fmt::format("Round {}, member {}", round, member);
    part.link = seen + report::page_name;
    page.parts.push_back(std::move(part));
  }
}
}  // namespace

PageSource learn_page(const LoopSettings& settings) {
  PageSource source;
  const std::string folder = path_in(settings, settings.output);
  source.path = (fs::path(folder) / report::page_name).string();
  source.command = "nacre learn", source.subject = settings.file;
  source.fill = [&settings, folder, file = settings_file(settings.file)](Page& page, const report::Report* found) {
    page.settings.push_back(file);
    const std::string template_file = path_in(settings, settings.train);
    if (is_plain_file(template_file)) page.settings.push_back(settings_file(template_file));
    PagePart part;
    part.title = "Rounds";
    if (found != nullptr) part.report = *found;
    add_rounds(folder, part);
    page.parts.push_back(std::move(part));
    for (std::int64_t r = 1; r <= settings.rounds + 1; ++r) add_members(folder, r, settings.committee, page);
  };
  return source;
}

}  // namespace nacre::jobs::learn
