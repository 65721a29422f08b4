#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>

#include "app/summary.h"
#include "force/cuda_host.h"
#include "force/force.h"
#include "io/extxyz.h"
#include "io/files.h"

namespace nacre::app {

namespace {
struct PredictArguments {
  std::string potential, input, output;
  bool full_precision = false;
};

/// Root of the mean square of what was added; NaN when there was nothing.
class MeanSquare {
 public:
  void add(double difference) { sum_ += difference * difference, ++count_; }
  double root() const {
    return count_ > 0 ? std::sqrt(sum_ / static_cast<double>(count_)) : std::numeric_limits<double>::quiet_NaN();
  }
  bool empty() const { return count_ == 0; }

 private:
  double sum_ = 0;
  std::int64_t count_ = 0;
};

/// Errors against labels, over all frames that have them.
struct Errors {
  MeanSquare energy;  ///< eV/atom, one value a frame
  MeanSquare force;   ///< eV/A, three values an atom
  MeanSquare virial;  ///< eV/atom, nine values a frame

  void add(const Frame& frame, const Evaluation& found);
};

/// Training data carries the virial, or the stress -virial/V in eV/A^3.
std::optional<Mat3> virial_label(const Frame& frame) {
  if (frame.virial) return frame.virial;
  if (frame.stress) return -frame.box.volume() * *frame.stress;
  return {};
}

void Errors::add(const Frame& frame, const Evaluation& found) {
  const auto n = static_cast<double>(frame.atoms.size());
  if (frame.energy) energy.add((found.energy - *frame.energy) / n);
  for (std::size_t i = 0; i < frame.force.size(); ++i)
    for (int k = 0; k < 3; ++k) force.add(found.force[i][k] - frame.force[i][k]);
  if (const auto label = virial_label(frame))
    for (int k = 0; k < 9; ++k) virial.add((found.virial.m[k / 3][k % 3] - label->m[k / 3][k % 3]) / n);
}

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

  void append(const Frame& frame, const Evaluation& found) {
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

void evaluate(Force& force, Frame& frame, Evaluation& found, const std::string& file) {
  if (!frame.has_lattice)
    throw Error("this frame has no Lattice; every frame needs one").file(file).line(frame.line + 1);
  try {
    frame.atoms.use_species(force.species());
    force.reset();
    force.compute(frame.atoms, frame.box, {}, found);
  } catch (Error& e) {
    throw e.file(file).line(frame.line);
  }
  if (!std::isfinite(found.energy))
    throw Error("the energy of this frame is not finite: are two atoms in one place?", Error::Kind::failed)
        .file(file)
        .line(frame.line);
}

void print_frame(std::int64_t number, const Frame& frame, const Evaluation& found) {
  double largest = 0;
  for (const Vec3& f : found.force) largest = std::max(largest, norm(f));
  fmt::print("frame {}: {} atoms, energy {:.8f} eV, {:.8f} eV/atom, largest force {:.6f} eV/A\n", number,
             frame.atoms.size(), found.energy, found.energy / static_cast<double>(frame.atoms.size()), largest);
}

void print_error(const char* name, const MeanSquare& error, const char* unit) {
  if (!error.empty()) fmt::print("rmse {:<7}{:.6e} {}\n", name, error.root(), unit);
}

void write_summary(std::int64_t frames, const Errors& errors, const GlobalOptions& options) {
  Summary summary;
  summary.put("frames", frames);
  if (!errors.energy.empty()) summary.put("rmse_energy_eV_per_atom", errors.energy.root());
  if (!errors.force.empty()) summary.put("rmse_force_eV_per_A", errors.force.root());
  if (!errors.virial.empty()) summary.put("rmse_virial_eV_per_atom", errors.virial.root());
  summary.write(options);
}

void predict(const PredictArguments& a, const GlobalOptions& options) {
  // Double precision is the CPU's: a GPU is not looked for, and one that was asked for is refused.
  if (a.full_precision && options.device.rfind("cuda", 0) == 0)
    throw Error("double precision is computed on the CPU only; use --device cpu or auto", Error::Kind::failed)
        .key("--double");
  const Device device = apply_global_options(options, a.full_precision ? Computes::cpu_only : Computes::anywhere);
  const auto force = device == Device::cuda
                         ? make_cuda_host_force(a.potential)
                         : make_force(a.potential, a.full_precision ? Precision::full : Precision::single);
  ExtxyzReader reader(a.input);
  FrameFile output(a.output);
  Errors errors;
  Frame frame;
  Evaluation found;
  std::int64_t frames = 0;
  while (reader.next(frame)) {
    evaluate(*force, frame, found, a.input);
    errors.add(frame, found);
    output.append(frame, found);
    ++frames;
    if (!options.quiet && a.output.empty()) print_frame(frames, frame, found);
  }
  if (frames == 0) throw Error("the file holds no frame").file(a.input);
  output.finish();
  write_summary(frames, errors, options);
  if (options.quiet) return;
  fmt::print("{} frame{} with {}{}\n", frames, frames == 1 ? "" : "s", force->name(),
             a.output.empty() ? "" : ", written to " + a.output);
  print_error("energy", errors.energy, "eV/atom");
  print_error("force", errors.force, "eV/A");
  print_error("virial", errors.virial, "eV/atom");
}
}  // namespace

void register_predict(CLI::App& app, GlobalOptions& options) {
  CLI::App* command = app.add_subcommand("predict", "Energy, forces and virial of every frame of an extended XYZ file");
  auto a = std::make_shared<PredictArguments>();
  command->add_option("POTENTIAL", a->potential, "Potential file, or tersoff-carbon")->required();
  command->add_option("FILE", a->input, "Extended XYZ, one frame or many, with or without labels")->required();
  command->add_option("-o,--output", a->output, "Extended XYZ with energy, virial, forces and energy_atom");
  command->add_flag("--double", a->full_precision, "Double precision in the pair loops");
  add_global_options(command, options, "nacre predict nep.txt test.xyz --output predicted.xyz --double");
  command->callback([a, &options] { predict(*a, options); });
}

}  // namespace nacre::app
