// What the files of a command show, for pages: one table for all commands, name of the file to its title and the tables
// that hold its data.
#pragma once
#include <string>
#include <vector>

#include "report/page.h"
#include "report/report.h"

namespace nacre::jobs {

struct FigureWords {
  std::string name;               ///< "rdf.svg"
  std::string title;              ///< what it shows
  std::vector<std::string> data;  ///< "rdf.csv"
};

const std::vector<FigureWords>& figure_words();
/// Of a name that is not in the table: the name without its ending, and the table of the same name.
FigureWords words_of(const std::string& name);

/// A figure and a table of the page. `beside`: the file, seen from the page; empty: there is none.
report::PageFigure page_figure(const std::string& name, std::string svg, const std::string& beside);
/// The tables and figures of a report, as files beside the page with their own names.
void add_files_of(const report::Report& report, report::PagePart& part);

}  // namespace nacre::jobs
