#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/lines.h"
#include "jobs/sites/all_work.h"
#include "jobs/sites/training_page.h"
#include "jobs/text.h"

namespace nacre::jobs {

namespace {
using report::Row;
using report::Summary;
using sites::SiteType;

/// Of nothing: "-".
std::string percent(double share) { return std::isfinite(share) ? fmt::format("{:.1f}", 100 * share) : "-"; }
std::string three_digits(double v) { return std::isfinite(v) ? fmt::format("{:.3f}", v) : "-"; }

/// Rows in their order, each with its published figure where there is one.
class Rows {
 public:
  explicit Rows(const report::PublishedTable& published) : published_(published) {}

  Row& add(const std::string& key, const std::string& what, const std::string& found, double value,
           const std::string& unit) {
    Row row;
    row.key = key, row.what = what, row.found = found, row.unit = unit;
    if (std::isfinite(value)) row.value = value;
    row.published = published_.of("sites." + key);
    rows_.push_back(std::move(row));
    return rows_.back();
  }
  Row& add_percent(const std::string& key, const std::string& what, double share) {
    return add(key, what, percent(share), 100 * share, "%");
  }
  bool is_published(const std::string& key) const { return published_.find("sites." + key) != nullptr; }
  std::vector<Row> take() { return std::move(rows_); }

