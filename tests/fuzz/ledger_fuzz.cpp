// insert.csv: head, rows, and the band of several of them.
#include "fuzz.h"
#include "insert/ledger.h"
#include "report/csv.h"

namespace nacre::fuzz {

void ledger(Bytes bytes) {
  const insert::ReadLedger read = insert::read_ledger(file_of(bytes));
  require(!read.rows.empty(), "a ledger has rows");
  const std::vector<insert::ReadLedger> both{read, read};
  report::csv_text(insert::band_table(insert::voltage_band(both), both));
  if (read.base) insert::ion_and_host(*read.base), insert::ledger_header(*read.base, {});
}

}  // namespace nacre::fuzz
