// One row of an insertion into annealed random carbon at 1.4 g/cm3 (5,000 atoms unless told): seconds for candidates
// and screening, for the relaxation of the kept candidates by both scopes, what `local` gains against `full` and the
// energy that it leaves; on the CPU and, with --cuda, on the GPU.
//
//   bench_insert NEP.txt [--atoms 5000] [--keep 50] [--algorithm cg] [--threads 2] [--cuda] [--output results.yaml]
//
// Sodium is inserted when the model knows it, else the model's first element.

#include <algorithm>

#include "device/cuda_devices.h"
#include "device/parallel.h"
#include "force/cuda_host.h"
#include "insert/cuda_screening.h"
#include "insert/search.h"
#include "runs/annealed_carbon.h"
#include "runs/driver.h"

namespace {

using namespace nacre;
using namespace nacre::insert;
using bench::seconds;

/// Adds the seconds of its life.
class Stopwatch {
 public:
  explicit Stopwatch(double& where) : where_(where), begin_(seconds()) {}
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;
  ~Stopwatch() { where_ += seconds() - begin_; }

 private:
  double& where_;
  double begin_;
};

/// Energetics that note where the time goes.
class Timed final : public Energetics {
 public:
  explicit Timed(std::unique_ptr<Energetics> inner) : inner_(std::move(inner)) {}
  const std::vector<std::string>& species() const override { return inner_->species(); }
  std::vector<double> screen(const Structure& s, int type, const Candidates& c) override {
    const Stopwatch watch(screening);
    return inner_->screen(s, type, c);
  }
  std::vector<double> without(const Structure& s, const std::vector<int>& atoms) override {
    return inner_->without(s, atoms);
  }
  void relax(std::vector<Trial>& trials, const RelaxOptions& options) override {
    const Stopwatch watch(relaxing);
    inner_->relax(trials, options);
  }
  void evaluate(const Structure& s, Evaluation& now) override {
    const Stopwatch watch(evaluating);
    inner_->evaluate(s, now);
  }
  double screening = 0, relaxing = 0, evaluating = 0;  ///< s

 private:
  std::unique_ptr<Energetics> inner_;
};

struct Options {
  std::string model, output, algorithm = "cg";
  int atoms = 5000, keep = 50, anneal = 200, threads = 2;
  bool cuda = false;
};

struct Result {
  std::string where, scope;
  double total = 0, screening = 0, relaxing = 0, evaluating = 0, energy = 0;
  LedgerRow row;
};

Result one_row(const Options& o, bool cuda, bool local, const Structure& host) {
  InsertSettings settings;
  settings.potential = o.model;
  settings.keep = o.keep;
  settings.relax.local = local;
  settings.relax.algorithm = o.algorithm;
  Timed energetics(make_energetics(settings, cuda ? make_cuda_batch_force(o.model) : make_batch_force(o.model),
                                   cuda ? make_cuda_screening(o.model) : make_screening(o.model)));
  const auto& species = energetics.species();
  if (std::find(species.begin(), species.end(), "Na") == species.end())
    settings.species = species[0], settings.min_distance[species[0]] = 2.0;
  Search search(settings, energetics, 0, {});
  Result r;
  r.where = !cuda                    ? std::to_string(o.threads) + " threads"
            : cuda_devices().empty() ? "emulated GPU"
                                     : cuda_devices()[0];
  r.scope = local ? "local" : "full";
  const double begin = seconds();
  const Step step = search.next(host, 0, 0, 1);
  r.total = seconds() - begin;
  if (step.end != Step::End::found) throw Error("there is no room for an atom", Error::Kind::failed);
  r.screening = energetics.screening, r.relaxing = energetics.relaxing, r.evaluating = energetics.evaluating;
  r.energy = step.now.energy;
  r.row = step.row;
  return r;
}

Structure relaxed_host(const Options& o) {
  const auto force = make_force(o.model);
  System system = bench::annealed_carbon(o.atoms, o.anneal, *force);
  Structure host{std::move(system.atoms), system.box};
  const auto batch = make_batch_force(o.model);
  RelaxOptions options;
  options.force_tolerance = RelaxSettings().force_tolerance;
  const double begin = seconds();
  const RelaxResult r = std::move(relax(*batch, {{&host.atoms, &host.box, {}}}, options)[0]);
  std::printf("host of %d atoms relaxed in %lld calls, %.1f s: %s\n", o.atoms, static_cast<long long>(r.calls),
              seconds() - begin, relax_reason_text(r.reason).c_str());
  return host;
}

void print(const Result& r) {
  std::printf(
      "%-14s %-5s row %.2f s: screening %.2f s (%lld candidates), relaxation of %lld %.2f s (%lld force calls), "
      "double precision %.2f s; energy %.6f eV, %s\n",
      r.where.c_str(), r.scope.c_str(), r.total, r.screening, static_cast<long long>(r.row.candidates),
      static_cast<long long>(r.row.relaxed), r.relaxing, static_cast<long long>(r.row.calls), r.evaluating, r.energy,
      r.row.reason.c_str());
}

void put(bench::Report& report, const Result& r) {
  print(r);
  report.begin_map();
  report.put("where", r.where);
  report.put("scope", r.scope);
  report.put("row_seconds", r.total);
  report.put("screening_seconds", r.screening);
  report.put("relaxation_seconds", r.relaxing);
  report.put("double_seconds", r.evaluating);
  report.put("candidates", r.row.candidates);
  report.put("relaxed", r.row.relaxed);
  report.put("force_calls", r.row.calls);
  report.put("winner_steps", r.row.steps);
  report.put("energy_eV", r.energy);
  report.end_map();
}

void run(const Options& o) {
  set_threads(o.threads);
  const Structure host = relaxed_host(o);
  bench::Report report("insert");
  report.digits(12);
  report.put_simd();
  report.put("model", o.model);
  report.put("algorithm", o.algorithm);
  report.put("atoms", o.atoms);
  report.begin_list("rows");
  for (const bool cuda : {false, true}) {
    if (cuda && !o.cuda) continue;
    const Result local = one_row(o, cuda, true, host), full = one_row(o, cuda, false, host);
    put(report, local), put(report, full);
    std::printf("%-14s local relaxes %.2f times as fast as full and ends %.6f eV above it\n", local.where.c_str(),
                full.relaxing / local.relaxing, local.energy - full.energy);
  }
  report.end_list();
  report.finish(o.output);
}

}  // namespace

int main(int argc, char** argv) {
  Options o;
  CLI::App app("Seconds of a row of an insertion");
  app.add_option("model", o.model, "nep.txt")->required();
  app.add_option("--atoms", o.atoms, "number of carbon atoms");
  app.add_option("--keep", o.keep, "candidates that are relaxed");
  app.add_option("--anneal", o.anneal, "steps of 1 fs at 4000 K before");
  app.add_option("--algorithm", o.algorithm, "minimiser of the candidates");
  app.add_option("--threads", o.threads, "of the CPU");
  app.add_flag("--cuda", o.cuda, "the GPU too");
  bench::add_output(app, o.output);
  return bench::run(app, argc, argv, [&] { run(o); });
}
