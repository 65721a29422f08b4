// The ledger of an insertion: what every row of insert.csv says, from numbers of atoms and energies alone.
//
//   E_f(N) = E(N) - E_0 - (N - N_0) E_bulk     formation energy, eV; E_0, N_0: the start, or the given empty host,
//                                              N_0 = 0
//   V(row) = -[E_f(N) - E_f(N')] / [z (N - N')]
//                                              raw voltage, V: N' atoms in the row before, z the charge of the ion
//   V_s    = the same over the last w rows     smoothed: the mean voltage of all atoms of the window; over fewer rows
//                                              at the start, where there are no more
//   Q(N)   = N z F / (m_host + N m_guest)      capacity, mAh/g; F = 26801.4 mAh/mol, m_host in g/mol, of all that is not
//                                              inserted (electrode.h); m_guest: the molar mass of the inserted species
//                                              where the capacity is of the total mass, 0 where it is of the host's
//
// So the sum of z V dN over all rows is -[E_f(end) - E_f(start)]. V_s of w rows belongs to the middle of its window; the
// picture draws it there.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/vec3.h"
#include "report/table.h"

namespace nacre::insert {

inline constexpr double faraday_mAh_per_mol = 26801.4;
inline constexpr std::int64_t most_atoms = 1'000'000'000'000;  ///< that a ledger or a checkpoint may count
inline constexpr int most_charge = 8;                          ///< e, of an ion

/// What all rows have in common.
struct LedgerBase {
  std::string species = "Na", host = "C";
  std::int64_t host_atoms = 0;
  double host_mass = 0;    ///< g/mol, of all that is not inserted, or as `host_molar_mass` says
  double guest_mass = 0;   ///< g/mol, of an inserted atom, which the capacity counts too; 0: it is of the host alone
  std::string formula;     ///< of all that is not inserted, "C56 O8"; empty: not known
  int charge = 1;          ///< e, of an inserted ion
  double bulk_energy = 0;  ///< eV an atom
  std::int64_t start_number = 0;
  double start_energy = 0;            ///< eV
  std::optional<double> host_energy;  ///< eV, of the empty host; absent: E_f counts from the start
  int window = 10;                    ///< rows
};

struct LedgerRow {
  std::int64_t number = 0;  ///< atoms of the species now
  std::int64_t change = 0;  ///< by this row; negative: removed
  double energy = 0;        ///< eV
  // Columns that only the search knows
  std::optional<double> binding;  ///< eV
  std::int64_t candidates = 0, relaxed = 0, near_winner = 0, steps = 0, calls = 0;
  double seconds = 0;
  std::uint64_t seed = 0;
  std::optional<Vec3> position;  ///< Å
  std::string reason;
  // Derived by Ledger::add
  double ratio = 0, capacity = 0, formation = 0, voltage = 0, smoothed = 0;
  int window = 0;  ///< rows that `smoothed` is over
};

/// Of so many atoms, or of the middle between two numbers. Infinite or NaN without a host's mass.
double capacity_mAh_g(double number, const LedgerBase& base);

/// mAh/g of each atom where the capacity grows evenly with N; 0 where it does not: then pictures have no axis of it.
double capacity_an_atom(const LedgerBase& base);

/// One line for people: species, charge, mass and formula of the host.
std::string ion_and_host(const LedgerBase& base);

class Ledger {
 public:
  Ledger() = default;
  explicit Ledger(const LedgerBase& base);
  /// Fills in what is derived and keeps the row.
  const LedgerRow& add(LedgerRow row);
  const LedgerBase& base() const { return base_; }
  const std::vector<LedgerRow>& rows() const { return rows_; }
  std::int64_t number() const { return rows_.empty() ? base_.start_number : rows_.back().number; }
  double energy() const { return rows_.empty() ? base_.start_energy : rows_.back().energy; }
  double formation_energy(std::int64_t number, double energy) const;

 private:
  LedgerBase base_;
  std::vector<LedgerRow> rows_;
};

/// Comment lines (ledger_head.h) and the names of the columns. `more`: further keys about the run.
std::string ledger_header(const LedgerBase& base, const std::vector<std::pair<std::string, std::string>>& more);
std::string ledger_line(const LedgerRow& row);

/// What others need of a ledger on disk: number, capacity, voltages, window; energy, binding energy and position where
/// the row has them.
struct ReadLedger {
  std::string file;
  std::vector<LedgerRow> rows;
  std::optional<LedgerBase> base{};  ///< from the comment lines; window: the longest. Absent where the lines are
};
/// Throws Error(bad_input) with file and line for a file that is not a ledger.
ReadLedger read_ledger(const std::string& file);

/// Mean, lowest and highest voltage of several ledgers at every number of atoms that any of them has.
struct BandRow {
  std::int64_t number = 0;
  double ratio = 0, capacity = 0;  ///< NaN where the hosts of the ledgers differ in it
  int runs = 0;
  double mean = 0, low = 0, high = 0, error = 0;  ///< V, raw; error: standard error of the mean, 0 for one run
  double smoothed_mean = 0, smoothed_low = 0, smoothed_high = 0;  ///< V
  int window = 0;
};
/// Throws Error(bad_input) with the file for ledgers of different species or charges.
std::vector<BandRow> voltage_band(const std::vector<ReadLedger>& ledgers);
report::Table band_table(const std::vector<BandRow>& band, const std::vector<ReadLedger>& ledgers);

}  // namespace nacre::insert
