#include "jobs/predict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>

#include "core/few_of_a_kind.h"
#include "io/folder_lock.h"
#include "io/formats/write.h"
#include "jobs/earlier_results.h"
#include "jobs/energy_shift.h"
#include "jobs/frame_batches.h"
#include "jobs/frame_file.h"
#include "jobs/frame_grades.h"
#include "jobs/frame_look.h"
#include "jobs/missing_labels.h"
#include "jobs/names.h"
#include "jobs/potential.h"
#include "jobs/text.h"
#include "look/label_look.h"
#include "train/model/committee.h"
#include "train/report/difference_errors.h"
#include "train/report/error_table.h"
#include "train/report/outputs.h"
#include "train/report/picture_files.h"

namespace nacre::jobs {

namespace {
using report::Summary;

/// The frame with its labels; training data carries the virial, or the stress -virial/V in eV/Å^3.
train::TrainFrame labelled(Frame& frame) {
  train::TrainFrame out;
  out.energy = frame.energy;
  out.force = std::move(frame.force);
  out.virial = frame.virial;
  if (!out.virial && frame.stress && frame.has_lattice) out.virial = -frame.box.volume() * *frame.stress;
  if (const auto found = frame.info.find("config_type"); found != frame.info.end()) out.config_type = found->second;
  out.line = frame.line;
  out.box = frame.box;
  out.atoms = std::move(frame.atoms);
  return out;
}

/// Force spreads of all frames; empty without a committee.
struct Spreads {
  std::vector<Summary::Map> frames;
  double largest = 0, sum = 0;
  std::size_t atoms = 0;

  void add(const train::ForceSpread& s) {
    frames.push_back({{"frame", static_cast<std::int64_t>(frames.size() + 1)},
                      {"max_force_spread_eV_per_A", s.largest},
                      {"mean_force_spread_eV_per_A", s.mean}});
    largest = std::max(largest, s.largest);
    sum += s.mean * static_cast<double>(s.atom.size());
    atoms += s.atom.size();
  }
  double mean() const { return atoms > 0 ? sum / static_cast<double>(atoms) : 0; }
};

/// `spread`: null without a committee; `grades`: null without an active set.
std::string frame_text(const Frame& frame, const Evaluation& found, const train::ForceSpread* spread,
                       const std::vector<double>* grades) {
  std::string text;
  ExtxyzOptions options;
  options.columns.force = options.columns.atom_energy = true;
  options.digits = 17;
  options.wrap = false;
  options.extra = fmt::format("energy={:.17g} ", found.energy) + formats::virial_and_stress(found.virial, frame.box);
  options.more.push_back({"energies", &found.atom_energy});  // ASE's name
  if (spread != nullptr) {
    options.extra += fmt::format(" max_force_spread={:.17g} mean_force_spread={:.17g}", spread->largest, spread->mean);
    options.more.push_back({"force_spread", &spread->atom});
  }
  if (grades != nullptr) {
    options.extra += fmt::format(" max_grade={:.17g}", largest_grade(*grades));
    options.more.push_back({"grade", grades});
  }
  format_frame(text, frame.atoms, frame.box, &found, options);
  return text;
}

std::string line_of(std::int64_t number, const Frame& frame, const Evaluation& found,
                    const train::ForceSpread* spread) {
  double largest = 0;
  for (const Vec3& f : found.force) largest = std::max(largest, norm(f));
  return fmt::format("frame {}: {} atoms, energy {:.8f} eV, {:.8f} eV/atom, largest force {:.6f} eV/A{}", number,
                     frame.atoms.size(), found.energy, found.energy / static_cast<double>(frame.atoms.size()), largest,
                     spread == nullptr ? "" : fmt::format(", largest force spread {:.6f} eV/A", spread->largest));
}

/// Those of which there are labels.
std::vector<report::Row> error_rows(const train::ClassErrors& errors) {
  std::vector<report::Row> rows;
  const auto add = [&](const char* key, const char* what, double error, const char* unit) {
    if (std::isfinite(error))
      rows.push_back(number_row(key, fmt::format("{} ({})", what, unit), error, unit, "{:.6e}"));
  };
  add("rmse_energy_eV_per_atom", "rmse energy", errors.rmse_energy, "eV/atom");
  add("rmse_force_eV_per_A", "rmse force", errors.rmse_force, "eV/A");
  add("rmse_virial_eV_per_atom", "rmse virial", errors.rmse_virial, "eV/atom");
  add("rmse_difference_eV", "rmse difference", errors.rmse_difference, "eV");
  return rows;
}

bool is_finite(const Evaluation& e) {
  double sum = e.energy;
  for (const Vec3& f : e.force) sum += f.x + f.y + f.z;
  return std::isfinite(sum);
}

/// What --files writes into its folder.
std::vector<std::string> files_of(const Predict& job) {
  const std::string name = std::filesystem::path(job.input).stem().string();
  std::vector<std::string> files;
  for (const char* quantity : {"energy", "force", "virial", "stress", "difference"})
    files.push_back(std::string(quantity) + "_" + name + ".out");
  for (const char* quantity : {"energy", "force", "virial", "difference"})
    files.push_back(std::string("parity_") + quantity + ".svg");
  return files;
}

/// The potential and the committee, if there is one, on the frames of a file; what they say is kept as far as it is
/// needed later.
class Predictor {
 public:
  Predictor(const Predict& job, const Surroundings& around)
      : job_(job),
        around_(around),
        force_(open(potential_path(around, job.potential))),
        committee_(open_committee()),
        grades_(open_grades()),
        batches_(around.path(job.input), job.labels),
        output_(job.output.empty() ? "" : around.path(job.output)),
        look_(around.said()),
        missing_(job.input) {}

