// A finished insertion as `nacre insert` left it in a folder: the ledger (insert.csv) and the frames (structures.xyz,
// and final.xyz where that has more atoms). Files: docs/insert.md.
//
// Which guest atom is which row: an inserted atom is appended to the structure, and nothing changes the order after
// that. So the guests of any frame, in the order of its atoms, are those of the start, then those of row 1, 2, ...
// Two things prove it for each frame: their number is an N of the ledger, and where the ledger gives the place of the
// row that ends at this N, the last guest is there.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "insert/ledger.h"
#include "io/extxyz.h"

namespace nacre::sites {

/// A frame of the trajectory and where it belongs.
struct RunFrame {
  std::int64_t index = 0;   ///< from 0
  std::int64_t number = 0;  ///< guests, N of the ledger
  std::int64_t row = -1;    ///< the last row that it holds; -1: the start
  const Frame* frame = nullptr;
};

class InsertionRun {
 public:
  /// The folder, or the ledger in it. `structures`: name of the trajectory in the folder. Throws Error(bad_input): no
  /// ledger, no head in it, a run that removes atoms, no frames at all, a ledger of another input than the one beside it.
  explicit InsertionRun(const std::string& path, const std::string& structures = "structures.xyz");

  const std::string& folder() const { return folder_; }
  const insert::LedgerBase& base() const { return *ledger_.base; }
  const std::vector<insert::LedgerRow>& rows() const { return ledger_.rows; }
  /// The row that inserted guest g; -1: it was there at the start.
  std::int64_t row_of(std::int64_t guest) const;
  /// N before and after a row.
  std::int64_t number_before(std::int64_t row) const;
  std::int64_t number_after(std::int64_t row) const { return rows()[row].number; }

  /// All frames, in order; one in memory at a time. Throws Error for a frame that is not of this ledger.
  void for_each_frame(const std::function<void(const RunFrame&)>& body) const;

 private:
  void check_fresh() const;
  void check_frame(const RunFrame& frame) const;
  std::int64_t row_that_ends_at(std::int64_t number) const;

  std::string folder_;
  insert::ReadLedger ledger_;
  std::vector<std::string> files_;
};

/// The insertion in this folder, or one for each seed-N in it, as `seed: [1, 2]` leaves them. Throws Error when there
/// is none.
std::vector<std::string> insertion_folders(const std::string& path);

}  // namespace nacre::sites
