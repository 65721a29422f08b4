#include "insert/insertion.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <utility>

#include "core/clock.h"
#include "core/record_sizes.h"
#include "core/whole_number.h"
#include "insert/electrode.h"
#include "insert/same_input.h"
#include "insert/voltage_plot.h"
#include "io/extxyz.h"
#include "io/formats/write.h"
#include "io/hash.h"
#include "io/old_results.h"
#include "io/words.h"

namespace nacre::insert {

namespace {
namespace fs = std::filesystem;
constexpr std::int64_t picture_interval = 20;  // rows
constexpr int exact_digits = 17;

FolderLock lock_results(const InsertSettings& settings) {
  if (!settings.output_folder.empty()) fs::create_directories(settings.output_folder);
  return {settings.output_folder, "nacre insert"};
}
}  // namespace

Insertion::Insertion(const InsertSettings& settings, Structure start, Energetics& energetics, double bulk_energy,
                     bool resume, InsertCalls calls)
    : settings_(settings),
      lock_(lock_results(settings)),
      energetics_(energetics),
      calls_(std::move(calls)),
      structure_hash_(hash_of_file(path_in(settings, settings.structure))),
      potential_hash_(hash_of_file(potential_path(settings))) {
  try {
    start.atoms.use_species(energetics.species());
  } catch (Error& e) {
    throw e.file(path_in(settings, settings.structure));
  }
  if (resume)
    load();
  else
    begin(std::move(start), bulk_energy);
  search_ = std::make_unique<Search>(settings_, energetics_, ledger_.base().bulk_energy, calls_.stop);
}

void Insertion::begin(Structure start, double bulk_energy) {
  LedgerBase base;
  base.species = settings_.species, base.host = settings_.host;
  for (const int t : start.atoms.type) {
    base.start_number += start.atoms.species[t] == settings_.species;
    base.host_atoms += start.atoms.species[t] == settings_.host;
  }
  if (base.host_atoms == 0 && settings_.until.ratio)
    throw Error("a ratio needs host atoms, and the structure has none").file(settings_.file).key("until.ratio");
  if (base.host_atoms == 0 && settings_.host_molar_mass)
    throw Error("a molar mass of the host needs host atoms, and the structure has none")
        .file(settings_.file)
        .key("host")
        .value(settings_.host);
  base.host_mass = host_mass(start.atoms, settings_);
  base.guest_mass = guest_mass(settings_);
  base.formula = host_formula(start.atoms, settings_.species);
  base.charge = settings_.ion_charge();
  base.bulk_energy = bulk_energy;
  base.host_energy = settings_.host_energy;
  base.window = settings_.smoothing;
  ledger_ = Ledger(base);
  structure_ = std::move(start);
  // Frames of the input may have velocities; nothing here moves in time.
  for (Vec3& v : structure_.atoms.velocity) v = {};
  structure_.atoms.has_velocity = false;
}

/// Moved to .old, and said; the checkpoint before the last one goes.
void Insertion::set_aside_results() const {
  std::vector<std::string> names{ledger_file, checkpoint_file, final_file, picture_file};
  if (settings_.structures_every > 0) names.push_back(settings_.structures_file);
  for (std::string& name : names) name = output_in(settings_, name);
  const std::string moved = set_aside(names);
  std::error_code none;
  fs::remove(previous_checkpoint(output_in(settings_, checkpoint_file)), none);
  if (!moved.empty() && calls_.notice) calls_.notice(moved);
}

/// The start, its energy and the heads of the files; false when interrupted.
bool Insertion::relax_start() {
  if (settings_.relax.host && !search_->relax_start(structure_)) return false;
  energetics_.evaluate(structure_, now_);
  LedgerBase base = ledger_.base();
  base.start_energy = now_.energy;
  if (base.start_number == 0 && !base.host_energy) base.host_energy = now_.energy;
  ledger_ = Ledger(base);
  set_aside_results();
  ledger_stream_ = KeptFile(output_in(settings_, ledger_file));
  ledger_stream_.append(ledger_header(base, {{"potential", settings_.potential},
                                             {"structure", settings_.structure},
                                             {"seed", std::to_string(settings_.seed())}}));
  if (settings_.structures_every > 0) {
    frames_stream_ = KeptFile(output_in(settings_, settings_.structures_file));
    append_frame();
  }
  save();
  return true;
}

void Insertion::save() {
  Record state, table;
  for (const auto& [key, words] : settings_.given) state.texts["given." + key] = words;
  state.put_integer("seed", static_cast<std::int64_t>(settings_.seed()));
  state.put_integer("finished", finished_);
  state.texts["settings_file"] = fs::path(settings_.file).filename().string();
  state.put_integer("structure_hash", structure_hash_);
  state.put_integer("potential_hash", potential_hash_);
  const LedgerBase& b = ledger_.base();
  state.put_integer("host_atoms", b.host_atoms);
  state.put("host_mass", b.host_mass);
  if (!b.formula.empty()) state.texts["host_formula"] = b.formula;
  state.put_integer("charge", b.charge);
  state.put_integer("start_number", b.start_number);
  state.put("start_energy", b.start_energy);
  state.put("bulk_energy", b.bulk_energy);
  if (b.host_energy) state.put("host_energy", *b.host_energy);
  std::vector<double> energy, seconds;
  auto& number = state.integers["number"];
  auto& near = state.integers["near_winner"];
  for (const LedgerRow& r : ledger_.rows())
    number.push_back(r.number), near.push_back(r.near_winner), energy.push_back(r.energy), seconds.push_back(r.seconds);
  state.put("energy", energy);
  state.put("row_seconds", seconds);
  state.put("seconds", seconds_before_ + seconds_);
  ledger_stream_.mark().save(state, "ledger_bytes");
  if (settings_.structures_every > 0) frames_stream_.mark().save(state, "frames_bytes");
  energetics_.save(table);
  System system;
  system.atoms = structure_.atoms.clone();
  system.box = structure_.box;
  system.step = rows();
  write_checkpoint(output_in(settings_, checkpoint_file), system, {{"insertion", state}, {"energetics", table}},
                   previous_of(saved_rows_<0, rows()> saved_rows_));
  saved_rows_ = rows();
}

/// Rows that an earlier version began go on as they began: charge 1, mass of the host's element alone.
void Insertion::load_electrode(const Record& state, LedgerBase& base) const {
  constexpr double carbon = 12.011;  // g/mol, the default then
  const bool is_known = state.reals.count("host_mass") != 0;
  base.host_mass = is_known ? state.real("host_mass")
                            : static_cast<double>(base.host_atoms) * settings_.host_molar_mass.value_or(carbon);
  base.guest_mass = guest_mass(settings_);  // a given key: the same as at the start, or the resume is refused
  base.charge = is_known ? static_cast<int>(integer_of(state, "charge", 1, most_charge)) : 1;
  if (state.texts.count("host_formula") != 0) base.formula = state.texts.at("host_formula");
}

void Insertion::load() {
  const std::string notice =
      load_or_go_back(output_in(settings_, checkpoint_file), [this](const std::string& path) { load_from(path); });
  if (!notice.empty() && calls_.notice) calls_.notice(notice);
}

void Insertion::load_rows(const Record& state) {
  const auto& number = state.integers_at("number");
  const auto energy = reals_of(state, "energy", number.size()), seconds = reals_of(state, "row_seconds", number.size());
  const auto near_winner = integers_of(state, "near_winner", number.size());
  for (std::size_t i = 0; i < number.size(); ++i) {
    if (number[i] < 0 || number[i] > most_atoms)
      throw Error("the checkpoint entry is out of range", Error::Kind::failed).key("number");
    LedgerRow row;
    row.number = number[i], row.energy = energy[i], row.near_winner = near_winner[i], row.seconds = seconds[i];
    ledger_.add(row);
  }
}

void Insertion::load_from(const std::string& path) {
  Checkpoint checkpoint = read_checkpoint(path);
  const Record& state = insertion_part(checkpoint, path);
  compare_input(state, settings_, structure_hash_, potential_hash_);
  LedgerBase base;
  base.species = settings_.species, base.host = settings_.host;
  base.host_atoms = count_of(state, "host_atoms");
  load_electrode(state, base);
  base.bulk_energy = state.real("bulk_energy");
  base.start_number = count_of(state, "start_number");
  base.start_energy = state.real("start_energy");
  if (state.reals.count("host_energy") != 0) base.host_energy = state.real("host_energy");
  base.window = settings_.smoothing;
  ledger_ = Ledger(base);
  load_rows(state);
  seconds_before_ = state.real("seconds");
  energetics_.load(checkpoint.parts["energetics"]);
  structure_ = {std::move(checkpoint.system.atoms), checkpoint.system.box};
  structure_.atoms.use_species(energetics_.species());
  energetics_.evaluate(structure_, now_);
  open_kept(state);
  saved_rows_ = rows();
}

/// Both files are as they were, or none is cut.
void Insertion::open_kept(const Record& state) {
  const std::string ledger = output_in(settings_, ledger_file),
                    frames = output_in(settings_, settings_.structures_file);
  const FileMark ledger_mark = FileMark::load(state, "ledger_bytes");
  const bool has_frames = settings_.structures_every > 0;
  if (!has_frames) {
    ledger_stream_ = KeptFile(ledger, ledger_mark);
    return;
  }
  const FileMark frames_mark = FileMark::load(state, "frames_bytes");
  check_mark(frames, frames_mark);
  ledger_stream_ = KeptFile(ledger, ledger_mark);
  frames_stream_ = KeptFile(frames, frames_mark);
}

std::string Insertion::end_reached() const {
  const Until& u = settings_.until;
  const bool removing = settings_.mode == Mode::remove;
  const std::int64_t number = ledger_.number();
  const double ratio = static_cast<double>(number) / static_cast<double>(ledger_.base().host_atoms);
  constexpr double rounding = 1e-9;  // a ratio of 0.1 is 60 atoms of 600
  if (removing && number == 0) return "nothing left";
  if (u.count && (removing ? number <= *u.count : number >= *u.count)) return "count";
  if (u.ratio && (removing ? ratio <= *u.ratio + rounding : ratio >= *u.ratio - rounding)) return "ratio";
  if (u.voltage && rows() >= settings_.smoothing) {
    const double v = ledger_.rows().back().smoothed;
    if (removing ? v > *u.voltage : v < *u.voltage) return "voltage";
  }
  return "";
}

std::int64_t Insertion::most_to_add() const {
  double most = 1e9;
  const auto number = static_cast<double>(ledger_.number());
  if (settings_.until.count) most = std::min(most, static_cast<double>(*settings_.until.count) - number);
  if (settings_.until.ratio)
    most = std::min(most,
                    std::ceil(*settings_.until.ratio * static_cast<double>(ledger_.base().host_atoms) - 1e-6) - number);
  return within<std::int64_t>(most, 1);
}

/// Rows left at the mean of the latest rows.
double Insertion::seconds_left(double seconds, std::int64_t rows) const {
  if (!settings_.until.count && !settings_.until.ratio) return -1;
  std::int64_t left = most_to_add();
  if (settings_.mode == Mode::remove) {
    const double least = std::max(static_cast<double>(settings_.until.count.value_or(0)),
                                  settings_.until.ratio.value_or(0) * static_cast<double>(ledger_.base().host_atoms));
    left = ledger_.number() - within<std::int64_t>(std::floor(least + 1e-6));
  } else if (settings_.mode == Mode::random) {
    left = (left + settings_.batch_size - 1) / settings_.batch_size;
  }
  if (!end_reached().empty()) left = 0;
  return static_cast<double>(left) * seconds / static_cast<double>(std::max<std::int64_t>(1, rows));
}

InsertReport Insertion::go() {
  const double begin = now_seconds();
  const std::int64_t rows_before = rows();
  InsertReport report;
  const auto finish = [&](const std::string& end) {
    seconds_ = now_seconds() - begin;
    report.end = end;
    report.interrupted = end == "interrupted";
    report.is_saved = !ledger_stream_.path().empty();
    report.base = ledger_.base();
    report.rows = ledger_.rows();
    report.seconds = seconds_before_ + seconds_;
    return report;
  };
  const bool is_new = ledger_stream_.path().empty();
  if (is_new && !relax_start()) return finish("interrupted");
  double row_begin = now_seconds();
  std::string end;
  while ((end = end_reached()).empty()) {
    Step step = search_->next(structure_, ledger_.energy(), ledger_.number(), most_to_add());
    if (step.end == Step::End::interrupted) end = "interrupted";
    if (step.end == Step::End::no_room) end = settings_.mode == Mode::remove ? "nothing left" : "no room";
    if (!end.empty()) break;
    seconds_ = now_seconds() - begin;
    take(std::move(step), now_seconds() - row_begin);
    row_begin = now_seconds();
    if (calls_.progress)
      calls_.progress({ledger_.rows().back(), seconds_, seconds_left(row_begin - begin, rows() - rows_before)});
  }
  write_results();
  finished_ = end != "interrupted";
  if (finished_) save();
  return finish(end);
}

void Insertion::take(Step step, double seconds) {
  structure_ = std::move(step.structure);
  now_ = std::move(step.now);
  step.row.seconds = seconds;
  const LedgerRow& row = ledger_.add(std::move(step.row));
  ledger_stream_.append(ledger_line(row));
  if (settings_.structures_every > 0 && rows() % settings_.structures_every == 0) append_frame();
  save();
  if (rows() % picture_interval == 0)
    write_whole(output_in(settings_, picture_file), voltage_plot(ledger_.base(), ledger_.rows()));
}

namespace {
/// Last bits depend on whether a run was cut; these digits do not.
Mat3 rounded(const Mat3& virial) {
  constexpr double per_unit = 1e6;
  Mat3 r;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) r.m[i][j] = std::round(virial.m[i][j] * per_unit) / per_unit;
  return r;
}
}  // namespace

std::string Insertion::frame(int digits) const {
  ExtxyzOptions options;
  options.columns.atom_energy = true;
  options.more = {{"energies", &now_.atom_energy}};  // ASE's name
  options.digits = digits;
  options.extra = fmt::format("N={} energy={:.9f}", ledger_.number(), now_.energy);
  if (rows() > 0)
    options.extra += fmt::format(" voltage={:.9f} formation_energy={:.9f}", ledger_.rows().back().voltage,
                                 ledger_.rows().back().formation);
  options.extra += " " + formats::virial_and_stress(rounded(now_.virial), structure_.box);
  std::string text;
  format_frame(text, structure_.atoms, structure_.box, &now_, options);
  return text;
}

void Insertion::append_frame() { frames_stream_.append(frame(9)); }

void Insertion::write_results() const {
  write_whole(output_in(settings_, final_file), frame(exact_digits));
  write_whole(output_in(settings_, picture_file), voltage_plot(ledger_.base(), ledger_.rows()));
}

}  // namespace nacre::insert
