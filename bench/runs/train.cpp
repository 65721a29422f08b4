// Training figures: seconds a generation, the loss along the generations, and how soon the gradient trainer reaches a
// given accuracy.
//
//   bench_train FOLDER [--generations 1000] [--seeds 1 2 3] [--epochs 500] [--energy 4.2e-4] [--force 0.0399]
//               [--regularisation 0] [--late-energy 3] [--cuda] [--output results.yaml]
//
// FOLDER holds nep.in and train.xyz; keywords of the optimiser in nep.in are replaced by the options, the lambdas of
// SNES stay those of nep.in. The errors of the gradient trainer are those of its best parameters on the whole set.
#include <sys/resource.h>

#include "device/cuda_devices.h"
#include "device/parallel.h"
#include "runs/driver.h"
#include "train/data/read_train_set.h"
#include "train/model/cuda_models.h"
#include "train/model/parameters.h"
#include "train/optimise/gradient_optimizer.h"
#include "train/optimise/snes_optimizer.h"
#include "train/optimise/start.h"

namespace {

using namespace nacre;
using namespace nacre::train;
using bench::seconds;

double resident_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

struct Options {
  std::string folder, output;
  std::int64_t generations = 1000, epochs = 500, batch = 1000;
  std::vector<std::uint64_t> seeds = {1};
  double energy = 4.2e-4, force = 0.0399, rate = 0.02, regularisation = 0, late_energy = 3;
  bool cuda = false;
};

class Bench {
 public:
  explicit Bench(Options options) : options_(std::move(options)) {
    std::vector<Error> errors;
    settings_ = read_nep_in(options_.folder, errors);
    if (!errors.empty()) throw errors.front();
    std::vector<std::string> warnings;
    set_ = read_train_set(options_.folder + "/train.xyz", settings_, warnings);
    problem_ = {&settings_, &set_, nullptr, settings_.shape, {}, {}};
    if (options_.cuda) problem_.models = cuda_models();
    settings_.generations = options_.generations;
  }

  /// Seconds of evaluating the whole population once: the median of several, on each number of threads.
  void time_generations(bench::Report& out) {
    out.begin_list("generation");
    for (int count = 1; count <= std::min(2, threads_of_machine()); ++count) {
      set_threads(count);
      settings_.seed = options_.seeds[0];
      const auto optimizer = make_snes_optimizer(problem_);
      optimizer->step();
      std::vector<double> times;
      for (int g = 0; g < 15; ++g) {
        const double start = seconds();
        optimizer->step();
        times.push_back(seconds() - start);
      }
      std::sort(times.begin(), times.end());
      std::printf("generation of %d, %zu structures of %zu atoms, %d threads: %.4f s (fastest %.4f)\n",
                  settings_.population, set_.frames.size(), set_.atoms(), count, times[7], times[0]);
      out.begin_map();
      out.put("threads", count);
      out.put("seconds_median", times[7]);
      out.put("seconds_fastest", times[0]);
      out.end_map();
    }
    out.end_list();
    set_threads(0);
  }

  void snes(bench::Report& out) {
    out.begin_list("snes");
    for (const std::uint64_t seed : options_.seeds) {
      settings_.seed = seed;
      const auto optimizer = make_snes_optimizer(problem_);
      const double start = seconds();
      for (std::int64_t g = 1; g <= options_.generations; ++g) {
        optimizer->step();
        if (!is_shown(g) && g != options_.generations) continue;
        row(out, "seed", static_cast<std::int64_t>(seed), "generation", g, optimizer->loss(), seconds() - start);
      }
    }
    out.end_list();
  }

