// A user's table of features (CSV): all columns as features, and with columns of other uses.
#include "fuzz.h"
#include "learn/table.h"

namespace nacre::fuzz {

namespace {
void read(const std::string& path, const learn::TableColumns& columns) {
  const learn::Table table = learn::read_table(path, columns);
  require(table.rows() > 0, "a table has rows");
  table.check();
  table.definitions({"option"});
  table.rows_of({table.rows() - 1, 0});
  learn::scaling_of(table).apply(table);
}
}  // namespace

void table(Bytes bytes) {
  const std::string path = file_of(bytes);
  try {
    read(path, {});
  } catch (const Error&) {  // columns of words
  }
  read(path, {.features = {},
              .label = "label",
              .group = "box",
              .extra = {"energy"},
              .ignored = {},
              .classes = {},
              .optional = {"place"}});
}

}  // namespace nacre::fuzz
