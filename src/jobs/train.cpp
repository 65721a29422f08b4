#include "jobs/train.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/clock.h"
#include "core/few_of_a_kind.h"
#include "core/lines.h"
#include "io/folder_lock.h"
#include "io/paths.h"
#include "jobs/detailed_error.h"
#include "jobs/earlier_results.h"
#include "jobs/names.h"
#include "jobs/page/train_page.h"
#include "jobs/text.h"
#include "train/keywords.h"
#include "train/model/cuda_models.h"
#include "train/report/error_table.h"
#include "train/training.h"

namespace nacre::jobs {

namespace {
namespace fs = std::filesystem;
using report::Summary;

train::TrainSettings read_settings(const std::string& where) {
  std::vector<Error> errors;
  train::TrainSettings settings = train::read_nep_in(where, errors);
  throw_all(errors, "nep.in", settings.file);
  return settings;
}

std::vector<Summary::Map> choice_maps(const std::vector<train::ChosenSetting>& choices) {
  std::vector<Summary::Map> maps;
  for (const train::ChosenSetting& c : choices)
    maps.push_back({{"keyword", c.keyword}, {"value", c.value}, {"reason", c.reason.empty() ? "given" : c.reason}});
  return maps;
}

std::string reference_text(const train::TrainSettings& s, const train::TrainData& data) {
  std::string text;
  for (std::size_t t = 0; t < data.reference_energy.size(); ++t)
    text += fmt::format(" {} {:.6f}", s.shape.species[t], data.reference_energy[t]);
  return text.empty() ? text : "  reference energies (eV), subtracted:" + text + "\n";
}

/// The statistics of both sets as text; warnings are appended.
std::string describe_data(const train::TrainSettings& s, const train::TrainData& data,
                          std::vector<std::string>& warnings) {
  std::string text;
  for (const train::TrainSet* set : {&data.train, &data.test})
    if (!set->frames.empty())
      text += set->file + "\n" + train::describe(train::check_train_set(*set, s.shape, warnings), s.shape.species);
  for (const std::string& note : data.notes) text += "note: " + note + "\n";
  return text + reference_text(s, data);
}

report::Report check_data(const train::TrainSettings& settings) {
  const train::TrainData data = train::read_train_data(settings);
  std::vector<std::string> warnings = data.warnings;
  report::Report report;
  report.words = describe_data(settings, data, warnings);
  for (const std::string& w : few_of_each_kind(warnings)) report.words += "warning: " + w + "\n";
  report.words += fmt::format("{} warning{}, no errors\n", warnings.size(), plural(warnings.size()));
  report.summary.put("frames", static_cast<std::int64_t>(data.train.frames.size()));
  report.summary.put("atoms", static_cast<std::int64_t>(data.train.atoms()));
  report.summary.put("test_frames", static_cast<std::int64_t>(data.test.frames.size()));
  report.summary.put_list("warnings", std::vector<Summary::Value>(warnings.begin(), warnings.end()));
  return report;
}

/// What is chosen from the data, and nothing is trained.
report::Report explain_choices(train::TrainSettings settings) {
  const train::TrainData data = train::read_train_data(settings);
  const std::vector<train::ChosenSetting> choices = train::choose_settings(settings, data);
  report::Report report;
  report.words =
      choices.empty() ? "evolution has the published defaults (nacre train --keywords)\n" : train::describe(choices);
  report.summary.put_maps("choices", choice_maps(choices));
  return report;
}

std::string model_text(const train::TrainSettings& s, Device device) {
  const NepModel& m = s.shape;
  return fmt::format(
      "NEP{}{} for {}, cutoffs {:g} and {:g} A, {} descriptor components, {} neurons, seed {}, on the {}", m.version,
      m.zbl.enabled ? " with ZBL" : "", fmt::join(m.species, " "), m.radial_cutoff[0], m.angular_cutoff[0],
      m.components(), m.neurons, s.seed, device == Device::cuda ? "GPU" : "CPU");
}

std::string status_text(const train::TrainStatus& s) {
  const double speed = static_cast<double>(s.stepped) / std::max(1e-9, s.seconds);
  const double left = static_cast<double>(s.progress.total - s.progress.done) / std::max(1e-9, speed);
  const std::string difference =
      s.loss.rmse_difference > 0 ? fmt::format("difference {:.4g} eV  ", s.loss.rmse_difference) : "";
  return fmt::format(
      "  {} {} of {}  loss {:.5g}  energy {:.4g} eV/atom  force {:.4g} eV/A  virial {:.4g} eV/atom  {}{:.3g} a second  "
      "{} left",
      s.progress.unit, s.progress.done, s.progress.total, s.loss.total, s.loss.rmse_energy, s.loss.rmse_force,
      s.loss.rmse_virial, difference, speed, duration_text(left));
}

/// Share of all steps when `done` of them are made.
double share_of(const train::StepsDone& steps, std::int64_t done) {
  return static_cast<double>(done) / static_cast<double>(std::max<std::int64_t>(1, steps.total));
}

void show(const train::TrainStatus& s, Log& log) {
  if (s.stepped == 1) log.is_due(share_of(s.progress, s.progress.done - 1));  // steps before a resume are not news
  if (log.is_due(share_of(s.progress, s.progress.done))) log.state(status_text(s));
}

void put_errors(Summary& summary, const std::string& set, const train::LossValue& loss, bool differences) {
  summary.put("rmse_energy_" + set + "_eV_per_atom", loss.rmse_energy);
  summary.put("rmse_force_" + set + "_eV_per_A", loss.rmse_force);
  summary.put("rmse_virial_" + set + "_eV_per_atom", loss.rmse_virial);
  if (differences) summary.put("rmse_difference_" + set + "_eV", loss.rmse_difference);
}

/// Energies of the elements that were subtracted from those of the data.
Summary::Map reference_map(const train::TrainSettings& s, const std::vector<double>& energies) {
  Summary::Map map;
  for (std::size_t t = 0; t < energies.size(); ++t) map.emplace_back(s.shape.species[t], energies[t]);
  return map;
}

Summary summary_of(const train::TrainSettings& s, const std::vector<double>& reference_energy,
                   const train::TrainReport& found, Device device) {
  Summary summary;
  summary.put("device", device == Device::cuda ? "cuda" : "cpu");
  summary.put("generations", found.progress.done);
  summary.put("unit", found.progress.unit);
  if (!found.train_classes.empty()) {  // stopped before the first output: there is nothing to say yet
    summary.put("loss", found.last.train.total);
    put_errors(summary, "train", found.last.train, train::any_difference(found.train_classes));
    if (found.with_test) put_errors(summary, "test", found.last.test, train::any_difference(found.test_classes));
  }
  summary.put("seconds", found.seconds);
  summary.put("state", found.interrupted ? "interrupted" : "done");
  if (!reference_energy.empty()) summary.put_map("reference_energy_eV", reference_map(s, reference_energy));
  if (!found.choices.empty()) summary.put_maps("choices", choice_maps(found.choices));
  summary.put_maps("train_by_class", train::class_maps(found.train_classes));
  if (found.with_test) summary.put_maps("test_by_class", train::class_maps(found.test_classes));
  return summary;
}

std::string error_text(const train::TrainReport& found) {
  if (found.train_classes.empty()) return {};
  const bool differences = train::any_difference(found.train_classes) || train::any_difference(found.test_classes);
  std::string text = train::error_table_head(differences) + "\n";
  for (const train::ClassErrors& c : found.train_classes)
    text += train::error_table_row("train", c, differences) + "\n";
  for (const train::ClassErrors& c : found.test_classes) text += train::error_table_row("test", c, differences) + "\n";
  return text;
}

report::Section section_of(const std::string& set, const train::LossValue& loss, bool differences) {
  report::Section section{set,
                          "errors of the " + set + " set",
                          "",
                          {number_row("rmse_energy_eV_per_atom", "energy (eV/atom)", loss.rmse_energy, "eV/atom"),
                           number_row("rmse_force_eV_per_A", "force (eV/A)", loss.rmse_force, "eV/A"),
                           number_row("rmse_virial_eV_per_atom", "virial (eV/atom)", loss.rmse_virial, "eV/atom")}};
  if (differences)
    section.rows.push_back(number_row("rmse_difference_eV", "difference (eV an inserted atom)", loss.rmse_difference));
  return section;
}

std::vector<report::Section> sections_of(const train::TrainReport& found) {
  if (found.train_classes.empty()) return {};
  std::vector<report::Section> sections{
      section_of("train", found.last.train, train::any_difference(found.train_classes))};
  if (found.with_test)
    sections.push_back(section_of("test", found.last.test, train::any_difference(found.test_classes)));
  return sections;
}

train::TrainReport train_model(const Train& job, const Surroundings& around, const train::TrainSettings& settings,
                               train::TrainData data, const train::Models& models) {
  Log& log = around.said();
  std::int64_t stepped = 0;
  train::TrainCalls calls;
  calls.stop = [&] { return (around.stop && around.stop()) || (job.stop_after > 0 && stepped >= job.stop_after); };
  calls.progress = [&](const train::TrainStatus& s) { stepped = s.stepped, show(s, log); };
  calls.notice = [&](const std::string& text) { log.line(text); };
  train::Training training(settings, std::move(data), job.resume, calls, models);
  for (const std::string& line : split_lines(train::describe(training.choices()))) log.line(line);
  return training.go();
}

std::string copy_to_old(const std::vector<std::string>& paths) {
  std::string copied;
  for (const std::string& path : paths) {
    std::error_code problem;
    fs::copy_file(path, path + ".old", fs::copy_options::overwrite_existing, problem);
    if (problem) throw Error("cannot be copied to .old: " + problem.message(), Error::Kind::failed).file(path);
    copied += (copied.empty() ? "" : ", ") + path;
  }
  return copied;
}

/// Nothing of an earlier training is lost, and none that has not ended is begun anew. No other process works here
/// meanwhile.
void make_room(const Train& job, const train::TrainSettings& settings, Log& log) {
  const FolderLock lock(settings.folder, "nacre train");
  train::result_names(settings);  // what is wrong with them is said before anything is moved
  if (!job.restart && !settings.prediction) expect_ended([&] { return train::earlier_training(settings); }, "step");
  if (job.append && !file_exists(train::path_in(settings, "nep.restart")))
    throw Error("there is no nep.restart here to go on from").file(settings.folder).key("--append");
  const train::OldResults old = train::old_results(settings, job.append);
  set_aside(old.moved, log);
  if (const std::string copied = copy_to_old(old.copied); !copied.empty())
    log.complaint("note: the training starts from these, which were copied to .old: " + copied);
}

report::Report train_folder(const Train& job, const Surroundings& around, const train::TrainSettings& settings) {
  train::TrainData data = train::read_train_data(settings);
  if (!job.resume) make_room(job, settings, around.said());
  around.said().line(model_text(settings, around.device));
  std::vector<std::string> shown_later;
  for (const std::string& line : split_lines(describe_data(settings, data, shown_later))) around.said().line(line);
  std::vector<double> reference_energy = data.reference_energy;
  const train::Models models = around.device == Device::cuda ? train::cuda_models() : train::Models();
  const train::TrainReport found = settings.prediction ? train::predict_only(settings, data, models)
                                                       : train_model(job, around, settings, std::move(data), models);
  if (!found.reference_energy.empty()) reference_energy = found.reference_energy;
  report::Report report;
  report.words = error_text(found);
  report.sections = sections_of(found);
  report.summary = summary_of(settings, reference_energy, found, around.device);
  if (!found.interrupted) return report;
  throw DetailedError(Error(fmt::format("stopped at {} {}; {} is written, --resume goes on from it",
                                        found.progress.unit, found.progress.done, train::checkpoint_file),
                            Error::Kind::interrupted))
      .found(std::move(report));
}
}  // namespace

void list_train_errors(const std::string& where, std::vector<Error>& errors, std::vector<std::string>& warnings) {
  const train::TrainSettings settings = train::read_nep_in(where, errors);
  if (!errors.empty()) return;
  try {
    warnings = train::read_train_data(settings).warnings;
  } catch (const Error& e) {
    errors.push_back(e);
  }
}

void Train::options(Options& table) {
  table.add_positional("DIR", where, "Folder with nep.in and the data, or nep.in itself").as(Path::input);
  table.add("resume", resume, "Go on from nacre.train, with the same bits as without the stop");
  table.add("restart", restart, "Begin anew though a checkpoint of unfinished work is there; it is moved to .old")
      .without({"resume"});
  table.add("append", append, "Start from nep.restart of an earlier training and append to its loss.out")
      .without({"resume"});
  table.add("check", check, "Print statistics and warnings of the data, train nothing");
  table.add("explain", explain, "Print what is chosen from the data where nep.in says nothing; train nothing");
  table.add("keywords", keywords, "Print the keywords of nep.in as a Markdown table");
  table.add("stop-after", stop_after, "Write a checkpoint and stop after this many steps").in(positive()).no_standard();
}

void Train::own_files(const Surroundings& around, FileNames& names) const {
  std::vector<Error> errors;
  try {
    if (!keywords) put_first(train::result_names(train::read_nep_in(around.path(where), errors)), names);
  } catch (const Error&) {  // the job will say what is wrong
  }
}

report::Report Train::run(const Surroundings& around) {
  if (keywords) {
    report::Report report;
    report.words = train::keyword_manual();
    return report;
  }
  const train::TrainSettings settings = read_settings(around.path(where));
  if (explain) return explain_choices(settings);
  if (check) return check_data(settings);
  return with_page(train_page(settings), around,
                   [&](const Surroundings& watched) { return train_folder(*this, watched, settings); });
}

}  // namespace nacre::jobs