  void go() {
    while (batches_.next(force_->species())) {
      evaluate();
      for (std::size_t f = 0; f < found_.size(); ++f)
        take(batches_.frames()[f], found_[f], committee_ ? &spread_[f] : nullptr, grades_ ? &grade_[f] : nullptr);
    }
    look_.finish("", {});
    for (const std::string& w : labels_.warnings()) around_.said().line("warning: " + job_.input + ": " + w);
    shift_.fit(job_.reference);
    const auto skipped =
        differences_.finish(job_.input, job_.reference ? shift_.energies() : std::vector<double>{}, errors_, set_);
    for (const std::string& w : few_of_each_kind(skipped)) around_.said().line("warning: " + w);
    write_files();
    output_.finish(around_.said());
  }

  report::Report report() const {
    report::Report report;
    report.words = text_of(lines());
    report.sections = {{"predict", job_.input, "", rows()}};
    report.summary = summary();
    return report;
  }

 private:
  std::unique_ptr<BatchForce> open(const std::string& path) const {
    return open_potential(path, around_.device, job_.full_precision ? Precision::full : Precision::single);
  }

  std::unique_ptr<train::Committee> open_committee() const {
    if (job_.committee.empty()) return nullptr;
    std::vector<std::string> paths;
    for (const std::string& member : job_.committee) paths.push_back(potential_path(around_, member));
    return std::make_unique<train::Committee>(paths, force_->species(), [&](const auto& path) { return open(path); });
  }

  std::unique_ptr<FrameGrades> open_grades() const {
    if (job_.active.empty()) return nullptr;
    return std::make_unique<FrameGrades>(potential_path(around_, job_.potential), around_.path(job_.active));
  }

  void evaluate() {
    batches_.with_place([&] {
      for (std::size_t f = 0; f < batches_.frames().size(); ++f) look_at(f);
      force_->compute(batches_.items(), {}, found_);
      for (std::size_t f = 0; f < found_.size(); ++f)
        if (!is_finite(found_[f]))
          throw StructureError(f,
                               Error("the energy or a force of this frame is not finite: are two atoms in one place?",
                                     Error::Kind::failed));
      if (committee_) spread_ = committee_->spreads(batches_.frames());
      if (grades_) grade_ = grades_->of(batches_.frames());
    });
  }

  void look_at(std::size_t f) {
    try {
      look_.say(job_.input, look_.at(batches_.frames()[f]));
    } catch (const Error& e) {
      throw StructureError(f, e);
    }
  }

