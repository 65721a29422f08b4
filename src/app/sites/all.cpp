// nacre sites all
#include "app/sites/all.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "app/sites/run_report.h"
#include "app/summary.h"
#include "core/error.h"
#include "io/files.h"
#include "sites/feature_keys.h"
#include "sites/teachers.h"

namespace nacre::app {

namespace {
namespace fs = std::filesystem;
using sites::SiteType;

/// Everything that is found, in the order in which it is found.
struct Work {
  std::vector<OpenRun> runs;
  sites::FeatureSettings settings;
  std::optional<OpenForest> given;
  sites::SiteTable table;
  sites::Teaching teaching;
  std::optional<sites::SiteTraining> training;
  std::optional<sites::Agreement> agreement;  ///< of a forest that was given
  sites::Labeller labeller;
  std::vector<RunReport> reports;
  std::vector<std::string> notices;

  sites::TypeCounts sum(sites::TypeCounts RunReport::*counts) const {
    sites::TypeCounts out{};
    for (const RunReport& r : reports)
      for (int t = 0; t < sites::type_count; ++t) out[t] += (r.*counts)[t];
    return out;
  }
};

/// Types without a forest: said in full, because nothing was learnt.
void use_threshold(Work& w) {
  w.labeller.threshold = w.teaching.threshold;
  w.notices.push_back("no forest: " + w.teaching.lacking() + ". " + w.teaching.text() +
                      ". Types are by geometry and by this threshold itself, with no other probability. To learn: " +
                      w.teaching.advice());
}

void train_or_use(Work& w, const SitesAllArguments& arguments) {
  w.labeller.band = arguments.label.band;
  const sites::TeachingSettings settings = arguments.train.settings();
  w.teaching = sites::teaching_of(w.table, settings);
  if (w.given) {
    w.labeller.forest = &w.given->forest;
    w.agreement = sites::agreement_of(w.given->forest, w.table, w.teaching);
    return;
  }
  if (!w.teaching.can_train()) return use_threshold(w);
  w.training = sites::train_on(w.table, w.teaching, settings);
  w.labeller.forest = &w.training->trained.forest;
  for (std::string& n : training_notices(*w.training)) w.notices.push_back(std::move(n));
  if (w.teaching.threshold.is_relative())
    w.notices.push_back(
        fmt::format("the threshold is relative to these runs ({}: {:.4g} eV): adsorption and filling here "
                    "mean held more and less strongly than that, not than in the metal",
                    w.teaching.threshold.word, w.teaching.threshold.energy));
}

/// What an earlier call with other runs or another threshold left, and what this one will not replace.
void remove_stale(const Work& w, const std::string& folder, const std::string& given) {
  const fs::path forest = fs::path(folder) / "forest.yaml";
  const bool is_given = !given.empty() && fs::exists(forest) && fs::equivalent(forest, given);
  remove_files(folder, sites::training_file_names());
  remove_files(folder, {"features.csv", "page.txt", "summary.yaml"});
  if (!is_given) fs::remove(forest);
  if (w.runs.size() > 1) remove_files(folder, run_file_names());
  for (std::size_t k = w.runs.size() > 1 ? w.runs.size() : 0;; ++k) {
    const fs::path own = fs::path(folder) / fmt::format("run-{}", k + 1);
    if (!fs::is_directory(own)) return;
    remove_files(own.string(), run_file_names());
    if (fs::is_empty(own)) fs::remove(own);
  }
}

void report(Work& w, const SitesAllArguments& arguments, const std::string& folder) {
  for (std::size_t k = 0; k < w.runs.size(); ++k) {
    const std::string own = folder_of_run(folder, k, w.runs.size());
    std::vector<double> own_answers;
    if (w.training)
      own_answers = sites::out_of_bag(*w.training, w.teaching, static_cast<int>(k), w.runs[k].sites.guests.size());
    w.reports.push_back(report_run(w.runs[k], w.labeller, w.settings, arguments.label.stages, own, own_answers));
    for (std::string& n : run_notices(w.reports.back())) w.notices.push_back(std::move(n));
  }
}

std::string percent(double share) { return fmt::format("{:.1f}", 100 * share); }
std::string score(double v) { return std::isfinite(v) ? percent(v) : "-"; }

/// Accuracy of the forest by the random split, with its standard error.
std::string with_error(const sites::SiteTraining& t) {
  const learn::Confusion& c = t.evaluation.find("forest", "random")->confusion;
  return fmt::format("{} +- {} ({} asked)", score(c.accuracy()), score(c.accuracy_error()), c.total());
}

std::vector<OverviewRow> share_rows(const Work& w) {
  const auto reach = static_cast<std::size_t>(
      std::count_if(w.reports.begin(), w.reports.end(), [](const RunReport& r) { return r.stages.reaches_zero; }));
  const sites::TypeCounts counts = w.sum(&RunReport::at_zero);
  const std::string where = reach == w.reports.size() ? " at 0 V"
                            : reach == 0              ? " at the end"
                                                      : " up to 0 V or the end";
  const auto row = [&](const char* name, SiteType type, const char* published) {
    return OverviewRow{name + where + " (%)", has_shares(counts) ? percent(share_of(counts, type)) : "-", published};
  };
  return {row("intercalation", SiteType::intercalation, "46.2"), row("pore filling", SiteType::filling, "31.4"),
          row("adsorption", SiteType::adsorption, "22.4")};
}

std::vector<OverviewRow> run_rows(const Work& w) {
  const RunReport& r = w.reports.front();
  std::vector<OverviewRow> out{
      {"first voltage (V)", fmt::format("{:.2f}", r.first_voltage), "3.37"},
      {r.stages.reaches_zero ? "capacity at 0 V (mAh/g)" : "capacity at the end, above 0 V (mAh/g)",
       fmt::format("{:.1f}", r.capacity_at_zero), "261.3"}};
  const auto& frames = w.runs.front().sites.frames;
  const auto ends = [&](const char* what, double sites::FrameRow::*value, const char* published) {
    std::string text;
    for (const sites::FrameRow& f : frames)
      if (std::isfinite(f.*value)) {
        text = fmt::format("{:.2f} -> ", f.*value);
        break;
      }
    text += std::isfinite(frames.back().*value) ? fmt::format("{:.2f}", frames.back().*value) : "-";
    out.push_back({what, text, published});
  };
  ends("layer spacing, first to last frame (A)", &sites::FrameRow::d002, "4.18 -> 4.23 (0 V: 4.35)");
  ends("nearest sodium (A)", &sites::FrameRow::nearest_guest, "4.59 charging, 3.65 over");
  ends("sodium around sodium", &sites::FrameRow::coordination, "0.27 -> 5.67");
  return out;
}

std::vector<OverviewRow> training_rows(const Work& w) {
  if (w.agreement && w.agreement->rows == 0) return {};
  if (w.agreement)
    return {{fmt::format("given forest, {} energies new to it (%)", w.agreement->rows), score(w.agreement->accuracy),
             "86.1"},
            {"AUC of these", std::isfinite(w.agreement->auc) ? fmt::format("{:.3f}", w.agreement->auc) : "-", "0.94"}};
  if (!w.training) return {};
  const sites::SiteTraining& t = *w.training;
  std::vector<OverviewRow> out{
      {"accuracy of the forest, random split (%)", with_error(t), "86.1"},
      {"  a box left out (%)", score(sites::accuracy_of(t, "forest", "by_group")), ""},
      {"  out of bag (%)", score(1 - t.trained.forest.oob_error), ""},
      {"AUC, random split", fmt::format("{:.3f}", sites::auc_of(t, "forest", "random")), "0.94"},
      {"accuracy of the SVM (%)", score(sites::accuracy_of(t, "svm", "random")), "84.2"},
      {"accuracy of clusterings (%)",
       score(sites::accuracy_of(t, "k_means", "random")) + ", " +
           score(sites::accuracy_of(t, "gaussian_mixture", "random")),
       "78.2"}};
  constexpr std::array<const char*, sites::feature_count> published{"0.248", "0.152", "0.210", "0.063", "", "0.101"};
  for (int f = 0; f < sites::feature_count; ++f)
    if (published[f] != nullptr && *published[f] != 0)
      out.push_back({"importance of " + sites::feature_columns()[f].name,
                     fmt::format("{:.3f}", t.trained.forest.gini_importance[f]), published[f]});
  return out;
}

std::string row_text(const OverviewRow& r) {
  return r.published.empty() ? fmt::format("  {:<44}{}\n", r.what, r.found)
                             : fmt::format("  {:<44}{:<26}{}\n", r.what, r.found, r.published);
}

std::string page_of(const Work& w, const std::vector<OverviewRow>& rows) {
  std::string out;
  for (const RunReport& r : w.reports) {
    const insert::LedgerBase& b = w.runs[&r - w.reports.data()].run.base();
    const auto n = static_cast<std::int64_t>(w.runs[&r - w.reports.data()].sites.guests.size());
    out += fmt::format("{}: {} {} in {} {}\n", r.name, n, b.species, b.host_atoms, b.host);
  }
  out += "Types: " + w.labeller.text() + "\n";
  out += w.teaching.text() + "\n";
  out += fmt::format("{:72}published, 5,000 C\n", "");
  for (const OverviewRow& r : rows) out += row_text(r);
  for (const RunReport& r : w.reports) out += "\n" + r.name + "\n" + stage_page(r);
  if (w.training) out += "\n" + training_page(*w.training);
  out += "\nPublished: Chem. Sci. 2026, 17, 2547 (10.1039/d5sc07068f), 1,000 sodium in 5,000 carbons, 2,000 labels.\n";
  for (const std::string& n : w.notices) out += note_text(n);
  return out;
}

std::string summary_of(const Work& w) {
  Summary summary;
  const sites::TypeCounts all = w.sum(&RunReport::all);
  summary.put("runs", static_cast<std::int64_t>(w.runs.size()));
  summary.put("sodium", all[0] + all[1] + all[2] + all[3]);
  summary.put("types_by", w.given ? "given forest" : w.training ? "forest" : "threshold");
  if (w.training) put_training(summary, *w.training, w.teaching);
  if (w.agreement && std::isfinite(w.agreement->accuracy)) summary.put("accuracy", w.agreement->accuracy);
  if (w.agreement && std::isfinite(w.agreement->auc)) summary.put("auc", w.agreement->auc);
  summary.put("threshold_eV", w.teaching.threshold.energy);
  summary.put("threshold", w.teaching.threshold.word);
  const sites::TypeCounts at_zero = w.sum(&RunReport::at_zero);
  if (has_shares(at_zero)) summary.put_map("shares", share_map(at_zero));
  if (has_shares(all)) summary.put_map("shares_at_end", share_map(all));
  std::int64_t uncertain = 0, taught = 0;
  std::vector<Summary::Map> stages;
  std::vector<Summary::Value> notices;
  for (const RunReport& r : w.reports) {
    uncertain += r.uncertain, taught += r.taught;
    for (Summary::Map& m : stage_maps(r)) {
      m.emplace(m.begin(), "run", r.name);
      stages.push_back(std::move(m));
    }
  }
  summary.put("uncertain", uncertain);
  if (w.given) summary.put("taught_the_forest", taught);
  summary.put("reaches_0_V", w.reports.front().stages.reaches_zero ? "yes" : "no");
  summary.put("number_at_0_V", w.reports.front().stages.number_at_zero);
  summary.put("capacity_at_0_V_mAh_g", w.reports.front().capacity_at_zero);
  summary.put_maps("stages", std::move(stages));
  for (const std::string& n : w.notices) notices.emplace_back(n);
  summary.put_list("notices", std::move(notices));
  return summary.yaml();
}
}  // namespace

SitesAllResult run_sites_all(const SitesAllArguments& arguments) {
  if (arguments.runs.empty()) throw Error("a finished insertion is needed").key("runs");
  Work w;
  if (!arguments.forest.empty()) w.given = open_forest(arguments.forest, *arguments.keys);
  w.settings = w.given ? w.given->settings : arguments.keys->settings();
  w.runs = open_runs(arguments.runs, arguments.run, w.settings, true);
  if (w.given)
    for (OpenRun& r : w.runs) sites::mark_teachers(r.sites, w.given->forest);
  w.table = table_of(w.runs, w.settings);
  train_or_use(w, arguments);
  SitesAllResult out;
  out.folder = result_folder(arguments.folder, arguments.runs.front(), "-sites");
  remove_stale(w, out.folder, arguments.forest);
  report(w, arguments, out.folder);
  for (const auto& part : {share_rows(w), run_rows(w), training_rows(w)})
    out.rows.insert(out.rows.end(), part.begin(), part.end());
  out.page = page_of(w, out.rows);
  out.summary = summary_of(w);
  if (w.training) {
    write_files(out.folder, sites::training_files(*w.training));
    write_files(out.folder, {{"forest.yaml", sites::forest_text(*w.training)}});
  }
  write_files(out.folder, {{"features.csv", sites::site_table_csv(w.table, w.settings)},
                           {"page.txt", out.page},
                           {"summary.yaml", out.summary}});
  return out;
}

void register_sites_all(CLI::App& sites, GlobalOptions& options) {
  auto* command =
      sites.add_subcommand("all", "Features, training, types and voltage profile of finished insertions: one folder");
  const auto arguments = std::make_shared<SitesAllArguments>();
  command->add_option("runs", arguments->runs, "Folders of finished insertions; several are several boxes")->required();
  command->add_option("--forest", arguments->forest, "A trained forest; unless given, one is trained on the runs");
  command->add_option("-o,--output-dir,--folder", arguments->folder,
                      "Folder for everything; unless given, the first run's stem + -sites");
  arguments->run.add_options(*command);
  arguments->train.add_options(*command);
  arguments->label.add_options(*command);
  FeatureArguments::add_options(*command, arguments->keys);
  add_global_options(command, options, "nacre sites all input/insert-sodium --threshold median");
  command->callback([arguments, command, &options] {
    apply_global_options(options);
    if (!arguments->forest.empty())
      refuse_options(*command, TrainOptions::of_training(), "with --forest: nothing is trained");
    const SitesAllResult result = run_sites_all(*arguments);
    if (!options.quiet) fmt::print("{}\nTables, pictures and summary.yaml: {}\n", result.page, result.folder);
    if (!options.summary.empty()) write_whole(options.summary, result.summary);
  });
}

}  // namespace nacre::app
