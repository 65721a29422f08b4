#include "jobs/page/train_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "io/paths.h"
#include "jobs/page/page_files.h"
#include "jobs/page/page_folder.h"
#include "report/csv.h"
#include "train/report/outputs.h"
#include "train/report/plots.h"

namespace nacre::jobs {

namespace {
using report::Page;
using report::PagePart;
using train::LossRow;
using train::TrainSettings;

/// What the steps are counted in.
const char* unit_of(const TrainSettings& s) {
  return s.optimizer == TrainSettings::Optimizer::gradient ? "epoch" : "generation";
}

void append_errors(std::vector<report::Cell>& cells, const train::LossValue& loss, bool with_difference) {
  cells.insert(cells.end(), {loss.rmse_energy, loss.rmse_force, loss.rmse_virial});
  if (with_difference) cells.emplace_back(loss.rmse_difference);
}

void append_columns(std::vector<report::Column>& columns, const std::string& set, bool with_difference) {
  for (const char* name : {"energy_{}_eV_per_atom", "force_{}_eV_per_A", "virial_{}_eV_per_atom"})
    columns.push_back({fmt::format(fmt::runtime("rmse_" + std::string(name)), set)});
  if (with_difference) columns.push_back({"rmse_difference_" + set + "_eV"});
}

/// The rows of loss.out with names.
report::Table loss_table(const std::vector<LossRow>& rows, const std::string& unit, bool with_test) {
  report::Table table{"loss.csv", {}, {{unit}, {"loss"}, {"l1"}, {"l2"}}, {}};
  const bool with_difference = rows.back().with_difference;
  append_columns(table.columns, "train", with_difference);
  if (with_test) append_columns(table.columns, "test", with_difference);
  for (const LossRow& r : rows) {
    std::vector<report::Cell> cells{r.step, r.train.total, r.train.l1, r.train.l2};
    append_errors(cells, r.train, with_difference);
    if (with_test) append_errors(cells, r.test, with_difference);
    table.rows.push_back(std::move(cells));
  }
  return table;
}

void add_loss(const TrainSettings& s, PagePart& part) {
  const std::vector<LossRow> rows = train::read_loss_rows(train::path_in(s, "loss.out"));
  if (rows.empty()) return;
  // A row without a test set has zeros there.
  const bool with_test = rows.back().test.rmse_energy > 0 || rows.back().test.rmse_force > 0;
  const std::string picture = file_exists(train::path_in(s, "loss.svg")) ? "loss.svg" : "";
  if (rows.size() > 1)
    part.figures.push_back(page_figure("loss.svg", train::loss_plot(rows, unit_of(s), with_test), picture));
  part.tables.push_back({"loss.csv", report::csv_text(loss_table(rows, unit_of(s), with_test)), "loss.out"});
}

void add_parity(const TrainSettings& s, PagePart& part) {
  std::vector<std::string> names;
  for (const char* quantity : {"energy", "force", "virial", "difference"}) {
    names.push_back(fmt::format("parity_{}.svg", quantity));
    for (const char* set : {"train", "test"}) names.push_back(fmt::format("{}_{}.out", quantity, set));
  }
  add_files(s.folder.empty() ? "." : s.folder, "", names, part);
}
}  // namespace

PageSource train_page(const TrainSettings& settings) {
  PageSource source;
  source.path = train::path_in(settings, report::page_name);
  source.command = "nacre train", source.subject = settings.file;
  source.fill = [&settings, file = settings_file(settings.file)](Page& page, const report::Report* found) {
    page.facts.emplace_back("elements", fmt::format("{}", fmt::join(settings.shape.species, " ")));
    page.facts.emplace_back("seed", fmt::format("{}", settings.seed));
    page.settings.push_back(file);
    PagePart part;
    part.title = "Training";
    if (found != nullptr) part.report = *found;
    if (!settings.prediction) add_loss(settings, part);
    if (!page.running) add_parity(settings, part);
    page.parts.push_back(std::move(part));
  };
  return source;
}

}  // namespace nacre::jobs
