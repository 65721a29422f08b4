#include "app/pipeline/page.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <optional>
#include <sstream>

#include "app/overview_row.h"
#include "app/summary.h"
#include "core/clock.h"
#include "insert/insertion.h"
#include "io/words.h"

namespace nacre::app {

namespace {
namespace fs = std::filesystem;

/// A voltage that is the mean over a window of rows, at the capacity of the window's middle.
struct ProfilePoint {
  double ratio, capacity, voltage;  ///< Na:C, mAh/g, V
};

std::vector<ProfilePoint> smoothed_profile(const std::vector<insert::LedgerRow>& rows) {
  std::vector<ProfilePoint> points;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto window = static_cast<std::size_t>(rows[i].window);
    if (rows[i].window < rows.back().window || rows[i].number == 0) continue;  // not full yet
    const auto before = static_cast<double>(i >= window ? rows[i - window].number : rows[0].number - rows[0].change);
    const double share = 0.5 * (1 + before / static_cast<double>(rows[i].number));
    points.push_back({rows[i].ratio * share, rows[i].capacity * share, rows[i].smoothed});
  }
  return points;
}

/// Straight between the points; none outside of them.
std::optional<double> voltage_at(const std::vector<ProfilePoint>& points, double ratio) {
  for (std::size_t i = 1; i < points.size(); ++i) {
    const ProfilePoint &a = points[i - 1], &b = points[i];
    if (a.ratio <= ratio && ratio <= b.ratio)
      return a.voltage + (b.voltage - a.voltage) * (ratio - a.ratio) / (b.ratio - a.ratio);
  }
  return {};
}

std::optional<double> capacity_at_zero(const std::vector<ProfilePoint>& points) {
  for (std::size_t i = 1; i < points.size(); ++i) {
    const ProfilePoint &a = points[i - 1], &b = points[i];
    if (a.voltage > 0 && b.voltage <= 0)
      return a.capacity + (b.capacity - a.capacity) * a.voltage / (a.voltage - b.voltage);
  }
  return {};
}

std::string text_or(const std::optional<double>& value, const char* format, const std::string& otherwise) {
  return value ? fmt::format(fmt::runtime(format), *value) : otherwise;
}

/// Of several seeds, the first.
std::string ledger_of(const Stage& stage) {
  return ((fs::path(stage.folder) / stage.structure).parent_path() / insert::ledger_file).string();
}
/// Is the stage done, and its file still there?
bool is_there(const Stage& stage, std::string (*file)(const Stage&)) {
  return fs::exists(fs::path(stage.folder) / record_file) && fs::exists(file(stage));
}

std::vector<OverviewRow> insertion_rows(const Stage& stage) {
  const auto rows = insert::read_ledger(ledger_of(stage)).rows;
  const auto points = smoothed_profile(rows);
  const insert::LedgerRow& end = rows.back();
  const double lowest = points.empty() ? end.smoothed : points.back().voltage;
  // The published stages end at 11, 327 and 585 of 5,000.
  return {
      {"Na inserted, Na:C", fmt::format("{}, {:.4f}", end.number, end.ratio), "1000, 0.2000"},
      {"first voltage (V)", fmt::format("{:.3f}", rows.front().voltage), "3.37"},
      {"smoothed voltage at Na:C 0.0022 (V)", text_or(voltage_at(points, 11.0 / 5000), "{:.3f}", "not resolved"),
       "1.08"},
      {"smoothed voltage at Na:C 0.0654 (V)", text_or(voltage_at(points, 327.0 / 5000), "{:.3f}", "not reached"),
       "0.10"},
      {"last smoothed voltage (V)",
       fmt::format("{:.3f} at {:.1f} mAh/g", lowest, points.empty() ? 0.0 : points.back().capacity), ""},
      {"capacity at 0 V (mAh/g)",
       text_or(capacity_at_zero(points), "{:.1f}",
               fmt::format("more than {:.1f}", points.empty() ? 0.0 : points.back().capacity)),
       "261.3"},
  };
}

/// What stands between two or more blanks.
std::vector<std::string> columns_of(const std::string& line) {
  std::vector<std::string> columns;
  for (std::size_t at = line.find_first_not_of(' '); at != std::string::npos;) {
    const std::size_t end = line.find("  ", at);
    columns.push_back(line.substr(at, end == std::string::npos ? end : end - at));
    at = end == std::string::npos ? end : line.find_first_not_of(' ', end);
  }
  return columns;
}

/// The rows of a command's page that have a published figure: those below the head "published, ..." down to the first
/// empty line. The published figure begins below the head; two blanks stand between the other columns.
std::vector<OverviewRow> rows_of_page(const std::string& page) {
  std::vector<OverviewRow> rows;
  std::istringstream in(page);
  std::size_t begin = std::string::npos;
  for (std::string line; std::getline(in, line);) {
    if (begin == std::string::npos) {
      if (const std::size_t head = line.find("  published, "); head != std::string::npos) begin = head + 2;
      continue;
    }
    if (line.empty()) break;
    const std::vector<std::string> columns = columns_of(line.substr(0, begin));
    if (columns.size() == 2 && line.size() > begin) rows.push_back({columns[0], columns[1], line.substr(begin)});
  }
  return rows;
}

/// The page that the commands of the stage wrote; empty when there is none.
std::string page_of(const Stage& stage) {
  const std::string file = (fs::path(stage.folder) / "page.txt").string();
  const bool has_page = stage.command == "analyze" || stage.command == "sites";
  return has_page && fs::exists(fs::path(stage.folder) / record_file) && fs::exists(file) ? read_text(file) : "";
}

std::vector<OverviewRow> comparison_of(const Stage& stage) {
  if (stage.command != "insert") return rows_of_page(page_of(stage));
  return is_there(stage, ledger_of) ? insertion_rows(stage) : std::vector<OverviewRow>();
}

std::string insertion_page(const Stage& stage) {
  if (!is_there(stage, ledger_of)) return "";
  std::string text = fmt::format("{:66}published, 5,000 C\n", stage.name);
  for (const OverviewRow& r : insertion_rows(stage))
    text += r.published.empty() ? fmt::format("  {:<38}{}\n", r.what, r.found)
                                : fmt::format("  {:<38}{:<26}{}\n", r.what, r.found, r.published);
  return text;
}

/// Seconds, and whether its page below is of other settings or inputs than those that now hold. `outcome`: null when
/// this call did not come to it.
std::string state_of(const Stage& stage, const StageOutcome* outcome) {
  const auto record = read_record(stage, record_file);
  if (!record) return outcome != nullptr ? outcome->state : "not made";
  std::string why;
  if (outcome == nullptr) {
    Digests digests;
    why = difference(record->cause, cause_of(stage, digests));
  } else if (outcome->state == "skipped") {
    why = outcome->reason;
  }
  return duration_text(record->seconds) + (why.empty() ? "" : ", out of date: " + why);
}

std::string stage_table(const Pipeline& pipeline, const std::vector<StageOutcome>& outcomes) {
  std::string text;
  for (std::size_t k = 0; k < pipeline.stages.size(); ++k) {
    const Stage& s = pipeline.stages[k];
    text += fmt::format("  {:<38}{}\n", fs::path(s.folder).filename().string() + " (" + s.command + ")",
                        state_of(s, k < outcomes.size() ? &outcomes[k] : nullptr));
  }
  return text;
}

/// Limits that come with the number of atoms, in numbers of this run.
std::string notes(const Stage& stage) {
  if (!is_there(stage, ledger_of)) return "";
  const insert::LedgerRow end = insert::read_ledger(ledger_of(stage)).rows.back();
  if (end.number == 0 || !(end.ratio > 0)) return "";
  const double hosts = static_cast<double>(end.number) / end.ratio;
  return fmt::format(
      "\nPublished: Chem. Sci. 2026, 17, 2547 (10.1039/d5sc07068f), 1,000 Na, one carbon.\n"
      "What {:.0f} carbons cannot show: one sodium is {:.2f} mAh/g, so that the first stage, {:.2f} sodium atoms "
      "here,\n"
      "is a single site or none; the rare defects that hold sodium by 3 V are one in some hundred carbons; a share of\n"
      "{} sodium atoms is known to {:.0f} % at best; pores wider than the cell, and their plateau, do not exist here.\n"
      "Another seed gives another carbon: voltages of single sites differ by tenths of a volt.\n",
      hosts, end.capacity / static_cast<double>(end.number), hosts * 11 / 5000, end.number,
      100 / std::sqrt(static_cast<double>(end.number)) / 2);
}
}  // namespace

