#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "app/error_table.h"
#include "app/frame_batches.h"
#include "app/open_potential.h"
#include "io/files.h"
#include "train/model/committee.h"
#include "train/report/outputs.h"
#include "train/report/picture_files.h"

namespace nacre::app {

namespace {
struct PredictArguments {
  std::string potential, input, output, files;
  std::vector<std::string> committee;
  bool full_precision = false;
};

/// The frame with its labels; training data carries the virial, or the stress -virial/V in eV/A^3.
train::TrainFrame labelled(Frame& frame) {
  train::TrainFrame out;
  out.energy = frame.energy;
  out.force = std::move(frame.force);
  out.virial = frame.virial;
  if (!out.virial && frame.stress) out.virial = -frame.box.volume() * *frame.stress;
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

/// A file of frames that gets its name when it is whole.
class FrameFile {
 public:
  explicit FrameFile(std::string path) : path_(std::move(path)), part_(path_ + ".part") {
    if (path_.empty()) return;
    std::filesystem::remove(part_);
    stream_ = GrowingFile(part_);
  }
  ~FrameFile() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove(part_, ignored);
  }
  FrameFile(const FrameFile&) = delete;
  FrameFile& operator=(const FrameFile&) = delete;

  /// `spread`: null without a committee.
  void append(const Frame& frame, const Evaluation& found, const train::ForceSpread* spread) {
    if (path_.empty()) return;
    std::string text;
    ExtxyzOptions options;
    options.columns.force = options.columns.atom_energy = true;
    options.digits = 17;
    options.wrap = false;
    options.extra = fmt::format("energy={:.17g} virial=\"", found.energy);
    for (int k = 0; k < 9; ++k)
      options.extra += fmt::format("{}{:.17g}", k > 0 ? " " : "", found.virial.m[k / 3][k % 3]);
    options.extra += "\"";
    if (spread != nullptr) {
      options.extra +=
          fmt::format(" max_force_spread={:.17g} mean_force_spread={:.17g}", spread->largest, spread->mean);
      options.more_name = "force_spread", options.more = &spread->atom;
    }
    format_frame(text, frame.atoms, frame.box, &found, options);
    stream_.append(text);
  }
  void finish() {
    if (path_.empty()) return;
    stream_ = GrowingFile();
    std::filesystem::rename(part_, path_);
  }

 private:
  std::string path_, part_;
  GrowingFile stream_;
};

/// What the potential and the committee, if there is one, say about the frames of a batch.
struct Findings {
  std::vector<Evaluation> found;
  std::vector<train::ForceSpread> spread;
};
bool is_finite(const Evaluation& e) {
  double sum = e.energy;
  for (const Vec3& f : e.force) sum += f.x + f.y + f.z;
  return std::isfinite(sum);
}
void evaluate(BatchForce& force, train::Committee* committee, FrameBatches& batch, Findings& out) {
  batch.with_place([&] {
    force.compute(batch.items(), {}, out.found);
    for (std::size_t f = 0; f < out.found.size(); ++f)
      if (!is_finite(out.found[f]))
        throw StructureError(f, Error("the energy or a force of this frame is not finite: are two atoms in one place?",
                                      Error::Kind::failed));
    if (committee != nullptr) out.spread = committee->spreads(batch.frames());
  });
}

void print_frame(std::int64_t number, const Frame& frame, const Evaluation& found, const train::ForceSpread* spread) {
  double largest = 0;
  for (const Vec3& f : found.force) largest = std::max(largest, norm(f));
  fmt::print("frame {}: {} atoms, energy {:.8f} eV, {:.8f} eV/atom, largest force {:.6f} eV/A{}\n", number,
             frame.atoms.size(), found.energy, found.energy / static_cast<double>(frame.atoms.size()), largest,
             spread == nullptr ? "" : fmt::format(", largest force spread {:.6f} eV/A", spread->largest));
}

void print_error(const char* name, double error, const char* unit) {
  if (std::isfinite(error)) fmt::print("rmse {:<7}{:.6e} {}\n", name, error, unit);
}

void print_errors(const train::ErrorSums& errors) {
  const train::ClassErrors all = errors.of_all();
  print_error("energy", all.rmse_energy, "eV/atom");
  print_error("force", all.rmse_force, "eV/A");
  print_error("virial", all.rmse_virial, "eV/atom");
  const std::vector<train::ClassErrors> classes = errors.by_class();
  if (classes.size() == 1 && classes[0].name.empty()) return;
  fmt::print("{}\n", error_table_head());
  for (const train::ClassErrors& c : classes) fmt::print("{}\n", error_table_row("", c));
}

void write_summary(const train::ErrorSums& errors, const Spreads& spreads, const GlobalOptions& options) {
  Summary summary;
  const train::ClassErrors all = errors.of_all();
  summary.put("frames", static_cast<std::int64_t>(all.frames));
  if (std::isfinite(all.rmse_energy)) summary.put("rmse_energy_eV_per_atom", all.rmse_energy);
  if (std::isfinite(all.rmse_force)) summary.put("rmse_force_eV_per_A", all.rmse_force);
  if (std::isfinite(all.rmse_virial)) summary.put("rmse_virial_eV_per_atom", all.rmse_virial);
  summary.put_maps("by_class", class_maps(errors.by_class()));
  if (!spreads.frames.empty()) {
    summary.put("max_force_spread_eV_per_A", spreads.largest);
    summary.put("mean_force_spread_eV_per_A", spreads.mean());
    summary.put_maps("spread_by_frame", spreads.frames);
  }
  write_summary_file(summary, options);
}

/// energy_NAME.out and so on with the name of the data: train.xyz gives energy_train.out.
void write_files(const PredictArguments& a, const std::vector<std::string>& species, const train::TrainSet& set,
                 const std::vector<train::Prediction>& predictions) {
  if (a.files.empty()) return;
  std::error_code failure;
  std::filesystem::create_directories(a.files, failure);
  if (failure) throw Error("this folder cannot be made: " + failure.message(), Error::Kind::failed).file(a.files);
  train::TrainSettings settings;
  settings.folder = a.files;
  settings.shape.species = species;
  const std::string name = std::filesystem::path(a.input).stem().string();
  train::write_predictions(settings, name, set, predictions, {});
  train::write_parity_pictures(a.files, name, set, predictions);
}

std::unique_ptr<train::Committee> open_committee(const PredictArguments& a, const std::vector<std::string>& species,
                                                 const train::Committee::Open& open) {
  if (a.committee.empty()) return nullptr;
  return std::make_unique<train::Committee>(a.committee, species, open);
}

/// Double precision is the CPU's: a GPU is not looked for, and one that was asked for is refused.
Device choose_device(const PredictArguments& a, const GlobalOptions& options) {
  if (a.full_precision && options.device.rfind("cuda", 0) == 0)
    throw Error("double precision is computed on the CPU only; use --device cpu or auto", Error::Kind::failed)
        .key("--double");
  return apply_global_options(options, a.full_precision ? Computes::cpu_only : Computes::anywhere);
}

void predict(const PredictArguments& a, const GlobalOptions& options) {
  const Device device = choose_device(a, options);
  const auto open = [&](const std::string& path) {
    return open_potential(path, device, a.full_precision ? Precision::full : Precision::single);
  };
  const auto force = open(a.potential);
  const auto committee = open_committee(a, force->species(), open);
  FrameBatches batches(a.input);
  FrameFile output(a.output);
  train::ErrorSums errors;
  Spreads spreads;
  train::TrainSet set;  // with --files only: memory for one batch is enough without
  std::vector<train::Prediction> predictions;
  Findings now;
  std::int64_t frames = 0;
  const auto take = [&](Frame& frame, const Evaluation& found, const train::ForceSpread* spread) {
    if (spread != nullptr) spreads.add(*spread);
    output.append(frame, found, spread);
    ++frames;
    if (!options.quiet && a.output.empty()) print_frame(frames, frame, found, spread);
    train::TrainFrame labels = labelled(frame);
    train::Prediction prediction{found.energy, found.force, found.virial};
    errors.add(labels, prediction);
    if (a.files.empty()) return;
    set.frames.push_back(std::move(labels));
    predictions.push_back(std::move(prediction));
  };
  while (batches.next(force->species())) {
    evaluate(*force, committee.get(), batches, now);
    for (std::size_t f = 0; f < now.found.size(); ++f)
      take(batches.frames()[f], now.found[f], committee ? &now.spread[f] : nullptr);
  }
  write_files(a, force->species(), set, predictions);
  output.finish();
  write_summary(errors, spreads, options);
  if (options.quiet) return;
  fmt::print("{} frame{} with {}{}{}\n", frames, frames == 1 ? "" : "s", force->name(),
             a.output.empty() ? "" : ", written to " + a.output, a.files.empty() ? "" : ", columns in " + a.files);
  print_errors(errors);
  if (committee)
    fmt::print("force spread of {} potentials: largest {:.6f} eV/A, mean {:.6f} eV/A\n", committee->size(),
               spreads.largest, spreads.mean());
}
}  // namespace

void register_predict(CLI::App& app, GlobalOptions& options) {
  CLI::App* command = app.add_subcommand("predict", "Energy, forces and virial of every frame of an extended XYZ file");
  auto a = std::make_shared<PredictArguments>();
  command->add_option("POTENTIAL", a->potential, "Potential file, or tersoff-carbon")->required();
  command->add_option("FILE", a->input, "Extended XYZ, one frame or many, with or without labels")->required();
  command->add_option("-o,--output", a->output, "Extended XYZ with energy, virial, forces and energy_atom");
  command->add_option(
      "--files", a->files,
      "Folder for energy_, force_, virial_ and stress_NAME.out as a training writes them (NAME of FILE), "
      "and parity plots");
  command
      ->add_option("--committee", a->committee,
                   "Two or more potentials of the same elements: the spread of their forces, sigma_i = sqrt(mean "
                   "|F_i - mean F_i|^2) in eV/A, becomes the column force_spread; give it after POTENTIAL and FILE")
      ->expected(2, 1000);
  command->add_flag("--double", a->full_precision, "Double precision in the pair loops");
  add_global_options(command, options, "nacre predict nep.txt test.xyz --output predicted.xyz --double");
  command->callback([a, &options] { predict(*a, options); });
}

}  // namespace nacre::app