 private:
  const report::PublishedTable& published_;
  std::vector<Row> rows_;
};

void add_shares(Rows& rows, const SitesWork& w) {
  const auto reach = static_cast<std::size_t>(
      std::count_if(w.reports.begin(), w.reports.end(), [](const SiteRunReport& r) { return r.stages.reaches_zero; }));
  const sites::TypeCounts counts = w.sum(&SiteRunReport::at_zero);
  const std::string where = reach == w.reports.size() ? " at 0 V"
                            : reach == 0              ? " at the end"
                                                      : " up to 0 V or the end";
  const auto add = [&](const char* key, const char* name, SiteType type) {
    rows.add_percent(key, name + where + " (%)", has_shares(counts) ? share_of(counts, type) : NAN);
  };
  add("intercalation_percent", "intercalation", SiteType::intercalation);
  add("filling_percent", "pore filling", SiteType::filling);
  add("adsorption_percent", "adsorption", SiteType::adsorption);
}

/// "first -> last" over the frames.
std::string ends_text(const std::vector<sites::FrameRow>& frames, double sites::FrameRow::*value) {
  std::string text;
  for (const sites::FrameRow& f : frames)
    if (std::isfinite(f.*value)) {
      text = fmt::format("{:.2f} -> ", f.*value);
      break;
    }
  return text + (std::isfinite(frames.back().*value) ? fmt::format("{:.2f}", frames.back().*value) : "-");
}

void add_run(Rows& rows, const SitesWork& w) {
  const SiteRunReport& r = w.reports.front();
  rows.add("first_voltage_V", "first voltage (V)", fmt::format("{:.2f}", r.first_voltage), r.first_voltage, "V");
  rows.add("capacity_at_0_V_mAh_g",
           r.stages.reaches_zero ? "capacity at 0 V (mAh/g)" : "capacity at the end, above 0 V (mAh/g)",
           fmt::format("{:.1f}", r.capacity_at_zero), r.capacity_at_zero, "mAh/g");
  const auto& frames = w.runs.front().sites.frames;
  const std::string& guest = w.settings.guest;
  const auto add = [&](const char* key, const std::string& what, double sites::FrameRow::*value, const char* unit) {
    rows.add(key, what, ends_text(frames, value), frames.back().*value, unit);
  };
  add("layer_spacing_A", "layer spacing, first to last frame (A)", &sites::FrameRow::d002, "A");
  add("nearest_sodium_A", "nearest " + guest + " (A)", &sites::FrameRow::nearest_guest, "A");
  add("sodium_around", guest + " around " + guest, &sites::FrameRow::coordination, "");
}

/// "0.940 +- 0.021", where it is known.
void add_error(Row& row, double error, const std::string& words) {
  if (!std::isfinite(error)) return;
  row.found += " +- " + words;
  row.error = error;
}

void add_agreement(Rows& rows, const sites::Agreement& agreement) {
  if (agreement.rows == 0) return;
  Row& accuracy = rows.add_percent(
      "accuracy_percent", fmt::format("given forest, {} energies new to it (%)", agreement.rows), agreement.accuracy);
  add_error(accuracy, 100 * agreement.accuracy_error, percent(agreement.accuracy_error));
  Row& auc = rows.add("auc", "AUC of these", three_digits(agreement.auc), agreement.auc, "");
  add_error(auc, agreement.auc_error, three_digits(agreement.auc_error));
}

void add_training(Rows& rows, const sites::SiteTraining& t) {
  const learn::Confusion& c = t.evaluation.find("forest", "random")->confusion;
  Row& accuracy = rows.add_percent("accuracy_percent", "accuracy of the forest, random split (%)", c.accuracy());
  accuracy.found += fmt::format(" +- {} ({} asked)", percent(c.accuracy_error()), c.total());
  if (std::isfinite(c.accuracy_error())) accuracy.error = 100 * c.accuracy_error();
  rows.add_percent("accuracy_left_out_percent", "  a box left out (%)", sites::accuracy_of(t, "forest", "by_group"));
  rows.add_percent("accuracy_out_of_bag_percent", "  out of bag (%)", 1 - t.trained.forest.oob_error);
  const double auc = sites::auc_of(t, "forest", "random");
  const double auc_error = sites::auc_error_of(t, "forest", "random");
  add_error(rows.add("auc", "AUC, random split", fmt::format("{:.3f}", auc), auc, ""), auc_error,
            three_digits(auc_error));
  rows.add_percent("accuracy_svm_percent", "accuracy of the SVM (%)", sites::accuracy_of(t, "svm", "random"));
  const double k_means = sites::accuracy_of(t, "k_means", "random");
  rows.add("accuracy_clusterings_percent", "accuracy of clusterings (%)",
           percent(k_means) + ", " + percent(sites::accuracy_of(t, "gaussian_mixture", "random")), NAN, "%");
  for (int f = 0; f < sites::feature_count; ++f) {
    const std::string key = fmt::format("importance_F{}", f + 1);
    const double importance = t.trained.forest.gini_importance[f];
    if (rows.is_published(key))
      rows.add(key, "importance of " + sites::feature_columns()[f].name, fmt::format("{:.3f}", importance), importance,
               "");
  }
}

std::vector<Row> rows_of(const SitesWork& w, const report::PublishedTable& published) {
  Rows rows(published);
  add_shares(rows, w);
  add_run(rows, w);
  if (w.agreement)
    add_agreement(rows, *w.agreement);
  else if (w.training)
    add_training(rows, *w.training);
  return rows.take();
}

std::vector<std::string> head_of(const SitesWork& w) {
  std::vector<std::string> head;
  for (std::size_t k = 0; k < w.runs.size(); ++k) {
    const insert::LedgerBase& b = w.runs[k].run.base();
    head.push_back(fmt::format("{}: {} {} in {} {}", w.reports[k].name, w.runs[k].sites.guests.size(), b.species,
                               b.host_atoms, b.host));
    head.push_back(insert::ion_and_host(b));
  }
  head.push_back("Types: " + w.labeller.text());
  head.push_back(w.teaching.text());
  return head;
}

/// What stands below the rows.
std::string foot_of(const SitesWork& w, const report::PublishedTable& published) {
  std::string out;
  for (const SiteRunReport& r : w.reports) out += r.name + "\n" + stage_page(r) + "\n";
  if (w.training) out += training_page(*w.training) + "\n";
  out += "Published: " + published.group("sites").source + ".\n";
  for (const std::string& n : w.notices) out += note_text(n);
  return out;
}

void put_stages(Summary& summary, const SitesWork& w) {
  std::vector<Summary::Map> stages;
  for (const SiteRunReport& r : w.reports)
    for (Summary::Map& m : stage_maps(r)) {
      m.emplace(m.begin(), "run", r.name);
      stages.push_back(std::move(m));
    }
  summary.put_maps("stages", std::move(stages));
}

Summary summary_of(const SitesWork& w) {
  Summary summary;
  const sites::TypeCounts all = w.sum(&SiteRunReport::all), at_zero = w.sum(&SiteRunReport::at_zero);
  summary.put("runs", static_cast<std::int64_t>(w.runs.size()));
  summary.put("sodium", all[0] + all[1] + all[2] + all[3]);
  summary.put("types_by", w.given ? "given forest" : w.training ? "forest" : "threshold");
  if (w.training) put_training(summary, *w.training, w.teaching);
  if (w.agreement && std::isfinite(w.agreement->accuracy)) summary.put("accuracy", w.agreement->accuracy);
  if (w.agreement && std::isfinite(w.agreement->auc)) summary.put("auc", w.agreement->auc);
  summary.put("threshold_eV", w.teaching.threshold.energy);
  summary.put("threshold", w.teaching.threshold.word);
  if (has_shares(at_zero)) summary.put_map("shares", share_map(at_zero));
  if (has_shares(all)) summary.put_map("shares_at_end", share_map(all));
  std::int64_t uncertain = 0, taught = 0;
  for (const SiteRunReport& r : w.reports) uncertain += r.uncertain, taught += r.taught;
  summary.put("uncertain", uncertain);
  if (w.given) summary.put("taught_the_forest", taught);
  summary.put("reaches_0_V", w.reports.front().stages.reaches_zero ? "yes" : "no");
  summary.put("number_at_0_V", w.reports.front().stages.number_at_zero);
  summary.put("capacity_at_0_V_mAh_g", w.reports.front().capacity_at_zero);
  put_stages(summary, w);
  summary.put_list("notices", std::vector<Summary::Value>(w.notices.begin(), w.notices.end()));
  return summary;
}
}  // namespace

sites::TypeCounts SitesWork::sum(sites::TypeCounts SiteRunReport::*counts) const {
  sites::TypeCounts out{};
  for (const SiteRunReport& r : reports)
    for (int t = 0; t < sites::type_count; ++t) out[t] += (r.*counts)[t];
  return out;
}

report::Report report_of(const SitesWork& work, const report::PublishedTable& published) {
  report::Report report;
  report.head = head_of(work);
  report.published_head = published.group("sites").head;
  report.what_width = 44;
  report.sections.push_back({"sites", "", "", rows_of(work, published)});
  report.notes = split_lines(foot_of(work, published));
  report.summary = summary_of(work);
  return report;
}

}  // namespace nacre::jobs
