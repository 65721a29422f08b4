#include "train/training.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <bit>
#include <ctime>
#include <filesystem>

#include "core/clock.h"
#include "core/error.h"
#include "core/few_of_a_kind.h"
#include "core/record_sizes.h"
#include "force/nep_write.h"
#include "io/hash.h"
#include "io/paths.h"
#include "train/model/parameters.h"
#include "train/optimise/restart.h"
#include "train/report/picture_files.h"

namespace nacre::train {

namespace fs = std::filesystem;

namespace {
void add(Fnv1a& hash, double v) { hash.add_word(std::bit_cast<std::uint64_t>(v)); }
void add(Fnv1a& hash, Vec3 v) { add(hash, v.x), add(hash, v.y), add(hash, v.z); }
void add(Fnv1a& hash, const TrainSet& set) {
  hash.add_word(set.frames.size());
  for (const TrainFrame& f : set.frames) {
    hash.add_word(static_cast<std::uint64_t>(f.atoms.size()));
    add(hash, f.energy.value_or(0));
    add(hash, f.weight);
    for (int k = 0; k < 3; ++k) add(hash, f.box.h().row(k));
    for (const Vec3& r : f.atoms.position) add(hash, r);
    for (const int t : f.atoms.type) hash.add_word(static_cast<std::uint64_t>(t));
    for (const Vec3& force : f.force) add(hash, force);
    if (f.virial)
      for (int k = 0; k < 3; ++k) add(hash, f.virial->row(k));
    for (const Difference& d : f.differences) hash.add_word(d.reference), add(hash, d.atoms);
  }
}
}  // namespace

Training::Training(TrainSettings settings, TrainData data, bool resume, TrainCalls calls, const Models& models)
    : settings_(std::move(settings)),
      lock_(settings_.folder, "nacre train"),
      data_(std::move(data)),
      calls_(std::move(calls)) {
  std::vector<std::string> warnings;  // the data's; `nacre train` shows them with --check and at the start
  statistics_ = check_train_set(data_.train, settings_.shape, warnings);
  if (with_test()) check_train_set(data_.test, settings_.shape, warnings);
  warnings.insert(warnings.begin(), data_.warnings.begin(), data_.warnings.end());
  for (const std::string& w : few_of_each_kind(warnings)) calls_.notice("warning: " + w);
  data_hash_ = data_hash();
  choose();
  problem_.models = models;
  make_problem();
  if (resume) {
    load_checkpoint();
  } else {
    start_from_files();
    optimizer_ = make_optimizer(problem_);
    open_loss_file();
  }
}

Training::~Training() = default;

void Training::choose() {
  report_.choices = choose_settings(settings_, data_);
  if (with_test() || settings_.hold_back == 0) return;
  data_.test = hold_back(data_.train, settings_.hold_back, settings_.seed);
  calls_.notice(fmt::format("{} frames of train.xyz are held back as test set (hold_back 0 trains on all)",
                            data_.test.frames.size()));
}

void Training::make_problem() {
  problem_.settings = &settings_;
  problem_.train = &data_.train;
  problem_.test = with_test() ? &data_.test : nullptr;
  problem_.model = settings_.shape;
}

void Training::start_from_files() {
  if (settings_.fine_tune) {
    result_names(settings_);
    const SearchStart start = fine_tune_start(settings_, problem_.model);
    problem_.start = start.mean, problem_.start_sigma = start.sigma;
    if (!settings_.given.count("reference_energy") || settings_.reference == TrainSettings::Reference::least_squares)
      take_offsets(fit_offsets());
    return;
  }
  const bool has_restart = file_exists(file("nep.restart")), has_model = file_exists(file("nep.txt"));
  if (has_restart) {
    const SearchStart start = read_restart(file("nep.restart"), parameter_count(settings_.shape));
    problem_.start = start.mean, problem_.start_sigma = start.sigma;
    problem_.model.q_scaler = start.q_scaler;
    append_ = true;
    calls_.notice(
        "the search starts from nep.restart" +
        std::string(file_exists(file(checkpoint_file)) ? "; --resume would go on exactly where it stopped" : ""));
  }
  if (has_restart && problem_.model.q_scaler.empty() && !has_model)
    throw Error("holds no q_scaler, and no nep.txt lies beside it: its parameters mean nothing without")
        .file(file("nep.restart"))
        .allowed("the nep.txt of the same training in this folder, or a nep.restart that Nacre wrote");
  if (!problem_.model.q_scaler.empty() &&
      problem_.model.q_scaler.size() != static_cast<std::size_t>(settings_.shape.components()))
    throw Error("has a q_scaler for another model than nep.in describes")
        .file(file("nep.restart"))
        .value(std::to_string(problem_.model.q_scaler.size()) + " rows")
        .allowed(std::to_string(static_cast<std::size_t>(settings_.shape.components())) + " rows");
  if (settings_.import_q_scaler || (has_restart && problem_.model.q_scaler.empty())) {
    const NepModel model = read_nep(file("nep.txt"));
    expect_same_shape(model, settings_.shape, file("nep.txt"));
    problem_.model.q_scaler = model.q_scaler;
  }
}

/// One energy an element by which the labels differ from the model that is fine-tuned.
std::vector<double> Training::fit_offsets() const {
  const std::vector<Prediction> found = predict_set(problem_.models, problem_.model, problem_.start, data_.train);
  std::vector<std::vector<double>> shares;
  std::vector<double> difference;
  for (std::size_t f = 0; f < found.size(); ++f) {
    const TrainFrame& frame = data_.train.frames[f];
    if (!frame.energy) continue;
    shares.push_back(shares_of(frame.atoms, settings_.shape.types()));
    difference.push_back((*frame.energy - found[f].energy) / static_cast<double>(frame.atoms.size()));
  }
  return shares.empty() ? std::vector<double>() : fit_reference_energies(shares, difference);
}

void Training::take_offsets(const std::vector<double>& offsets) {
  if (offsets.empty()) return;
  offsets_ = offsets;
  subtract_reference_energies(data_.train, offsets);
  subtract_reference_energies(data_.test, offsets);
  std::vector<double>& all = data_.reference_energy;
  all.resize(offsets.size());
  std::string text;
  for (std::size_t t = 0; t < offsets.size(); ++t) {
    all[t] += offsets[t];
    text += fmt::format(" {} {:.6f}", settings_.shape.species[t], offsets[t]);
  }
  calls_.notice("energies by which the labels differ from the model, an atom (eV), subtracted:" + text);
}

std::uint64_t Training::data_hash() const {
  Fnv1a hash;
  add(hash, data_.train);
  add(hash, data_.test);
  return hash.value();
}

void Training::save_checkpoint() {
  Record frame, search;
  frame.put_integer("settings", static_cast<std::int64_t>(settings_hash(settings_)));
  frame.put_integer("data", static_cast<std::int64_t>(data_hash_));
  const FileMark mark = loss_file_.mark();
  mark.save(frame, "loss_bytes");
  frame.put_integer("done", report_.progress.done);
  frame.put_integer("finished", report_.progress.done >= report_.progress.total);
  frame.put("seconds", report_.seconds);
  frame.put("q_scaler", optimizer_->model().q_scaler);
  if (!offsets_.empty()) frame.put("offsets", offsets_);
  optimizer_->save(search);
  const auto bytes = static_cast<std::int64_t>(mark.size);
  write_checkpoint(file(checkpoint_file), System(), {{"training", frame}, {"optimizer", search}},
                   previous_of(saved_bytes_ < 0, saved_bytes_ < bytes));
  saved_bytes_ = bytes;
}

void Training::load_checkpoint() {
  const std::string notice =
      load_or_go_back(file(checkpoint_file), [this](const std::string& name) { load_from(name); });
  if (!notice.empty() && calls_.notice) calls_.notice(notice);
  rows_ = read_loss_rows(file("loss.out"));
  if (!rows_.empty()) report_.last = rows_.back();
}

void Training::load_from(const std::string& name) {
  const Checkpoint checkpoint = read_checkpoint(name);
  try {
    if (checkpoint.parts.count("training") == 0 || checkpoint.parts.count("optimizer") == 0)
      throw Error("this is not the checkpoint of a training");
    const Record& frame = checkpoint.parts.at("training");
    if (frame.integer("settings") != static_cast<std::int64_t>(settings_hash(settings_)))
      throw Error("nep.in or zbl.in says something else than when the checkpoint was written");
    if (frame.integer("data") != static_cast<std::int64_t>(data_hash_))
      throw Error("train.xyz or test.xyz is not what it was when the checkpoint was written");
    problem_.model.q_scaler = reals_of(frame, "q_scaler", problem_.model.components());
    if (frame.reals.count("offsets") > 0 && offsets_.empty())
      take_offsets(reals_of(frame, "offsets", settings_.shape.species.size()));
    optimizer_ = make_optimizer(problem_);
    optimizer_->load(checkpoint.parts.at("optimizer"));
    seconds_before_ = report_.seconds = frame.real("seconds");
    loss_file_ = KeptFile(file("loss.out"), FileMark::load(frame, "loss_bytes"));
    saved_bytes_ = frame.integer("loss_bytes");
  } catch (const LostEnd&) {
    throw;
  } catch (Error& e) {
    throw e.file().empty() ? e.file(name) : e;
  }
}

void Training::open_loss_file() {
  loss_file_ = append_ ? KeptFile(file("loss.out")) : KeptFile(file("loss.out"), FileMark());
}

TrainReport Training::go() {
  const double begin = now_seconds();
  std::int64_t stepped = 0;
  report_.progress = optimizer_->progress();
  save_checkpoint();
  while (report_.progress.done < report_.progress.total && !report_.interrupted) {
    optimizer_->step();
    ++stepped;
    report_.progress = optimizer_->progress();
    report_.seconds = seconds_before_ + now_seconds() - begin;
    const std::int64_t done = report_.progress.done;
    const bool finished = done >= report_.progress.total;
    if (done % settings_.output_interval == 0 || finished) output();
    if (done % settings_.save_interval == 0) save_copy();
    if (calls_.progress) calls_.progress({report_.progress, optimizer_->loss(), now_seconds() - begin, stepped});
    report_.interrupted = !finished && calls_.stop && calls_.stop();
    if (report_.interrupted || finished || done % settings_.output_interval == 0) save_checkpoint();
  }
  if (stepped == 0) output();  // nothing left to do, or nothing wanted: the files of the start
  return report_;
}

void Training::write_model(const std::string& name, const NepNeighbors& neighbors) const {
  NepModel model = optimizer_->model();
  set_parameters(model, optimizer_->best());
  write_nep(name, model, neighbors);
}

void Training::output() {
  const std::vector<double>& parameters = optimizer_->best();
  const NepModel& shape = optimizer_->model();
  const std::vector<Prediction> train = predict_set(problem_.models, shape, parameters, data_.train);
  const std::vector<Prediction> test = predict_set(problem_.models, shape, parameters, data_.test);
  LossRow row;
  row.step = report_.progress.done;
  row.with_difference = data_.train.differences() + data_.test.differences() > 0;
  row.train = loss_of_set(settings_.loss, data_.train, train, parameters);
  if (with_test()) row.test = loss_of_set(settings_.loss, data_.test, test, parameters);
  write_model(file("nep.txt"), statistics_.most_neighbors());
  write_restart(file("nep.restart"), optimizer_->mean(), optimizer_->sigma(), shape.q_scaler);
  write_predictions(settings_, "train", data_.train, train, data_.reference_energy);
  if (with_test()) write_predictions(settings_, "test", data_.test, test, data_.reference_energy);
  const bool is_new = rows_.empty() || rows_.back().step != row.step;
  if (is_new) loss_file_.append(format_loss_row(row)), rows_.push_back(row);
  report_.last = row;
  report_.with_test = with_test();
  report_.reference_energy = data_.reference_energy;
  report_.train_classes = errors_by_class(data_.train, train);
  report_.test_classes = with_test() ? errors_by_class(data_.test, test) : std::vector<ClassErrors>();
  write_plots(train, test);
  if (calls_.output) calls_.output(row);
}

void Training::write_plots(const std::vector<Prediction>& train, const std::vector<Prediction>& test) const {
  write_loss_picture(settings_, rows_, report_.progress.unit, with_test());
  write_parity_pictures(settings_, data_, train, test);
}

void Training::save_copy() const {
  const std::int64_t done = report_.progress.done;
  const std::string name = settings_.save_format == 1
                               ? fmt::format("nep_gen{}", done)
                               : fmt::format("nep_{:%Y%m%d-%H%M%S}_gen{}", fmt::localtime(std::time(nullptr)), done);
  write_model(file(name + ".txt"), statistics_.most_neighbors());
  if (settings_.save_restart)
    write_restart(file(name + ".restart"), optimizer_->mean(), optimizer_->sigma(), optimizer_->model().q_scaler);
}

}  // namespace nacre::train
