// A table of results: columns with units, rows of numbers and words. render.h makes CSV of it.
#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace nacre::report {

using Cell = std::variant<std::monostate, double, std::int64_t, std::string>;  ///< monostate: empty

struct Column {
  std::string name;             ///< with its unit, "r_A"
  std::string format = "{:g}";  ///< of its numbers, in {fmt}'s syntax
};

struct Table {
  std::string name;                   ///< file, "rdf.csv"
  std::vector<std::string> comments;  ///< lines above the head, written after "# "
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  ///< [row][column]
};

}  // namespace nacre::report
