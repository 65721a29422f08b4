// Several columns in the place of the one of ExtxyzOptions::more: their names as `Properties` joins them, their numbers atom
// after atom. Must live as long as the options.
#pragma once
#include <string>
#include <vector>

#include "io/extxyz.h"

namespace nacre {

class MoreColumns {
 public:
  void add(const std::string& name, const std::vector<double>& values) {
    names_ += (names_.empty() ? "" : ":R:1:") + name;
    columns_.push_back(&values);
  }
  void give_to(ExtxyzOptions& options) {
    rows_.clear();
    for (std::size_t i = 0; !columns_.empty() && i < columns_.front()->size(); ++i)
      for (const std::vector<double>* column : columns_) rows_.push_back(column->at(i));
    options.more_name = names_, options.more = &rows_;
  }

 private:
  std::string names_;
  std::vector<const std::vector<double>*> columns_;
  std::vector<double> rows_;
};

}  // namespace nacre
