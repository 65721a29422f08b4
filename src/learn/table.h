// Table: numbers to learn from. Rows are samples (for us: sodium atoms), columns are features; beside them a class for
// each row, a group (for us: the box that the atom was inserted into, because atoms of one box are not independent) and
// extra columns that are compared with the features but not learnt from (for us: the binding energy).
//
// A file is CSV: lines `# key: value` first, then a header, then one line a row. What a feature means is text that
// travels with it: a note whose key is the feature's name.
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace nacre::learn {

using Notes = std::vector<std::pair<std::string, std::string>>;  ///< key, value; in the order of the file

/// What the features are: a forest refuses a table whose definitions differ from those it was trained with.
struct Definitions {
  Notes features;  ///< name, how it was computed; in the order of the columns
  Notes options;   ///< key, value
  /// "" when they agree, else the first difference in words.
  std::string difference_from(const Definitions& other) const;
};

struct Table {
  std::string file;  ///< for messages; "" when the table was made in memory
  Notes notes;
  std::vector<std::string> features;
  std::vector<std::vector<double>> columns;  ///< [feature][row]
  std::vector<std::string> classes;
  std::vector<int> label;  ///< [row], index of `classes`; empty: the table has no labels
  std::vector<std::string> groups;
  std::vector<int> group;  ///< [row], index of `groups`; empty: the table has no groups
  /// [row] what the user calls it: its place in the table that it is from, from 0, and what that is; both may be empty.
  std::vector<int> place;
  std::vector<std::string> origin;
  std::vector<std::string> extra_names;
  std::vector<std::vector<double>> extra;  ///< [extra column][row]

  int rows() const { return columns.empty() ? 0 : static_cast<int>(columns[0].size()); }
  int width() const { return static_cast<int>(features.size()); }
  int class_count() const { return static_cast<int>(classes.size()); }
  /// The rows named, in the order given.
  Table rows_of(const std::vector<int>& chosen) const;
  /// The note of each feature ("" where there is none); `option_keys`: the notes that are options of all of them.
  Definitions definitions(const std::vector<std::string>& option_keys = {}) const;
  /// Throws Error unless lengths agree, all numbers are finite, labels and groups are in range.
  void check() const;
};

/// Which columns of a file are what.
struct TableColumns {
  std::vector<std::string> features;  ///< empty: every column that has no other use here
  std::string label, group;           ///< "": none
  std::vector<std::string> extra, ignored;
  std::vector<std::string> classes;  ///< the words a label may be, in order; empty: those found, sorted
  /// More extra columns; one that is missing, or a field that is empty, is NaN.
  std::vector<std::string> optional = {};
};

/// Throws Error with file, line, column and value.
Table read_table(const std::string& path, const TableColumns& columns);

/// Mean and standard deviation (N, not N - 1) of every feature; a constant feature has scale 1, so that it becomes 0.
struct Scaling {
  std::vector<double> mean, scale;
  /// Columns with mean 0 and deviation 1: (x - mean) / scale.
  std::vector<std::vector<double>> apply(const Table& table) const;
};
Scaling scaling_of(const Table& table);

}  // namespace nacre::learn
