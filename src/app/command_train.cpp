#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "app/command_train.h"
#include "app/error_table.h"
#include "app/signals.h"
#include "app/status_line.h"
#include "app/summary.h"
#include "core/clock.h"
#include "train/keywords.h"
#include "train/model/cuda_models.h"
#include "train/training.h"

namespace nacre::app {

namespace {
struct TrainArguments {
  std::string where = ".";
  bool resume = false, check = false, keywords = false;
  std::int64_t stop_after = 0;
};

/// One line that is rewritten on a terminal, twenty plain lines in a log.
class TrainProgress {
 public:
  explicit TrainProgress(bool quiet) : status_(quiet) {}

  void update(const train::TrainStatus& s) {
    if (status_.quiet() || !is_due(s)) return;
    shown_at_ = s.seconds;
    const double speed = static_cast<double>(s.stepped) / std::max(1e-9, s.seconds);
    const double left = static_cast<double>(s.progress.total - s.progress.done) / std::max(1e-9, speed);
    const std::string text = fmt::format(
        "  {} {} of {}  loss {:.5g}  energy {:.4g} eV/atom  force {:.4g} eV/A  virial {:.4g} eV/atom  {:.3g} a second  "
        "{} left",
        s.progress.unit, s.progress.done, s.progress.total, s.loss.total, s.loss.rmse_energy, s.loss.rmse_force,
        s.loss.rmse_virial, speed, duration_text(left));
    status_.state(text);
  }
  void line(const std::string& text) { status_.line(text); }

 private:
  bool is_due(const train::TrainStatus& s) const {
    constexpr std::int64_t log_lines = 20;
    const std::int64_t done = s.progress.done, total = s.progress.total;
    if (status_.terminal()) return s.seconds - shown_at_ >= 0.5 || done == total;
    return done * log_lines / total != (done - 1) * log_lines / total;
  }

