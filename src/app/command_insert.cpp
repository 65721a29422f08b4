#include "app/command_insert.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <numeric>

#include "app/commands.h"
#include "app/open_potential.h"
#include "app/signals.h"
#include "app/status_line.h"
#include "app/summary.h"
#include "core/clock.h"
#include "force/registry.h"
#include "insert/cuda_screening.h"
#include "insert/insertion.h"
#include "insert/keys.h"
#include "insert/voltage_plot.h"
#include "io/extxyz.h"
#include "io/files.h"

namespace nacre::app {

namespace {
struct InsertArguments {
  std::string config;
  bool resume = false, schema = false;
  std::vector<std::string> band;
};

/// A line a row, in a log at most one every few seconds; on a terminal one line that is rewritten.
class InsertProgress {
 public:
  explicit InsertProgress(bool quiet) : status_(quiet) {}

  void update(const insert::InsertStatus& s) {
    constexpr double patience_seconds = 5;
    if (status_.quiet() ||
        (s.row.number % 100 != 0 && s.seconds - shown_at_ < (status_.terminal() ? 0.2 : patience_seconds)))
      return;
    shown_at_ = s.seconds;
    std::string text = fmt::format("  N {}  {:.3f} V  smoothed {:.3f} V  {} candidates, {} relaxed", s.row.number,
                                   s.row.voltage, s.row.smoothed, s.row.candidates, s.row.relaxed);
    if (std::isfinite(s.row.capacity)) text += fmt::format("  {:.1f} mAh/g", s.row.capacity);
    if (s.seconds_left >= 0) text += "  " + duration_text(s.seconds_left) + " left";
    status_.state(text);
  }
  void line(const std::string& text) { status_.line(text); }