  void take(Frame& frame, const Evaluation& found, const train::ForceSpread* spread,
            const std::vector<double>* grades) {
    if (spread != nullptr) spreads_.add(*spread);
    if (grades != nullptr) grade_summary_.add(*grades);
    if (output_.is_wanted()) output_.append(frame_text(frame, found, spread, grades));
    ++frames_;
    missing_.add(frame);
    differences_.add(frame, static_cast<int>(force_->species().size()), found.energy);
    if (!output_.is_wanted() && around_.said().listens()) around_.said().line(line_of(frames_, frame, found, spread));
    train::TrainFrame labels = labelled(frame);
    labels_.add(labels.virial ? &*labels.virial : nullptr, labels.box.volume(), labels.atoms.size(), labels.force);
    train::Prediction prediction{found.energy, found.force, found.virial};
    errors_.add(labels, prediction);
    shift_.add(labels, prediction);
    if (job_.files.empty()) return;
    set_.frames.push_back(std::move(labels));
    predictions_.push_back(std::move(prediction));
  }

  /// energy_NAME.out and so on with the name of the data: train.xyz gives energy_train.out.
  void write_files() const {
    if (job_.files.empty()) return;
    const std::string folder = around_.path(job_.files);
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) throw Error("this folder cannot be made: " + failure.message(), Error::Kind::failed).file(folder);
    const FolderLock lock(folder, "nacre predict");
    std::vector<std::string> earlier;
    for (const std::string& file : files_of(job_)) earlier.push_back((std::filesystem::path(folder) / file).string());
    set_aside(earlier, around_.said());
    train::TrainSettings settings;
    settings.folder = folder;
    settings.shape.species = force_->species();
    const std::string name = std::filesystem::path(job_.input).stem().string();
    train::write_predictions(settings, name, set_, predictions_, {});
    train::write_parity_pictures(folder, name, set_, predictions_);
  }

  std::vector<std::string> lines() const {
    std::vector<std::string> lines{fmt::format("{} frame{} with {}{}{}", frames_, plural(frames_), force_->name(),
                                               job_.output.empty() ? "" : ", written to " + job_.output,
                                               job_.files.empty() ? "" : ", columns in " + job_.files)};
    add_errors(lines);
    if (grades_) lines.push_back(grade_summary_.line());
    if (committee_)
      lines.push_back(fmt::format("force spread of {} potentials: largest {:.6f} eV/A, mean {:.6f} eV/A",
                                  committee_->size(), spreads_.largest, spreads_.mean()));
    return lines;
  }

  std::vector<report::Row> rows() const {
    std::vector<report::Row> rows = error_rows(of_all());
    if (grades_) rows.push_back(number_row("max_grade", "largest extrapolation grade", grade_summary_.largest));
    if (!committee_) return rows;
    rows.push_back(number_row("max_force_spread_eV_per_A", "largest force spread (eV/A)", spreads_.largest, "eV/A"));
    rows.push_back(number_row("mean_force_spread_eV_per_A", "mean force spread (eV/A)", spreads_.mean(), "eV/A"));
    return rows;
  }

  train::ClassErrors of_all() const { return shift_.applied(errors_.of_all(), true); }
  std::vector<train::ClassErrors> by_class() const {
    std::vector<train::ClassErrors> classes = errors_.by_class();
    for (train::ClassErrors& c : classes) c = shift_.applied(c, false);
    return classes;
  }

  void add_errors(std::vector<std::string>& lines) const {
    const train::ClassErrors all = of_all();
    const auto add = [&](const char* name, double error, const char* unit) {
      if (std::isfinite(error)) lines.push_back(fmt::format("rmse {:<7}{:.6e} {}", name, error, unit));
    };
    add("energy", all.rmse_energy, "eV/atom");
    add("force", all.rmse_force, "eV/A");
    add("virial", all.rmse_virial, "eV/atom");
    if (std::isfinite(all.rmse_difference))
      lines.push_back(fmt::format("rmse difference {:.6e} eV an inserted atom", all.rmse_difference));
    for (const std::string& line : shift_.lines(force_->species())) lines.push_back(line);
    for (const std::string& line : missing_.lines()) lines.push_back(line);
    const std::vector<train::ClassErrors> classes = by_class();
    if (classes.size() == 1 && classes[0].name.empty()) return;
    const bool differences = train::any_difference(classes);
    lines.push_back(train::error_table_head(differences));
    for (const train::ClassErrors& c : classes) lines.push_back(train::error_table_row("", c, differences));
  }