  StatusLine status_;
  double shown_at_ = 0;
};

train::TrainSettings read_settings(const std::string& where) {
  std::vector<Error> errors;
  train::TrainSettings settings = train::read_nep_in(where, errors);
  if (errors.empty()) return settings;
  std::fflush(stdout);
  for (const Error& e : errors) fmt::print(stderr, "{}\n", e.what());
  throw Error(fmt::format("{} error{} in nep.in", errors.size(), errors.size() == 1 ? "" : "s")).file(settings.file);
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
  return text + reference_text(s, data);
}

void check_data(const train::TrainSettings& settings, const GlobalOptions& options) {
  const train::TrainData data = train::read_train_data(settings);
  std::vector<std::string> warnings = data.warnings;
  const std::string text = describe_data(settings, data, warnings);
  Summary summary;
  summary.put("frames", static_cast<std::int64_t>(data.train.frames.size()));
  summary.put("atoms", static_cast<std::int64_t>(data.train.atoms()));
  summary.put("test_frames", static_cast<std::int64_t>(data.test.frames.size()));
  summary.put_list("warnings", std::vector<Summary::Value>(warnings.begin(), warnings.end()));
  write_summary_file(summary, options);
  if (options.quiet) return;
  fmt::print("{}", text);
  for (const std::string& w : warnings) fmt::print("warning: {}\n", w);
  fmt::print("{} warning{}, no errors\n", warnings.size(), warnings.size() == 1 ? "" : "s");
}

std::string model_text(const train::TrainSettings& s, Device device) {
  const NepModel& m = s.shape;
  return fmt::format(
      "NEP{}{} for {}, cutoffs {:g} and {:g} A, {} descriptor components, {} neurons, seed {}, on the {}\n", m.version,
      m.zbl.enabled ? " with ZBL" : "", fmt::join(m.species, " "), m.radial_cutoff[0], m.angular_cutoff[0],
      m.components(), m.neurons, s.seed, device == Device::cuda ? "GPU" : "CPU");
}

void put_errors(Summary& summary, const std::string& set, const train::LossValue& loss) {
  summary.put("rmse_energy_" + set + "_eV_per_atom", loss.rmse_energy);
  summary.put("rmse_force_" + set + "_eV_per_A", loss.rmse_force);
  summary.put("rmse_virial_" + set + "_eV_per_atom", loss.rmse_virial);
}

void write_summary(const train::TrainSettings& s, const train::TrainData& data, const train::TrainReport& report,
                   Device device, const GlobalOptions& options) {
  Summary summary;
  summary.put("device", device == Device::cuda ? "cuda" : "cpu");
  summary.put("generations", report.progress.done);
  summary.put("unit", report.progress.unit);
  if (!report.train_classes.empty()) {  // stopped before the first output: there is nothing to say yet
    summary.put("loss", report.last.train.total);
    put_errors(summary, "train", report.last.train);
    if (report.with_test) put_errors(summary, "test", report.last.test);
  }
  summary.put("seconds", report.seconds);
  summary.put("state", report.interrupted ? "interrupted" : "done");
  if (!data.reference_energy.empty()) {
    Summary::Map energies;
    for (std::size_t t = 0; t < data.reference_energy.size(); ++t)
      energies.emplace_back(s.shape.species[t], data.reference_energy[t]);
    summary.put_map("reference_energy_eV", std::move(energies));
  }
  summary.put_maps("train_by_class", class_maps(report.train_classes));
  if (report.with_test) summary.put_maps("test_by_class", class_maps(report.test_classes));
  write_summary_file(summary, options);
}

void print_classes(const char* set, const std::vector<train::ClassErrors>& classes, TrainProgress& progress) {
  for (const train::ClassErrors& c : classes) progress.line(error_table_row(set, c));
}

void print_report(const train::TrainReport& report, TrainProgress& progress) {
  if (report.train_classes.empty()) return;
  progress.line(error_table_head());
  print_classes("train", report.train_classes, progress);
  print_classes("test", report.test_classes, progress);
}

train::TrainReport train_model(const TrainArguments& a, const train::TrainSettings& settings, train::TrainData data,
                               const train::Models& models, TrainProgress& progress) {
  const StopRequest catch_signals;
  std::int64_t stepped = 0;
  train::TrainCalls calls;
  calls.stop = [&] { return StopRequest::signal() != 0 || (a.stop_after > 0 && stepped >= a.stop_after); };
  calls.progress = [&](const train::TrainStatus& s) { stepped = s.stepped, progress.update(s); };
  calls.notice = [&](const std::string& text) { progress.line(text); };
  train::Training training(settings, std::move(data), a.resume, calls, models);
  return training.go();
}

void train_folder(const TrainArguments& a, const GlobalOptions& options) {
  const Device device = apply_global_options(options, a.check || a.keywords ? Computes::cpu_only : Computes::anywhere);
  if (a.keywords) return fmt::print("{}", train::keyword_manual());
  const train::TrainSettings settings = read_settings(a.where);
  if (a.check) return check_data(settings, options);
  train::TrainData data = train::read_train_data(settings);
  TrainProgress progress(options.quiet);
  if (!options.quiet) {
    std::vector<std::string> shown_later;
    fmt::print("{}{}", model_text(settings, device), describe_data(settings, data, shown_later));
  }
  train::TrainData names;  // what the summary needs of the data
  names.reference_energy = data.reference_energy;
  const train::Models models = device == Device::cuda ? train::cuda_models() : train::Models();
  const train::TrainReport report = settings.prediction ? train::predict_only(settings, data, models)
                                                        : train_model(a, settings, std::move(data), models, progress);
  print_report(report, progress);
  write_summary(settings, names, report, device, options);
  if (report.interrupted)
    throw Error(fmt::format("stopped at {} {}; {} is written, --resume goes on from it", report.progress.unit,
                            report.progress.done, train::checkpoint_file),
                Error::Kind::interrupted);
}
}  // namespace

void list_train_errors(const std::string& where, std::vector<Error>& errors) {
  const train::TrainSettings settings = train::read_nep_in(where, errors);
  if (!errors.empty()) return;
  try {
    train::read_train_data(settings);
  } catch (const Error& e) {
    errors.push_back(e);
  }
}

void register_train(CLI::App& app, GlobalOptions& options) {
  CLI::App* command = app.add_subcommand("train", "Train a NEP: nep.in, train.xyz and, if there is one, test.xyz");
  auto a = std::make_shared<TrainArguments>();
  command->add_option("DIR", a->where, "Folder with nep.in and the data, or nep.in itself")->capture_default_str();
  command->add_flag("--resume", a->resume, "Go on from nacre.train, with the same bits as without the stop");
  command->add_flag("--check", a->check, "Print statistics and warnings of the data, train nothing");
  command->add_flag("--keywords", a->keywords, "Print the keywords of nep.in as a Markdown table");
  command->add_option("--stop-after", a->stop_after, "Write a checkpoint and stop after this many steps")
      ->check(CLI::PositiveNumber);
  add_global_options(command, options, "nacre train input/train-argon --threads 2");
  command->callback([a, &options] { train_folder(*a, options); });
}

}  // namespace nacre::app
