// Insertion of ions into a host, atom by atom, or their removal: insert.yaml and what it names (docs/insert.md), as
// `nacre insert` does it. Files are written into the folder of insert.yaml.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nacre/potential.h>

namespace nacre::v1 {

struct InsertionOptions {
  bool resume = false;                ///< go on from nacre.insert, with the bits of a run that was not cut
  std::optional<std::uint64_t> seed;  ///< needed where insert.yaml has several: this one, in the folder seed-N
  Device device = Device::cpu;
  int cuda_device = 0;
};

/// A row of the ledger: one step of the insertion.
struct InsertionRow {
  std::int64_t number = 0;                   ///< ions now
  std::int64_t change = 0;                   ///< by this row; negative: removed
  double energy = 0;                         ///< eV, of the structure
  double formation_energy = 0;               ///< eV
  double voltage = 0, smoothed_voltage = 0;  ///< V
  double capacity = 0;                       ///< mAh/g of host; NaN without host atoms
  std::int64_t candidates = 0, relaxed = 0;
  double seconds = 0;
  std::optional<std::array<double, 3>> position;  ///< Å, of the ion
};

struct InsertionCalls {
  std::function<bool()> stop;  ///< true: stop as soon as the present call of the force is done
  std::function<void(const InsertionRow&)> row;
  std::function<void(const std::string&)> notice;
};

struct InsertionReport {
  std::string end;  ///< "count", "ratio", "voltage", "no room", "nothing left", "interrupted"
  bool interrupted = false;
  double bulk_energy = 0;  ///< eV an ion, of its metal
  std::int64_t start_number = 0;
  std::vector<InsertionRow> rows;
  double seconds = 0;  ///< parts before a resume included
};

class Insertion {
 public:
  /// insert.yaml, or its folder. Reads and checks it. Throws Error with file and line; where several keys are wrong the
  /// first, and their number.
  explicit Insertion(const std::string& config);
  Insertion(Insertion&&) noexcept;
  Insertion& operator=(Insertion&&) noexcept;
  ~Insertion();
  /// All rows until the end that insert.yaml asks for. Throws Error(failed) when no candidate can be relaxed.
  InsertionReport run(const InsertionOptions& options = {}, const InsertionCalls& calls = {});

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace nacre::v1
