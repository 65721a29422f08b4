// What a page of HTML shows (html.h makes the text): what was done, warnings, what came out beside published values,
// figures with their data, settings and versions. One page is one file, index.html.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "report/report.h"

namespace nacre::report {

inline constexpr const char* page_name = "index.html";

/// A table of the page. Few rows of a long one are shown; the whole is the text itself or a file beside the page.
struct PageTable {
  std::string name;    ///< "rdf.csv"
  std::string csv;     ///< all of it; empty: it is only linked
  std::string beside;  ///< the file, seen from the page's folder; empty: there is none
};

struct PageFigure {
  std::string name;               ///< "rdf.svg"
  std::string title;              ///< what it shows, also for those who do not see it
  std::string svg;                ///< empty: it is only linked
  std::vector<std::string> data;  ///< names of tables of its part
  std::string beside;             ///< the file, seen from the page's folder; empty: there is none
};

/// A command, a stage or a run.
struct PagePart {
  std::string title;  ///< heading; empty: none
  std::string state;  ///< below it: "2 min 10 s", "not made"; may be empty
  Report report;      ///< head, words, sections and notes of it are shown
  std::vector<PageFigure> figures;
  std::vector<PageTable> tables;
  std::string link;  ///< a page of its own, seen from the page's folder; empty: there is none
};

/// The structure, for a viewer that turns it.
struct PageModel {
  std::string viewer;  ///< 3Dmol.js, the text of it
  std::string xyz;     ///< the structure as XYZ
};

struct Page {
  std::string command;  ///< "nacre insert"
  std::string subject;  ///< what it was called on: "insert.yaml"
  std::string state;    ///< "done", or how far the work is
  bool running = false;
  std::vector<std::string> warnings;
  std::vector<std::pair<std::string, std::string>> facts;  ///< version, device, seed, ...
  std::vector<File> settings;                              ///< files of settings, as they were read
  std::vector<PagePart> parts;
  std::optional<PageModel> model;
};

}  // namespace nacre::report
