#include "insert/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "insert/ledger_head.h"
#include "io/line_cursor.h"
#include "io/text_lines.h"
#include "io/words.h"
#include "report/csv.h"

namespace nacre::insert {

namespace {
constexpr const char* columns =
    "N,change,ratio,capacity_mAh_g,energy_eV,formation_energy_eV,voltage_V,smoothed_voltage_V,window_rows,"
    "binding_energy_eV,candidates,relaxed,within_20_meV,steps,force_calls,seconds,seed,x_A,y_A,z_A,relaxation";

/// A number that is not known is an empty field, which pandas reads as NaN.
std::string field(std::optional<double> v, int decimals) {
  return v && std::isfinite(*v) ? fmt::format("{:.{}f}", *v, decimals) : "";
}

std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> fields(1);
  for (const char c : line) {
    if (c == ',')
      fields.emplace_back();
    else
      fields.back() += c;
  }
  return fields;
}

/// A row of the table by the names of its columns; a column that is not there counts as unknown.
class Fields {
 public:
  Fields(const std::map<std::string, std::size_t>& place, std::vector<std::string> fields)
      : place_(place), fields_(std::move(fields)) {}
  std::optional<double> known(const char* name) const {
    const auto at = place_.find(name);
    if (at == place_.end() || fields_[at->second].empty()) return {};
    return to_real(fields_[at->second], name);
  }
  double number(const char* name) const { return known(name).value_or(std::numeric_limits<double>::quiet_NaN()); }
  /// Programs that hold tables as real numbers write 1.0.
  std::int64_t count(const char* name, std::int64_t low, std::int64_t high) const {
    return to_integer(without_zero_fraction(fields_[place_.at(name)]), name, low, high);
  }

 private:
  const std::map<std::string, std::size_t>& place_;
  std::vector<std::string> fields_;
};

LedgerRow row_of(const Fields& fields) {
  LedgerRow row;
  row.number = fields.count("N", 0, most_atoms);
  row.change = fields.count("change", -most_atoms, most_atoms);
  row.ratio = fields.number("ratio");
  row.capacity = fields.number("capacity_mAh_g");
  row.voltage = fields.number("voltage_V");
  row.smoothed = fields.number("smoothed_voltage_V");
  row.window = static_cast<int>(fields.count("window_rows", 1, std::numeric_limits<int>::max()));
  row.energy = fields.number("energy_eV");
  row.formation = fields.number("formation_energy_eV");
  row.binding = fields.known("binding_energy_eV");
  const auto x = fields.known("x_A"), y = fields.known("y_A"), z = fields.known("z_A");
  if (x && y && z) row.position = Vec3{*x, *y, *z};
  return row;
}
}  // namespace

double capacity_mAh_g(double number, const LedgerBase& base) {
  return number * base.charge * faraday_mAh_per_mol / (base.host_mass + number * base.guest_mass);
}

double capacity_an_atom(const LedgerBase& base) { return base.guest_mass > 0 ? 0 : capacity_mAh_g(1, base); }

Ledger::Ledger(const LedgerBase& base) : base_(base) {}

double Ledger::formation_energy(std::int64_t number, double energy) const {
  if (base_.host_energy) return energy - *base_.host_energy - static_cast<double>(number) * base_.bulk_energy;
  return energy - base_.start_energy - static_cast<double>(number - base_.start_number) * base_.bulk_energy;
}

const LedgerRow& Ledger::add(LedgerRow row) {
  // Differences of energies, not of formation energies: the same numbers with less rounding.
  const auto voltage_since = [&](std::int64_t number, double energy) {
    return (base_.bulk_energy - (row.energy - energy) / static_cast<double>(row.number - number)) / base_.charge;
  };
  row.change = row.number - number();
  row.ratio = static_cast<double>(row.number) / static_cast<double>(base_.host_atoms);
  row.capacity = capacity_mAh_g(static_cast<double>(row.number), base_);
  row.formation = formation_energy(row.number, row.energy);
  row.voltage = voltage_since(number(), energy());
  row.window = std::min(base_.window, static_cast<int>(rows_.size()) + 1);
  const std::size_t before = rows_.size() + 1 - row.window;  // rows that are there before the window
  row.smoothed = before == 0 ? voltage_since(base_.start_number, base_.start_energy)
                             : voltage_since(rows_[before - 1].number, rows_[before - 1].energy);
  rows_.push_back(std::move(row));
  return rows_.back();
}

std::string ledger_header(const LedgerBase& base, const std::vector<std::pair<std::string, std::string>>& more) {
  return ledger_head(base, more) + columns + "\n";
}

std::string ledger_line(const LedgerRow& r) {
  std::string text =
      fmt::format("{},{},{},{},{:.9f},{:.9f},{:.9f},{:.9f},{},{},{},{},{},{},{},{:.3f},{}", r.number, r.change,
                  field(r.ratio, 9), field(r.capacity, 6), r.energy, r.formation, r.voltage, r.smoothed, r.window,
                  field(r.binding, 9), r.candidates, r.relaxed, r.near_winner, r.steps, r.calls, r.seconds, r.seed);
  for (int k = 0; k < 3; ++k) text += "," + (r.position ? field((*r.position)[k], 6) : std::string());
  return text + "," + r.reason + "\n";
}