  void gradient(bench::Report& out) {
    settings_.epochs = options_.epochs;
    settings_.learning_rate = options_.rate;
    settings_.batch = options_.batch;
    settings_.loss.l1 = settings_.loss.l2 = options_.regularisation;
    settings_.stages = {{options_.epochs * 6 / 10, settings_.loss.energy, settings_.loss.force, settings_.loss.virial},
                        {options_.epochs, options_.late_energy, settings_.loss.force, settings_.loss.virial}};
    out.begin_list("gradient");
    for (const std::uint64_t seed : options_.seeds) {
      settings_.seed = seed;
      const double start = seconds();
      const auto optimizer = make_gradient_optimizer(problem_);
      const auto whole = problem_.models.batch(optimizer->model(), pointers(set_), Grouping::together);
      double aside = 0;  // looking is not training
      bool reached = false;
      for (std::int64_t e = 1; e <= options_.epochs; ++e) {
        optimizer->step();
        if (e % std::max<std::int64_t>(1, options_.epochs / 50) != 0) continue;
        const double before = seconds();
        std::vector<Prediction> predictions;
        whole->predict(optimizer->best(), predictions);
        const LossValue value = loss_of(settings_.loss, pointers(set_), predictions, optimizer->best(), nullptr);
        aside += seconds() - before;
        const bool there = value.rmse_energy <= options_.energy && value.rmse_force <= options_.force;
        if ((there && !reached) || e == options_.epochs)
          row(out, "seed", static_cast<std::int64_t>(seed), there && !reached ? "epoch_reached" : "epoch", e, value,
              seconds() - start - aside);
        reached = reached || there;
      }
    }
    out.end_list();
  }

  void run() {
    bench::Report out;
    out.put("benchmark", "train");
    out.put("folder", options_.folder);
    out.put_simd();
    out.put("device", options_.cuda ? cuda_devices().at(0) : "cpu");
    out.put("structures", set_.frames.size());
    out.put("atoms", set_.atoms());
    out.put("parameters", parameter_count(settings_.shape));
    time_generations(out);
    if (options_.generations > 0) snes(out);
    if (options_.epochs > 0) gradient(out);
    out.put("resident_megabytes", resident_megabytes());
    std::printf("resident at most %.0f MB\n", resident_megabytes());
    out.finish(options_.output);
  }

 private:
  /// 100, 300, 1000, 3000, ...
  static bool is_shown(std::int64_t g) {
    for (std::int64_t power = 100; power <= g; power *= 10)
      if (g == power || g == 3 * power) return true;
    return false;
  }
  static int threads_of_machine() {
    set_threads(0);
    return threads();
  }
  static void row(bench::Report& out, const char* which, std::int64_t value, const char* unit, std::int64_t at,
                  const LossValue& l, double time) {
    std::printf("%s %ld  %s %ld  loss %.5f  l1 %.5f  l2 %.5f  energy %.6f eV/atom  force %.6f eV/A  %.1f s\n", which,
                static_cast<long>(value), unit, static_cast<long>(at), l.total, l.l1, l.l2, l.rmse_energy, l.rmse_force,
                time);
    std::fflush(stdout);
    out.begin_line();
    out.put(which, value);
    out.put(unit, at);
    out.put("loss", l.total);
    out.put("rmse_energy", l.rmse_energy);
    out.put("rmse_force", l.rmse_force);
    out.put("seconds", time);
    out.end_map();
  }

  Options options_;
  TrainSettings settings_;
  TrainSet set_;
  TrainProblem problem_;
};

}  // namespace

int main(int argc, char** argv) {
  Options o;
  CLI::App app("Training figures");
  app.add_option("folder", o.folder)->required();
  app.add_option("--generations", o.generations);
  app.add_option("--epochs", o.epochs);
  app.add_option("--batch", o.batch, "gradient trainer");
  app.add_option("--rate", o.rate, "gradient trainer");
  app.add_option("--seeds", o.seeds);
  app.add_option("--energy", o.energy, "eV/atom");
  app.add_option("--force", o.force, "eV/A");
  app.add_option("--regularisation", o.regularisation, "lambda_1 and lambda_2 of the gradient trainer");
  app.add_option("--late-energy", o.late_energy, "lambda_e of the last two fifths of the epochs");
  app.add_flag("--cuda", o.cuda, "on the GPU");
  bench::add_output(app, o.output);
  return bench::run(app, argc, argv, [&] { Bench(o).run(); });
}