std::string pipeline_summary(const Pipeline& pipeline, const std::vector<StageOutcome>& outcomes) {
  Summary summary;
  std::vector<Summary::Map> stages, rows;
  for (const StageOutcome& o : outcomes)
    stages.push_back({{"name", o.name}, {"state", o.state}, {"seconds", o.seconds}, {"reason", o.reason}});
  for (const Stage& s : pipeline.stages)
    for (const OverviewRow& r : comparison_of(s))
      rows.push_back({{"stage", s.name}, {"what", r.what}, {"found", r.found}, {"published", r.published}});
  summary.put("output", fs::proximate(pipeline.output).string());
  summary.put_maps("stages", stages);
  summary.put_maps("comparison", rows);
  YAML::Node whole = YAML::Load(summary.yaml());
  for (const Stage& s : pipeline.stages)
    if (const auto record = read_record(s, record_file)) whole["results"][s.name] = YAML::Load(record->summaries);
  YAML::Emitter out;
  out << whole;
  return std::string(out.c_str()) + "\n";
}

std::string pipeline_page(const Pipeline& pipeline, const std::vector<StageOutcome>& outcomes) {
  std::string text = fmt::format("{}\n", fs::path(pipeline.file).filename().string()) + stage_table(pipeline, outcomes);
  for (const Stage& s : pipeline.stages) {
    const std::string page = s.command == "insert" ? insertion_page(s) + notes(s) : page_of(s);
    if (!page.empty()) text += "\n" + (s.command == "insert" ? "" : s.name + ": ") + page;
  }
  return text;
}

}  // namespace nacre::app
