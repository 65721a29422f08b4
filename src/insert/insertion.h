// Insertion: the loop around the search. Row after row until the end that insert.yaml asks for; ledger, trajectory,
// checkpoint and picture. Files: docs/insert.md.
//
// After every row the ledger and, where due, the trajectory are appended to, then the checkpoint is written whole: it
// holds the structure, the energies of all rows, the table of candidate energies and the lengths of the other files. A
// resumed run cuts those back to it, so that a row whose checkpoint was never written is made again, with the same bits
// (the column of seconds apart).
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "insert/search.h"
#include "io/checkpoint.h"
#include "io/folder_lock.h"
#include "io/kept_file.h"

namespace nacre::insert {

inline constexpr const char* checkpoint_file = "nacre.insert";
inline constexpr const char* ledger_file = "insert.csv";
inline constexpr const char* final_file = "final.xyz";
inline constexpr const char* picture_file = "insert.svg";
inline constexpr const char* band_file = "band.csv";
inline constexpr const char* band_picture_file = "band.svg";

struct InsertStatus {
  const LedgerRow& row;
  double seconds;       ///< of this program
  double seconds_left;  ///< negative: not known
};

struct InsertCalls {
  std::function<bool()> stop;  ///< true: stop as soon as the present force call is done
  std::function<void(const InsertStatus&)> progress;
  std::function<void(const std::string&)> notice;
};

struct InsertReport {
  std::string end;  ///< "count", "ratio", "voltage", "no room", "nothing left", "interrupted"
  bool interrupted = false;
  bool is_saved = true;  ///< false: interrupted before the first checkpoint
  LedgerBase base;
  std::vector<LedgerRow> rows;  ///< all; columns of the search only where this program made the row, near_winner always
  double seconds = 0;           ///< in all, parts before a resume included
  std::int64_t inserted() const { return rows.empty() ? 0 : rows.back().number - base.start_number; }
};

/// What of an earlier insertion lies in a folder of results. Throws Error(bad_input) for checkpoints that cannot be read.
EarlierWork earlier_insertion(const InsertSettings& settings);

/// Why the results in `folder` are not what the settings that made them (insert.yaml in `settings_folder`), their
/// structure and their potential say now; empty: they are, or nothing is known. An end that lies farther is no
/// difference. `seed`: of the results, where the settings list several.
std::string stale_reason(const std::string& folder, const std::string& settings_folder,
                         std::optional<std::uint64_t> seed = {});

class Insertion {
 public:
  /// `start`: the structure of insert.yaml; `bulk_energy` in eV an atom. With `resume` the state is that of the
  /// checkpoint. The folder of the results is made, and locked as long as this lives. Throws Error: another process works
  /// there, a checkpoint of another insertion, elements that the potential does not know.
  Insertion(const InsertSettings& settings, Structure start, Energetics& energetics, double bulk_energy, bool resume,
            InsertCalls calls);
  /// Throws Error(failed) when no candidate can be relaxed. All files are whole when it returns.
  InsertReport go();
  const LedgerBase& base() const { return ledger_.base(); }

 private:
  void begin(Structure start, double bulk_energy);
  bool relax_start();
  void load();
  void load_from(const std::string& path);
  void load_electrode(const Record& state, LedgerBase& base) const;
  void load_rows(const Record& state);
  void open_kept(const Record& state);
  void save();
  void set_aside_results() const;
  std::string end_reached() const;
  std::int64_t most_to_add() const;
  double seconds_left(double seconds, std::int64_t rows) const;
  void take(Step step, double seconds);
  void append_frame();
  std::string frame(int digits) const;
  void write_results() const;
  std::int64_t rows() const { return static_cast<std::int64_t>(ledger_.rows().size()); }

  const InsertSettings& settings_;
  FolderLock lock_;
  Energetics& energetics_;
  InsertCalls calls_;
  std::unique_ptr<Search> search_;
  Structure structure_;
  Evaluation now_;
  Ledger ledger_;
  KeptFile ledger_stream_, frames_stream_;
  std::int64_t structure_hash_, potential_hash_;  ///< of the files, as they were read
  std::int64_t saved_rows_ = -1;                  ///< of the last checkpoint; -1: there is none of this insertion
  double seconds_before_ = 0, seconds_ = 0;
  bool finished_ = false;  ///< the end that was asked for is reached
};

}  // namespace nacre::insert
