#include "insert/insertion.h"
#include "api/engine/engine_inside.h"
#include "force/cuda_host.h"
#include "force/registry.h"
#include "insert/cuda_screening.h"
#include "io/extxyz.h"
#include "io/paths.h"

#include "nacre/insertion.h"

#include <filesystem>

namespace nacre::v1 {

struct Insertion::Inside {
  insert::InsertSettings settings;
};

namespace {

namespace fs = std::filesystem;

std::unique_ptr<insert::Screening> open_screening(const std::string& potential, bool cuda) {
  const bool is_nep = !is_default_force(potential) && find_force(potential).first_word.starts_with("nep");
  if (!is_nep) return insert::make_full_screening(potential);
  return cuda ? insert::make_cuda_screening(potential) : insert::make_screening(potential);
}

/// The settings of one seed.
insert::InsertSettings settings_of(const insert::InsertSettings& all, const InsertionOptions& options) {
  insert::InsertSettings one = all;
  if (options.seed) {
    one.seeds = {*options.seed};
    if (all.seeds.size() > 1) one.output_folder = insert::path_in(all, insert::seed_folder(*options.seed));
  } else if (all.seeds.size() > 1) {
    throw bad_argument("insert.yaml has several seeds", "seed", "none", "one of them").file(all.file);
  }
  return one;
}

double bulk_energy(const insert::InsertSettings& s) {
  if (s.bulk_energy) return *s.bulk_energy;
  return insert::relax_bulk(insert::potential_path(s), s.species).energy;
}

InsertionRow public_row(const insert::LedgerRow& r) {
  InsertionRow row{r.number,   r.change,     r.energy,  r.formation, r.voltage, r.smoothed,
                   r.capacity, r.candidates, r.relaxed, r.seconds,   {}};
  if (r.position) row.position = std::array<double, 3>{r.position->x, r.position->y, r.position->z};
  return row;
}

insert::InsertCalls inner_calls(const InsertionCalls& calls) {
  insert::InsertCalls inner;
  inner.stop = calls.stop ? calls.stop : [] { return false; };
  inner.progress = [&](const insert::InsertStatus& s) {
    if (calls.row) calls.row(public_row(s.row));
  };
  inner.notice = [&](const std::string& text) {
    if (calls.notice) calls.notice(text);
  };
  return inner;
}

InsertionReport public_report(const insert::InsertReport& r) {
  InsertionReport report{r.end, r.interrupted, r.base.bulk_energy, r.base.start_number, {}, r.seconds};
  for (const insert::LedgerRow& row : r.rows) report.rows.push_back(public_row(row));
  return report;
}

std::unique_ptr<BatchForce> open_batch(const std::string& potential, bool cuda) {
  return cuda ? make_cuda_batch_force(potential) : make_batch_force(potential);
}

}  // namespace

Insertion::Insertion(const std::string& config) : inside_(std::make_unique<Inside>()) {
  guarded([&] {
    const std::string file = is_folder(config) ? (fs::path(config) / "insert.yaml").string() : config;
    std::vector<nacre::Error> errors;
    inside_->settings = insert::read_insert_settings(file, errors);
    throw_first(errors, file);
  });
}
Insertion::Insertion(Insertion&&) noexcept = default;
Insertion& Insertion::operator=(Insertion&&) noexcept = default;
Insertion::~Insertion() = default;

InsertionReport Insertion::run(const InsertionOptions& options, const InsertionCalls& calls) {
  return guarded([&] {
    const insert::InsertSettings settings = settings_of(inside_->settings, options);
    const bool cuda = choose_cuda(options.device, options.cuda_device);
    const std::string potential = insert::potential_path(settings);
    const auto energetics =
        insert::make_energetics(settings, open_batch(potential, cuda), open_screening(potential, cuda));
    Frame frame = read_frame(insert::path_in(settings, settings.structure));
    insert::Insertion insertion(settings, nacre::Structure{std::move(frame.atoms), frame.box}, *energetics,
                                bulk_energy(settings), options.resume, inner_calls(calls));
    return public_report(insertion.go());
  });
}

}  // namespace nacre::v1