 private:
  StatusLine status_;
  double shown_at_ = -1e9;
};

insert::InsertSettings read_settings(const std::string& file) {
  std::vector<Error> errors;
  insert::InsertSettings settings = insert::read_insert_settings(file, errors);
  if (errors.empty()) return settings;
  std::fflush(stdout);
  for (const Error& e : errors) fmt::print(stderr, "{}\n", e.what());
  throw Error(fmt::format("{} error{} in the settings", errors.size(), errors.size() == 1 ? "" : "s")).file(file);
}

/// NEP models are screened locally, the others by whole energies.
std::unique_ptr<insert::Screening> open_screening(const std::string& potential, Device device) {
  if (find_force(potential).first_word.rfind("nep", 0) != 0) return insert::make_full_screening(potential);
  return device == Device::cuda ? insert::make_cuda_screening(potential) : insert::make_screening(potential);
}

double bulk_energy(const insert::InsertSettings& s, InsertProgress& progress) {
  if (s.bulk_energy) {
    progress.line(fmt::format("bulk {}: {:.6f} eV an atom, as given", s.species, *s.bulk_energy));
    return *s.bulk_energy;
  }
  try {
    const insert::Bulk bulk = insert::relax_bulk(insert::potential_path(s), s.species);
    progress.line(fmt::format("bulk {}: bcc, lattice constant {:.4f} A, {:.6f} eV an atom", s.species,
                              bulk.lattice_constant, bulk.energy));
    return bulk.energy;
  } catch (Error& e) {
    throw e.file().empty() ? e.file(s.file) : e;
  }
}

insert::InsertReport insert_one(const insert::InsertSettings& settings, Device device, bool resume,
                                InsertProgress& progress) {
  const std::string potential = insert::potential_path(settings);
  const auto energetics = insert::make_energetics(settings, open_potential(potential, device, Precision::single),
                                                  open_screening(potential, device));
  Frame frame = read_frame(insert::path_in(settings, settings.structure));
  insert::InsertCalls calls;
  calls.stop = [] { return StopRequest::signal() != 0; };
  calls.progress = [&](const insert::InsertStatus& s) { progress.update(s); };
  Structure start{std::move(frame.atoms), frame.box};
  insert::Insertion insertion(settings, std::move(start), *energetics, bulk_energy(settings, progress), resume, calls);
  insert::InsertReport report = insertion.go();
  const std::int64_t near = std::accumulate(report.rows.begin(), report.rows.end(), std::int64_t{0},
                                            [](std::int64_t sum, const auto& r) { return sum + r.near_winner; });
  progress.line(fmt::format("{}: {} rows, {} {} atoms, in {}; {:.1f} other places a row within 20 meV of the winner",
                            report.end, report.rows.size(),
                            report.rows.empty() ? report.base.start_number : report.rows.back().number,
                            settings.species, duration_text(report.seconds),
                            static_cast<double>(near) / std::max<double>(1, static_cast<double>(report.rows.size()))));
  return report;
}

void put(Summary& summary, const insert::InsertReport& report) {
  const auto& rows = report.rows;
  const insert::LedgerBase& base = report.base;
  const std::int64_t number = rows.empty() ? base.start_number : rows.back().number;
  summary.put("inserted", report.inserted());
  summary.put("number", number);
  if (base.host_atoms > 0)
    summary.put("capacity_mAh_g", insert::capacity_mAh_g(number, base.host_atoms, base.host_molar_mass));
  if (!rows.empty()) {
    summary.put("first_voltage_V", rows.front().voltage);
    summary.put("last_voltage_V", rows.back().voltage);
    summary.put("last_smoothed_voltage_V", rows.back().smoothed);
    summary.put("formation_energy_eV", rows.back().formation);
    std::int64_t near = 0, rows_near = 0;
    for (const auto& r : rows) near += r.near_winner, rows_near += r.near_winner > 0;
    summary.put("within_20_meV", near);
    summary.put("rows_with_others_within_20_meV", rows_near);
  }
  summary.put("rows", static_cast<std::int64_t>(rows.size()));
  summary.put("bulk_energy_eV", base.bulk_energy);
  summary.put("end", report.end);
  summary.put("seconds", report.seconds);
}

void write_band(const std::string& folder, const std::vector<std::string>& files, InsertProgress& progress) {
  std::vector<insert::ReadLedger> ledgers;
  ledgers.reserve(files.size());
  for (const std::string& file : files) ledgers.push_back(insert::read_ledger(file));
  const std::vector<insert::BandRow> band = insert::voltage_band(ledgers);
  const std::filesystem::path in(folder);
  write_whole((in / insert::band_file).string(), insert::band_table(band, ledgers));
  write_whole((in / insert::band_picture_file).string(), insert::band_plot(band, ledgers.size()));
  progress.line(
      fmt::format("{} and {}: {} runs", (in / insert::band_file).string(), insert::band_picture_file, ledgers.size()));
}

void throw_if_interrupted(const insert::InsertReport& report) {
  if (report.interrupted)
    throw Error(
        fmt::format("stopped after {} rows; --resume goes on from {}", report.rows.size(), insert::checkpoint_file),
        Error::Kind::interrupted);
}

/// One run a seed, each in a folder of its own, and their band.
void insert_seeds(const insert::InsertSettings& settings, Device device, bool resume, InsertProgress& progress,
                  const GlobalOptions& options) {
  std::vector<std::string> ledgers;
  std::vector<Summary::Map> runs;
  Summary summary;
  for (const std::uint64_t seed : settings.seeds) {
    insert::InsertSettings one = settings;
    one.seeds = {seed};
    one.output_folder = insert::path_in(settings, fmt::format("seed-{}", seed));
    progress.line("in " + one.output_folder);
    const bool known = resume && std::filesystem::exists(insert::output_in(one, insert::checkpoint_file));
    const insert::InsertReport report = insert_one(one, device, known, progress);
    if (!report.rows.empty()) {
      ledgers.push_back(insert::output_in(one, insert::ledger_file));
      runs.push_back({{"seed", static_cast<std::int64_t>(seed)},
                      {"inserted", report.inserted()},
                      {"first_voltage_V", report.rows.front().voltage},
                      {"last_voltage_V", report.rows.back().voltage},
                      {"end", report.end}});
    }
    if (report.interrupted || seed == settings.seeds.back()) {
      summary.put("device", device == Device::cuda ? "cuda" : "cpu");
      put(summary, report);
      summary.put_maps("runs", runs);
      write_summary_file(summary, options);
    }
    throw_if_interrupted(report);
  }
  if (!ledgers.empty()) write_band(settings.folder, ledgers, progress);
}

void insert_atoms(const InsertArguments& a, const GlobalOptions& options) {
  const bool computes = !a.schema && a.band.empty();
  const Device device = apply_global_options(options, computes ? Computes::anywhere : Computes::cpu_only);
  InsertProgress progress(options.quiet);
  if (a.schema) return fmt::print("{}", insert::key_manual());
  if (!a.band.empty()) return write_band("", a.band, progress);
  if (a.config.empty()) throw Error("the settings are needed").key("CONFIG").allowed("insert.yaml, or its folder");
  const insert::InsertSettings settings = read_settings(insert_file(a.config));
  const StopRequest catch_signals;
  if (settings.seeds.size() > 1) return insert_seeds(settings, device, a.resume, progress, options);
  const insert::InsertReport report = insert_one(settings, device, a.resume, progress);
  Summary summary;
  summary.put("device", device == Device::cuda ? "cuda" : "cpu");
  put(summary, report);
  write_summary_file(summary, options);
  throw_if_interrupted(report);
}
}  // namespace

std::string insert_file(const std::string& where) {
  return std::filesystem::is_directory(where) ? (std::filesystem::path(where) / "insert.yaml").string() : where;
}

namespace {
/// Does the work; an error of it joins the others, with a file.
template <class Action>
void collect(const std::string& file, std::vector<Error>& errors, Action&& action) {
  try {
    action();
  } catch (Error& e) {
    errors.push_back(e.file().empty() ? e.file(file) : e);
  }
}
}  // namespace

void list_insert_errors(const std::string& where, std::vector<Error>& errors) {
  const std::string file = insert_file(where);
  insert::InsertSettings settings;
  collect(file, errors, [&] { settings = insert::read_insert_settings(file, errors); });
  if (errors.empty()) list_insert_file_errors(settings, errors);
}

void list_insert_file_errors(const insert::InsertSettings& settings, std::vector<Error>& errors) {
  std::vector<std::string> known;
  collect(settings.file, errors, [&] { known = make_force(insert::potential_path(settings))->species(); });
  collect(settings.file, errors, [&] {
    Frame frame = read_frame(insert::path_in(settings, settings.structure));
    if (!known.empty()) frame.atoms.use_species(known);
  });
  if (!known.empty() && std::find(known.begin(), known.end(), settings.species) == known.end())
    errors.push_back(Error("the potential does not know this element")
                         .file(settings.file)
                         .key("species")
                         .value(settings.species)
                         .allowed(fmt::format("{}", fmt::join(known, " "))));
}

void register_insert(CLI::App& app, GlobalOptions& options) {
  CLI::App* command =
      app.add_subcommand("insert", "Insert sodium into a carbon, atom by atom, or remove it; voltage profile");
  auto a = std::make_shared<InsertArguments>();
  command->add_option("CONFIG", a->config, "insert.yaml, or the folder that holds it");
  command->add_flag("--resume", a->resume, "Go on from nacre.insert, with the same bits as without the stop");
  command->add_flag("--schema", a->schema, "Print the keys of insert.yaml as a Markdown table");
  command->add_option("--band", a->band, "Two or more insert.csv: their mean and band go to band.csv and band.svg")
      ->expected(2, 1000);
  add_global_options(command, options, "nacre insert input/insert-sodium/insert.yaml --threads 2");
  command->callback([a, &options] { insert_atoms(*a, options); });
}

}  // namespace nacre::app
