// Files of a report that options name. They are made only when they are asked for.
#pragma once
#include <string>
#include <utility>

#include "report/report.h"

namespace nacre::jobs {

inline void add_table(report::Report& report, const std::string& name, report::Table table) {
  table.name = name;
  report.tables.push_back(std::move(table));
}
inline void add_table(report::Report& report, const std::string& name, std::string text) {
  report.files.push_back({name, std::move(text)});
}

/// `name` empty: nothing is made.
template <class Make>
void put_table(report::Report& report, const std::string& name, Make&& make) {
  if (!name.empty()) add_table(report, name, make());
}
template <class Make>
void put_figure(report::Report& report, const std::string& name, Make&& make) {
  if (!name.empty()) report.figures.push_back({name, make()});
}

}  // namespace nacre::jobs
