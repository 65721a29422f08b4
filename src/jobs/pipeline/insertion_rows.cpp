#include "jobs/pipeline/insertion_rows.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <optional>

#include "core/error.h"
#include "insert/insertion.h"
#include "report/published.h"

namespace nacre::jobs::pipeline {

namespace {
namespace fs = std::filesystem;
constexpr const char* section = "insertion";

/// A voltage that is the mean over a window of rows, at the capacity of the window's middle.
struct ProfilePoint {
  double ratio, capacity, voltage;  ///< guests a host atom, mAh/g, V
};

/// A ledger without a head is of the host's mass, so that its capacity grows evenly.
double capacity_at(double share, const insert::LedgerRow& row, const std::optional<insert::LedgerBase>& base) {
  if (!base || base->guest_mass == 0) return row.capacity * share;
  return insert::capacity_mAh_g(share * static_cast<double>(row.number), *base);
}

std::vector<ProfilePoint> smoothed_profile(const insert::ReadLedger& ledger) {
  const std::vector<insert::LedgerRow>& rows = ledger.rows;
  std::vector<ProfilePoint> points;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto window = static_cast<std::size_t>(rows[i].window);
    if (rows[i].window < rows.back().window || rows[i].number == 0) continue;  // not full yet
    const auto before = static_cast<double>(i >= window ? rows[i - window].number : rows[0].number - rows[0].change);
    const double share = 0.5 * (1 + before / static_cast<double>(rows[i].number));
    points.push_back({rows[i].ratio * share, capacity_at(share, rows[i], ledger.base), rows[i].smoothed});
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

/// What was inserted into what, as the page calls them.
struct Names {
  std::string guest, host;
};
/// A ledger whose comment lines are gone is one of the default.
Names names_of(const insert::ReadLedger& ledger) {
  const insert::LedgerBase base = ledger.base.value_or(insert::LedgerBase());
  return {base.species, base.host};
}

/// What is known of sodium in carbon: 11 in 5,000 carbons are the first stage, and rare defects hold it by 3 V.
std::string known_of_sodium(double hosts) {
  return fmt::format(
      "The first stage, {:.2f} Na here, is a single site or none; the rare defects that hold Na by 3 V are one in "
      "some\n"
      "hundred C.\n",
      hosts * 11 / 5000);
}

/// Limits that come with the number of atoms, in numbers of this run.
std::string limits(const insert::LedgerRow& end, const Names& names) {
  const double hosts = static_cast<double>(end.number) / end.ratio;
  const bool is_published = names.guest == "Na" && names.host == "C";
  return fmt::format(
             "What {:.0f} {} atoms cannot show: one {} is {:.2f} mAh/g; a share of {} {} is known to {:.0f} % at best; "
             "pores\n"
             "wider than the cell, and their plateau, do not exist here.\n",
             hosts, names.host, names.guest, end.capacity / static_cast<double>(end.number), end.number, names.guest,
             100 / std::sqrt(static_cast<double>(end.number)) / 2) +
         (is_published ? known_of_sodium(hosts) : "") +
         fmt::format("Another seed gives another {}: voltages of single sites differ by tenths of a volt.",
                     names.host == "C" ? "carbon" : "host");
}

/// Makes the rows, each beside its published figure.
class Rows {
 public:
  Rows(const insert::ReadLedger& ledger, const Names& names, const report::PublishedTable& published)
      : points_(smoothed_profile(ledger)), ratio_(names.guest + ":" + names.host), published_(published) {
    const insert::LedgerRow& end = ledger.rows.back();
    const double first = ledger.rows.front().voltage, lowest = points_.empty() ? end.smoothed : points_.back().voltage;
    const double reached = points_.empty() ? 0.0 : points_.back().capacity;  // mAh/g
    const auto capacity = capacity_at_zero(points_);
    add("sodium", names.guest + " inserted, " + ratio_, fmt::format("{}, {:.4f}", end.number, end.ratio), end.ratio,
        "");
    add("first_voltage_V", "first voltage (V)", fmt::format("{:.3f}", first), first, "V");
    add_stage("voltage_after_adsorption_V", "not resolved");
    add_stage("voltage_after_intercalation_V", "not reached");
    add("last_voltage_V", "last smoothed voltage (V)", fmt::format("{:.3f} at {:.1f} mAh/g", lowest, reached), lowest,
        "V");
    add("capacity_at_0_V_mAh_g", "capacity at 0 V (mAh/g)",
        text_or(capacity, "{:.1f}", fmt::format("more than {:.1f}", reached)), capacity, "mAh/g");
  }
  std::vector<report::Row> take() { return std::move(rows_); }

 private:
  void add(const char* key, std::string what, std::string found, std::optional<double> value, const char* unit) {
    report::Row r;
    r.key = key, r.what = std::move(what), r.found = std::move(found), r.value = value, r.unit = unit;
    r.published = published_.of(path_of(key));
    rows_.push_back(std::move(r));
  }

  /// The smoothed voltage where a published stage ends.
  void add_stage(const char* key, const char* otherwise) {
    const report::PublishedRow* given = published_.find(path_of(key));
    if (given == nullptr || !given->at) given = report::published_hard_carbon().find(path_of(key));
    const double ratio = given->at.value();
    const auto voltage = voltage_at(points_, ratio);
    add(key, fmt::format("smoothed voltage at {} {:.4f} (V)", ratio_, ratio), text_or(voltage, "{:.3f}", otherwise),
        voltage, "V");
  }

  static std::string path_of(const char* key) { return std::string(section) + "." + key; }

  std::vector<ProfilePoint> points_;
  std::string ratio_;  ///< "Na:C"
  const report::PublishedTable& published_;
  std::vector<report::Row> rows_;
};

std::string ledger_of(const PipelineStage& stage) {
  return ((fs::path(stage.folder) / stage.structure).parent_path() / insert::ledger_file).string();
}
}  // namespace

report::Report insertion_report(const PipelineStage& stage, const report::PublishedTable& published) {
  const report::PublishedGroup& group = published.group(section);
  report::Report report;
  report.head = {fmt::format("{:66}{}", stage.name, group.head)};
  report.sections.push_back({section, "", "", {}});
  insert::ReadLedger ledger;
  try {
    ledger = insert::read_ledger(ledger_of(stage));
  } catch (const Error& e) {  // an insertion that found no room has no rows
    report.sections[0].refusal = e.message();
    return report;
  }
  const std::vector<insert::LedgerRow>& rows = ledger.rows;
  report.sections[0].rows = Rows(ledger, names_of(ledger), published).take();
  if (ledger.base) report.notes.push_back(insert::ion_and_host(*ledger.base) + ".");
  if (rows.back().number == 0 || !(rows.back().ratio > 0)) return report;
  if (!group.source.empty()) report.notes.push_back("Published: " + group.source + ".");
  report.notes.push_back(limits(rows.back(), names_of(ledger)));
  return report;
}

}  // namespace nacre::jobs::pipeline
