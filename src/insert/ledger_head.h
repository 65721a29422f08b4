// The head of a ledger: YAML in comment lines ("# key: value"), so that a program reads the text behind "# " as YAML and
// pandas skips it. It says what the rows are about; below `columns`, what the columns mean.
//
// Version 0.1 of nacre wrote the same as two sentences; they are still read.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "insert/ledger.h"

namespace nacre::insert {

/// The whole head with "# " before each line. `more`: further keys about the run.
std::string ledger_head(const LedgerBase& base, const std::vector<std::pair<std::string, std::string>>& more);

/// Collects the comment lines of a ledger and reads them.
class LedgerHeadReader {
 public:
  /// A line that begins with '#'.
  void add(std::string_view line, long number);
  /// None when the comment lines are not a head. Throws Error with line and key for a head with a wrong value, or of a
  /// version that this program does not know. `window` is not in it.
  std::optional<LedgerBase> base() const;

 private:
  std::string text_;  ///< behind "# "
  long first_ = 0;    ///< line of the file
};

}  // namespace nacre::insert