ReadLedger read_ledger(const std::string& file) {
  ReadLedger ledger;
  ledger.file = file;
  TextLines lines(file);
  std::map<std::string, std::size_t> place;
  LedgerHeadReader head;
  int window = 0;
  for (std::string_view line; lines.next(line);) {
    if (!line.empty() && line[0] == '#') head.add(line, lines.number());
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> fields = split(line);
    if (place.empty()) {
      for (std::size_t i = 0; i < fields.size(); ++i)
        if (!place.emplace(fields[i], i).second)
          throw Error("this ledger names a column twice").file(file).line(lines.number()).key(fields[i]);
      for (const char* name :
           {"N", "change", "ratio", "capacity_mAh_g", "voltage_V", "smoothed_voltage_V", "window_rows"})
        if (place.count(name) == 0) throw Error("this ledger lacks a column").file(file).line(lines.number()).key(name);
      continue;
    }
    try {
      if (fields.size() != place.size()) throw Error("this row has the wrong number of fields");
      ledger.rows.push_back(row_of({place, std::move(fields)}));
      window = std::max(window, ledger.rows.back().window);
    } catch (Error& e) {
      throw e.file(file).line(lines.number());
    }
  }
  if (ledger.rows.empty()) throw Error("this ledger has no rows").file(file);
  try {
    ledger.base = head.base();
  } catch (Error& e) {
    throw e.file(file);
  }
  if (ledger.base) ledger.base->window = window;
  return ledger;
}

namespace {
/// Voltages of other ions are other voltages. A ledger without a head says nothing.
void check_one_ion(const std::vector<ReadLedger>& ledgers) {
  const LedgerBase* first = nullptr;
  const auto differs = [](const ReadLedger& l, const char* key, const std::string& is, const std::string& was) {
    if (is != was) throw Error("the ledgers of a band are of one ion").file(l.file).key(key).value(is).allowed(was);
  };
  for (const ReadLedger& l : ledgers) {
    if (!l.base) continue;
    if (first == nullptr) first = &*l.base;
    differs(l, "species", l.base->species, first->species);
    differs(l, "charge", std::to_string(l.base->charge), std::to_string(first->charge));
  }
}

/// What all rows agree on to the ledger's rounding, else NaN.
double common(const std::vector<const LedgerRow*>& rows, double LedgerRow::*value) {
  constexpr double rounding = 2e-6;
  for (const LedgerRow* r : rows)
    if (std::abs(r->*value - rows[0]->*value) > rounding * std::max(1.0, std::abs(rows[0]->*value)))
      return std::numeric_limits<double>::quiet_NaN();
  return rows[0]->*value;
}

/// One line a host that the capacities are of, as the heads say it.
std::vector<std::string> host_lines(const std::vector<ReadLedger>& ledgers) {
  std::vector<std::string> lines;
  for (const ReadLedger& l : ledgers) {
    if (!l.base) continue;
    const std::string line = ion_and_host(*l.base);
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
  }
  if (lines.size() > 1) lines.emplace_back("ratio and capacity are empty where the hosts differ in them");
  return lines;
}
}  // namespace

std::string ion_and_host(const LedgerBase& base) {
  std::string text =
      fmt::format("{} with {} e; capacity of {:.6g} g/mol of host", base.species, base.charge, base.host_mass);
  if (!base.formula.empty()) text += " (" + base.formula + ")";
  if (base.guest_mass > 0) text += fmt::format(" and {:.6g} g/mol of each {}", base.guest_mass, base.species);
  return text;
}

std::vector<BandRow> voltage_band(const std::vector<ReadLedger>& ledgers) {
  check_one_ion(ledgers);
  std::map<std::int64_t, std::vector<const LedgerRow*>> at;
  for (const ReadLedger& ledger : ledgers)
    for (const LedgerRow& row : ledger.rows) at[row.number].push_back(&row);
  std::vector<BandRow> band;
  for (const auto& [number, rows] : at) {
    BandRow b{number, common(rows, &LedgerRow::ratio), common(rows, &LedgerRow::capacity),
              static_cast<int>(rows.size())};
    b.low = b.smoothed_low = std::numeric_limits<double>::infinity();
    b.high = b.smoothed_high = -b.low;
    b.window = rows[0]->window;
    for (const LedgerRow* r : rows) {
      b.mean += r->voltage / b.runs, b.smoothed_mean += r->smoothed / b.runs;
      b.low = std::min(b.low, r->voltage), b.high = std::max(b.high, r->voltage);
      b.smoothed_low = std::min(b.smoothed_low, r->smoothed), b.smoothed_high = std::max(b.smoothed_high, r->smoothed);
    }
    double squares = 0;
    for (const LedgerRow* r : rows) squares += (r->voltage - b.mean) * (r->voltage - b.mean);
    if (b.runs > 1) b.error = std::sqrt(squares / (b.runs - 1) / b.runs);
    band.push_back(b);
  }
  return band;
}

report::Table band_table(const std::vector<BandRow>& band, const std::vector<ReadLedger>& ledgers) {
  report::Table table{"band.csv",
                      {fmt::format("voltages of {} runs against the number of atoms; error: standard error of the mean",
                                   ledgers.size())},
                      {{"N"}, {"ratio", "{:.9f}"}, {"capacity_mAh_g", "{:.6f}"}, {"runs"}},
                      {}};
  for (const ReadLedger& l : ledgers) table.comments.push_back(l.file);
  for (std::string& line : host_lines(ledgers)) table.comments.push_back(std::move(line));
  for (const char* name : {"voltage_mean_V", "voltage_min_V", "voltage_max_V", "voltage_error_V", "smoothed_mean_V",
                           "smoothed_min_V", "smoothed_max_V"})
    table.columns.push_back({name, "{:.9f}"});
  for (const BandRow& b : band)
    table.rows.push_back({b.number, report::finite_cell(b.ratio), report::finite_cell(b.capacity), b.runs, b.mean,
                          b.low, b.high, b.error, b.smoothed_mean, b.smoothed_low, b.smoothed_high});
  return table;
}

}  // namespace nacre::insert
