#include "jobs/insert.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <numeric>
#include <set>

#include "core/clock.h"
#include "force/registry.h"
#include "insert/cuda_screening.h"
#include "insert/electrode.h"
#include "insert/insertion.h"
#include "insert/keys.h"
#include "insert/output_estimate.h"
#include "insert/result_names.h"
#include "insert/voltage_plot.h"
#include "io/checkpoint.h"
#include "io/extxyz.h"
#include "io/folder_lock.h"
#include "io/paths.h"
#include "io/unused_parts.h"
#include "jobs/detailed_error.h"
#include "jobs/earlier_results.h"
#include "jobs/insert_progress.h"
#include "jobs/names.h"
#include "jobs/page/insert_page.h"
#include "jobs/potential.h"
#include "jobs/text.h"
#include "look/structure_look.h"
#include "report/csv.h"

namespace nacre::jobs {

namespace {
namespace fs = std::filesystem;
using report::Summary;

insert::InsertSettings read_settings(const std::string& file) {
  std::vector<Error> errors;
  insert::InsertSettings settings = insert::read_insert_settings(file, errors);
  throw_all(errors, "the settings", file);
  return settings;
}

/// NEP models are screened locally, the others by whole energies.
std::unique_ptr<insert::Screening> open_screening(const std::string& potential, Device device) {
  if (find_force(potential).first_word.rfind("nep", 0) != 0) return insert::make_full_screening(potential);
  return device == Device::cuda ? insert::make_cuda_screening(potential) : insert::make_screening(potential);
}

/// The structure, after a look at it, and what of its file is not used. Throws Error where nothing can be inserted into it.
Frame read_host(const insert::InsertSettings& settings, std::vector<std::string>& warnings,
                std::vector<std::string>& notes) {
  const std::string path = insert::path_in(settings, settings.structure);
  std::string rest;
  Frame frame = read_frame(path, &rest);
  if (!rest.empty()) notes.push_back("note: " + rest);
  if (const std::string note = unused_note(path, frame); !note.empty()) notes.push_back(note);
  const look::Findings found = look::look_at(frame.atoms, frame.box, look::Purpose::simulated);
  look::throw_errors(found, path, frame.line);
  for (const std::string& w : found.warnings) warnings.push_back(path + ": " + w);
  if (const std::string disk = insert::disk_warning(settings, frame.atoms); !disk.empty()) warnings.push_back(disk);
  return frame;
}

double bulk_energy(const insert::InsertSettings& s, Log& log) {
  if (s.bulk_energy) {
    log.line(fmt::format("bulk {}: {:.6f} eV an atom, as given", s.species, *s.bulk_energy));
    return *s.bulk_energy;
  }
  try {
    const insert::Bulk bulk = insert::relax_bulk(insert::potential_path(s), s.species);
    log.line(fmt::format("bulk {}: bcc, lattice constant {:.4f} A, {:.6f} eV an atom", s.species, bulk.lattice_constant,
                         bulk.energy));
    return bulk.energy;
  } catch (Error& e) {
    throw e.file().empty() ? e.file(s.file) : e;
  }
}

/// Places that were within 20 meV of the winner of their row.
std::int64_t places_near(const std::vector<insert::LedgerRow>& rows) {
  return std::accumulate(rows.begin(), rows.end(), std::int64_t{0},
                         [](std::int64_t sum, const auto& r) { return sum + r.near_winner; });
}

std::string end_text(const insert::InsertSettings& settings, const insert::InsertReport& found) {
  const auto rows = static_cast<double>(found.rows.size());
  return fmt::format(
      "{}: {} rows, {} {} atoms, in {}; {:.1f} other places a row within 20 meV of the winner", found.end,
      found.rows.size(), found.rows.empty() ? found.base.start_number : found.rows.back().number, settings.species,
      duration_text(found.seconds), static_cast<double>(places_near(found.rows)) / std::max<double>(1, rows));
}

insert::InsertReport insert_one(const insert::InsertSettings& settings, const Surroundings& around, bool resume,
                                RowLines& lines) {
  Log& log = around.said();
  const std::string potential = insert::potential_path(settings);
  const auto energetics = insert::make_energetics(settings, open_potential(potential, around.device, Precision::single),
                                                  open_screening(potential, around.device));
  std::vector<std::string> warnings, notes;
  Frame frame = read_host(settings, warnings, notes);
  for (const std::string& n : notes) log.line(n);
  for (const std::string& w : warnings) log.line("warning: " + w);
  insert::InsertCalls calls;
  calls.stop = [&] { return around.stop && around.stop(); };
  calls.notice = [&](const std::string& text) { log.complaint("note: " + text); };
  calls.progress = [&](const insert::InsertStatus& s) { lines.update(s); };
  Structure start{std::move(frame.atoms), frame.box};
  insert::Insertion insertion(settings, std::move(start), *energetics, bulk_energy(settings, log), resume, calls);
  log.line(insert::ion_and_host(insertion.base()));
  return insertion.go();
}

Summary summary_of(const insert::InsertReport& found, Device device) {
  const auto& rows = found.rows;
  const insert::LedgerBase& base = found.base;
  const std::int64_t number = rows.empty() ? base.start_number : rows.back().number;
  Summary summary;
  summary.put("device", device == Device::cuda ? "cuda" : "cpu");
  summary.put("inserted", found.inserted());
  summary.put("number", number);
  if (base.host_mass > 0) summary.put("capacity_mAh_g", insert::capacity_mAh_g(static_cast<double>(number), base));
  summary.put("charge", std::int64_t{base.charge});
  summary.put("host_mass_g_mol", base.host_mass);
  if (base.guest_mass > 0) summary.put("guest_molar_mass_g_mol", base.guest_mass);
  if (!rows.empty()) {
    summary.put("first_voltage_V", rows.front().voltage);
    summary.put("last_voltage_V", rows.back().voltage);
    summary.put("last_smoothed_voltage_V", rows.back().smoothed);
    summary.put("formation_energy_eV", rows.back().formation);
    summary.put("within_20_meV", places_near(rows));
    summary.put("rows_with_others_within_20_meV",
                std::int64_t{std::count_if(rows.begin(), rows.end(), [](const auto& r) { return r.near_winner > 0; })});
  }
  summary.put("rows", static_cast<std::int64_t>(rows.size()));
  summary.put("bulk_energy_eV", base.bulk_energy);
  summary.put("end", found.end);
  summary.put("seconds", found.seconds);
  return summary;
}

/// The path from the folder that the job works in: so files say the same wherever that folder is.
std::string seen(const std::string& path, const Surroundings& around) {
  return around.folder.empty() ? path : fs::path(path).lexically_relative(around.folder).string();
}

/// The line that says what was written.
std::string write_band(const std::string& folder, const std::vector<std::string>& files, const Surroundings& around) {
  std::vector<insert::ReadLedger> ledgers;
  ledgers.reserve(files.size());
  for (const std::string& file : files) {
    ledgers.push_back(insert::read_ledger(file));
    ledgers.back().file = seen(file, around);
  }
  const std::vector<insert::BandRow> band = insert::voltage_band(ledgers);
  const fs::path in(folder);
  replace_files({{(in / insert::band_file).string(), csv_text(insert::band_table(band, ledgers))},
                 {(in / insert::band_picture_file).string(), insert::band_plot(band, ledgers.size())}},
                around.said());
  return fmt::format("{} and {}: {} runs\n", seen((in / insert::band_file).string(), around), insert::band_picture_file,
                     ledgers.size());
}

report::Report report_of(const insert::InsertSettings& settings, const insert::InsertReport& found, Device device) {
  report::Report report;
  report.words = end_text(settings, found) + "\n";
  report.summary = summary_of(found, device);
  report::Section section{
      "insert", "insertion", "", {number_row("inserted", "inserted", static_cast<double>(found.inserted()))}};
  if (!found.rows.empty()) {
    const insert::LedgerRow &first = found.rows.front(), &last = found.rows.back();
    section.rows.push_back(number_row("first_voltage_V", "first voltage (V)", first.voltage, "V", "{:.3f}"));
    section.rows.push_back(number_row("last_voltage_V", "last voltage (V)", last.voltage, "V", "{:.3f}"));
    section.rows.push_back(number_row("capacity_mAh_g", "capacity (mAh/g)", last.capacity, "mAh/g", "{:.1f}"));
  }
  report.sections.push_back(std::move(section));
  return report;
}

/// The report, or that of an insertion that was stopped.
report::Report ended(const insert::InsertReport& found, report::Report report) {
  if (!found.interrupted) return report;
  throw DetailedError(
      Error(fmt::format("stopped after {} rows; --resume goes on from {}", found.rows.size(), insert::checkpoint_file),
            Error::Kind::interrupted))
      .found(std::move(report));
}

Summary::Map run_map(std::uint64_t seed, const insert::InsertReport& found) {
  return {{"seed", static_cast<std::int64_t>(seed)},
          {"inserted", found.inserted()},
          {"first_voltage_V", found.rows.front().voltage},
          {"last_voltage_V", found.rows.back().voltage},
          {"end", found.end}};
}

insert::InsertSettings settings_of_seed(const insert::InsertSettings& settings, std::uint64_t seed) {
  insert::InsertSettings one = settings;
  one.seeds = {seed};
  one.output_folder = insert::path_in(settings, insert::seed_folder(seed));
  return one;
}

/// Folders of seeds that an earlier list had and this one has not.
std::vector<std::string> other_seeds(const insert::InsertSettings& settings) {
  std::set<std::string> own;
  if (settings.seeds.size() > 1)
    for (const std::uint64_t seed : settings.seeds) own.insert(insert::seed_folder(seed));
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(settings.folder.empty() ? "." : settings.folder, none)) {
    const std::string name = entry.path().filename().string();
    const bool is_seed = insert::seed_of_folder(name).has_value();
    const bool is_read = settings.structure.rfind(name + "/", 0) == 0 || settings.potential.rfind(name + "/", 0) == 0;
    if (is_seed && !is_read && own.count(name) == 0 && file_exists(entry.path() / insert::ledger_file))
      found.push_back(insert::path_in(settings, name));
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// Results of this folder that a run with these seeds does not replace and that would be taken for its own.
void set_aside_others(const insert::InsertSettings& settings, Log& log) {
  std::vector<std::string> paths = other_seeds(settings);
  paths.push_back(insert::path_in(settings, report::page_name));
  const std::string previous = previous_checkpoint(insert::checkpoint_file);
  if (settings.seeds.size() > 1)
    for (const char* name : {insert::ledger_file, insert::checkpoint_file, previous.c_str(), insert::final_file,
                             insert::picture_file, settings.structures_file.c_str()})
      paths.push_back(insert::path_in(settings, name));
  else if (paths.size() > 1)
    for (const char* name : {insert::band_file, insert::band_picture_file})
      paths.push_back(insert::path_in(settings, name));
  set_aside(paths, log);
}

/// No other process works here meanwhile.
void make_room(const insert::InsertSettings& settings, bool restart, Log& log) {
  const FolderLock lock(settings.folder, "nacre insert");
  for (const std::uint64_t seed : settings.seeds) {
    const insert::InsertSettings one = settings.seeds.size() > 1 ? settings_of_seed(settings, seed) : settings;
    if (!restart) expect_ended([&] { return insert::earlier_insertion(one); }, "row");
  }
  set_aside_others(settings, log);
}

/// One run a seed, each in a folder of its own, and their band.
report::Report insert_seeds(const insert::InsertSettings& settings, const Surroundings& around, bool resume) {
  std::vector<std::string> ledgers;
  std::vector<Summary::Map> runs;
  RowLines lines(around.said());
  const FolderLock lock(settings.folder, "nacre insert");  // each seed's folder has its own besides
  report::Report report;
  for (const std::uint64_t seed : settings.seeds) {
    const insert::InsertSettings one = settings_of_seed(settings, seed);
    around.said().line("in " + seen(one.output_folder, around));
    const bool known = resume && has_checkpoint(insert::output_in(one, insert::checkpoint_file));
    const insert::InsertReport found = insert_one(one, around, known, lines);
    if (!found.rows.empty()) {
      ledgers.push_back(insert::output_in(one, insert::ledger_file));
      runs.push_back(run_map(seed, found));
    }
    report = report_of(one, found, around.device);
    report.summary.put_maps("runs", runs);
    report = ended(found, std::move(report));
    around.said().line(end_text(one, found));
  }
  report.sections.clear();  // they are of the last seed alone
  report.words = ledgers.empty() ? "" : write_band(settings.folder, ledgers, around);
  return report;
}

report::Report insert_alone(const insert::InsertSettings& settings, const Surroundings& around, bool resume) {
  RowLines lines(around.said());
  const insert::InsertReport found = insert_one(settings, around, resume, lines);
  return ended(found, report_of(settings, found, around.device));
}

/// The work on what stands in this file; its errors name it.
template <class Action>
void with_file(const std::string& file, Action&& action) {
  try {
    action();
  } catch (Error& e) {
    throw e.file().empty() ? e.file(file) : e;
  }
}

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

std::string insert_file(const std::string& where) {
  return is_folder(where) ? (fs::path(where) / "insert.yaml").string() : where;
}

void list_insert_errors(const std::string& where, std::vector<Error>& errors, std::vector<std::string>& warnings) {
  const std::string file = insert_file(where);
  insert::InsertSettings settings;
  collect(file, errors, [&] { settings = insert::read_insert_settings(file, errors); });
  if (errors.empty()) list_insert_file_errors(settings, errors, warnings);
}

void list_insert_file_errors(const insert::InsertSettings& settings, std::vector<Error>& errors,
                             std::vector<std::string>& warnings) {
  std::vector<std::string> known;
  collect(settings.file, errors, [&] { known = make_force(insert::potential_path(settings))->species(); });
  collect(settings.file, errors, [&] {
    std::vector<std::string> notes;
    Frame frame = read_host(settings, warnings, notes);
    const std::string path = insert::path_in(settings, settings.structure);
    if (!known.empty()) with_file(path, [&] { frame.atoms.use_species(known); });
    insert::host_mass(frame.atoms, settings);
    insert::guest_mass(settings);
  });
  if (!known.empty() && std::find(known.begin(), known.end(), settings.species) == known.end())
    errors.push_back(Error("the potential does not know this element")
                         .file(settings.file)
                         .key("species")
                         .value(settings.species)
                         .allowed(fmt::format("{}", fmt::join(known, " "))));
}

void Insert::options(Options& table) {
  table.add_positional("CONFIG", config, "insert.yaml, or the folder that holds it").as(Path::input);
  table.add("resume", resume, "Go on from nacre.insert, with the same bits as without the stop");
  table.add("restart", restart, "Begin anew though a checkpoint of unfinished work is there; it is moved to .old")
      .without({"resume"});
  table.add("config", config, "The same as CONFIG").as(Path::input);
  table.add("schema", schema, "Print such a file with every default");
  table.add("keywords", keywords, "Print the keys of insert.yaml as a Markdown table");
  table.add("band", band, "Two or more insert.csv: their mean and band go to band.csv and band.svg")
      .times(2, 1000)
      .as(Path::input);
  viewer.add_to(table);
}

void Insert::own_files(const Surroundings& around, FileNames& names) const {
  if (!band.empty()) return write_into(around.folder, {insert::band_file, insert::band_picture_file}, "band", names);
  std::vector<Error> errors;
  try {
    if (!config.empty())
      put_first(insert::result_names(insert::read_insert_settings(insert_file(around.path(config)), errors)), names);
  } catch (const Error&) {  // the job will say what is wrong
  }
}

report::Report Insert::run(const Surroundings& around) {
  report::Report report;
  if (prints()) {
    report.words = schema ? insert::key_schema() : insert::key_manual();
    return report;
  }
  if (!band.empty()) {
    std::vector<std::string> files;
    for (const std::string& file : band) files.push_back(around.path(file));
    const FolderLock lock(around.folder, "nacre insert --band");
    report.words = write_band(around.folder, files, around);
    return report;
  }
  if (config.empty()) throw Error("the settings are needed").key("CONFIG").allowed("insert.yaml, or its folder");
  const insert::InsertSettings settings = read_settings(insert_file(around.path(config)));
  const std::string script = viewer.read(around);
  if (!resume) make_room(settings, restart, around.said());
  return with_page(insert_page(settings, script), around, [&](const Surroundings& watched) {
    return settings.seeds.size() > 1 ? insert_seeds(settings, watched, resume)
                                     : insert_alone(settings, watched, resume);
  });
}

}  // namespace nacre::jobs
