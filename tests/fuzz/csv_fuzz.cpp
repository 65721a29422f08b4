// A table that an earlier call wrote (rdf.csv, xrd.csv, pores.csv, evaluation.csv): read, written, read.
#include "fuzz.h"
#include "report/csv.h"
#include "report/read_csv.h"

namespace nacre::fuzz {

void csv(Bytes bytes) {
  const report::Table table = report::read_csv(std::string(bytes));
  for (const auto& row : table.rows) {
    require(row.size() == table.columns.size(), "a row has a cell for each column");
    for (const report::Cell& cell : row) report::number_of(cell);
  }
  report::read_csv(report::csv_text(table));
}

}  // namespace nacre::fuzz
