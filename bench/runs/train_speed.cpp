// Training steps on a data set: milliseconds of predict() and add_gradient() of the whole set on 1 and 2 threads,
// beside a force evaluation of the MD engine on the same frames (float loops, neighbour lists kept).
//
//   bench_train_speed NEP.txt DATA.xyz [--repeat 20] [--single] [--output results.yaml]

#include <algorithm>

#include "device/parallel.h"
#include "force/nep.h"
#include "io/extxyz.h"
#include "runs/driver.h"
#include "train/model/batch/batch_model.h"
#include "train/model/parameters.h"

namespace {

using namespace nacre;
using bench::median_of;
using bench::seconds;

struct Options {
  std::string model, data, output;
  int repeat = 20;
  bool single = false;
};

struct Timing {
  int threads = 1;
  double build = 0, predict = 0, gradient = 0, force = 0;  // s; the last three: medians
  std::size_t bytes = 0;
  double ratio() const { return (predict + gradient) / force; }
};

std::vector<train::TrainFrame> read(const std::string& path, const std::vector<std::string>& species) {
  std::vector<train::TrainFrame> frames;
  for (Frame& f : read_frames(path)) {
    train::TrainFrame t;
    t.atoms = std::move(f.atoms);
    t.atoms.use_species(species);
    t.box = f.box;
    t.energy = f.energy;
    t.virial = f.virial;
    t.force = std::move(f.force);
    frames.push_back(std::move(t));
  }
  return frames;
}

Timing time(const Options& o, const std::vector<train::TrainFrame>& frames, int threads) {
  set_threads(threads);
  Timing t;
  t.threads = threads;
  const NepModel model = read_nep(o.model);
  const std::vector<double> parameters = train::parameters_of(model);
  std::vector<const train::TrainFrame*> list;
  for (const auto& f : frames) list.push_back(&f);

  const double begin = seconds();
  const auto batch =
      train::make_batch_model(model, list, o.single ? train::Grouping::single : train::Grouping::together);
  t.build = seconds() - begin;
  std::vector<train::Prediction> predictions;
  batch->predict(parameters, predictions);
  std::vector<train::LossSeed> seeds;
  const train::LossValue loss = train::loss_of({}, list, predictions, {}, &seeds);
  std::printf("%zu frames, rmse: energy %.3f meV/atom, force %.2f meV/A\n", list.size(), 1e3 * loss.rmse_energy,
              1e3 * loss.rmse_force);
  std::vector<double> gradient;
  t.predict = median_of(o.repeat, [&] { batch->predict(parameters, predictions); });
  t.gradient = median_of(o.repeat, [&] { batch->add_gradient(parameters, seeds, gradient); });
  t.bytes = batch->bytes();

  std::vector<std::unique_ptr<Force>> forces(frames.size());
  std::vector<Evaluation> out(frames.size());
  const auto evaluate = [&] {
    parallel_for(
        static_cast<std::ptrdiff_t>(frames.size()),
        [&](std::ptrdiff_t f) {
          if (!forces[f]) forces[f] = make_nep(o.model, Precision::single);
          forces[f]->compute(frames[f].atoms, frames[f].box, {}, out[f]);
        },
        1);
  };
  evaluate();
  t.force = median_of(o.repeat, evaluate);
  return t;
}

void put(bench::Report& report, const Timing& t) {
  std::printf(
      "%d thread(s): predict %.3f ms, gradient %.3f ms, both %.2f engine evaluations (%.3f ms); tables made in %.0f "
      "ms, "
      "%.1f MB\n",
      t.threads, 1e3 * t.predict, 1e3 * t.gradient, t.ratio(), 1e3 * t.force, 1e3 * t.build,
      1e-6 * static_cast<double>(t.bytes));
  report.begin_map();
  report.put("threads", t.threads);
  report.put("predict_s", t.predict);
  report.put("gradient_s", t.gradient);
  report.put("engine_evaluation_s", t.force);
  report.put("both_in_engine_evaluations", t.ratio());
  report.put("build_s", t.build);
  report.put("bytes", t.bytes);
  report.end_map();
}

void run(const Options& o) {
  const std::vector<train::TrainFrame> frames = read(o.data, read_nep(o.model).species);
  std::size_t atoms = 0;
  for (const auto& f : frames) atoms += f.atoms.size();
  bench::Report report("train_speed");
  report.put_simd();
  report.put("frames", frames.size());
  report.put("atoms", atoms);
  report.put("grouping", o.single ? "single" : "together");
  report.begin_list("runs");
  for (const int threads : {1, 2}) put(report, time(o, frames, threads));
  report.end_list();
  report.finish(o.output);
}

}  // namespace

int main(int argc, char** argv) {
  Options o;
  CLI::App app("Time of a training step");
  app.add_option("model", o.model, "nep.txt")->required();
  app.add_option("data", o.data, "extended XYZ")->required();
  app.add_flag("--single", o.single, "every frame by itself, as for minibatches");
  bench::add_repeat(app, o.repeat);
  bench::add_output(app, o.output);
  return bench::run(app, argc, argv, [&] { run(o); });
}