  Summary summary() const {
    Summary summary;
    const train::ClassErrors all = of_all();
    summary.put("frames", static_cast<std::int64_t>(all.frames));
    if (std::isfinite(all.rmse_energy)) summary.put("rmse_energy_eV_per_atom", all.rmse_energy);
    if (std::isfinite(all.rmse_force)) summary.put("rmse_force_eV_per_A", all.rmse_force);
    if (std::isfinite(all.rmse_virial)) summary.put("rmse_virial_eV_per_atom", all.rmse_virial);
    if (std::isfinite(all.rmse_difference)) summary.put("rmse_difference_eV", all.rmse_difference);
    summary.put_maps("by_class", train::class_maps(by_class()));
    if (grades_) {
      summary.put("max_grade", grade_summary_.largest);
      summary.put_maps("grade_by_frame", grade_summary_.frames);
    }
    if (spreads_.frames.empty()) return summary;
    summary.put("max_force_spread_eV_per_A", spreads_.largest);
    summary.put("mean_force_spread_eV_per_A", spreads_.mean());
    summary.put_maps("spread_by_frame", spreads_.frames);
    return summary;
  }

  const Predict& job_;
  const Surroundings& around_;
  std::unique_ptr<BatchForce> force_;
  std::unique_ptr<train::Committee> committee_;
  std::unique_ptr<FrameGrades> grades_;
  FrameBatches batches_;
  FrameFile output_;
  FrameLook look_;
  look::LabelLook labels_;
  MissingLabels missing_;
  EnergyShift shift_;
  std::vector<Evaluation> found_;  ///< of the batch
  std::vector<train::ForceSpread> spread_;
  std::vector<std::vector<double>> grade_;
  GradeSummary grade_summary_;
  std::int64_t frames_ = 0;
  train::ErrorSums errors_;
  train::DifferenceErrors differences_;
  Spreads spreads_;
  train::TrainSet set_;  ///< with --files only: memory for one batch is enough without
  std::vector<train::Prediction> predictions_;
};
}  // namespace

void Predict::options(Options& table) {
  table.add_positional("POTENTIAL", potential, "Potential file, or tersoff-carbon").require().as(Path::input);
  table.add_positional("FILE", input, "Structures in any format, one frame or many, with or without labels")
      .require()
      .as(Path::input);
  table.add("output", output, "Extended XYZ with energy, virial, stress, forces and energy_atom")
      .shortly("o")
      .as(Path::output);
  table
      .add("files", files,
           "Folder for energy_, force_, virial_, stress_ and difference_NAME.out as a training writes them (NAME of "
           "FILE), "
           "and parity plots")
      .as(Path::folder);
  table
      .add("committee", committee,
           "Two or more potentials of the same elements: the spread of their forces, sigma_i = sqrt(mean "
           "|F_i - mean F_i|^2) in eV/A, becomes the column force_spread; give it after POTENTIAL and FILE")
      .times(2, 1000)
      .as(Path::input);
  table
      .add("active", active,
           "Active set of POTENTIAL (nacre model active): the extrapolation grade becomes the column grade")
      .as(Path::input)
      .without({"committee"});
  table.add("energy-key", labels.energy, "Name of the energy among the keys of a frame").under("Labels");
  table.add("force-key", labels.force, "Name of the column with the forces; force or forces unless given")
      .under("Labels");
  table.add("virial-key", labels.virial, "Name of the virial").under("Labels");
  table.add("stress-key", labels.stress, "Name of the stress").under("Labels");
  table
      .add("reference", reference,
           "Compare energies less one energy an element, fitted to FILE: for labels with another zero")
      .under("Labels");
  table.add("double", full_precision, "Double precision in the pair loops");
}

std::optional<Error> Predict::why_no_gpu() const {
  if (!full_precision) return std::nullopt;
  return Error("double precision is computed on the CPU only; use --device cpu or auto", Error::Kind::failed)
      .key("--double");
}

void Predict::own_files(const Surroundings& around, FileNames& names) const {
  if (!files.empty()) write_into(around.path(files), files_of(*this), "files", names);
}

report::Report Predict::run(const Surroundings& around) {
  Predictor predictor(*this, around);
  predictor.go();
  return predictor.report();
}

}  // namespace nacre::jobs
