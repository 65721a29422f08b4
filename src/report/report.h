// What a command found, as data: rows with their numbers, tables and figures. The page of text, the summary in YAML,
// the tables in CSV and the page of HTML (html.h) are renderings of it (render.h); nothing reads a rendering back.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "report/summary.h"
#include "report/table.h"

namespace nacre::report {

/// What a publication says of the same quantity.
struct Published {
  std::string words;            ///< as a page shows it, "1.42, 2.42"
  std::string source;           ///< of it, for example a DOI with the figure; published.h has the table
  std::optional<double> value;  ///< where it is one number, in the unit of its row
};

/// One quantity.
struct Row {
  std::string key;              ///< for programs, with the unit: "sp2_percent"; unique in its section
  std::string what;             ///< for readers, with the unit: "sp2, three bonds (%)"
  std::string found;            ///< as the page shows it
  std::optional<double> value;  ///< where it is one number, in `unit`
  std::optional<double> error;  ///< standard error, in `unit`
  std::string unit;             ///< empty: a pure number
  std::optional<Published> published;
};

/// Rows that one analysis or one stage found.
struct Section {
  std::string key;      ///< for programs; of an analysis its command, "rdf"
  std::string title;    ///< for readers; empty: no line for it
  std::string refusal;  ///< why there is nothing; empty when there is something
  std::vector<Row> rows;
};

/// A picture, drawn (figure.h) and ready to be written.
struct Figure {
  std::string name;  ///< file, "rdf.svg"
  std::string svg;
};

/// A file of another kind.
struct File {
  std::string name, content;
};

struct Report {
  std::string words;              ///< the page where rows alone do not make it; empty: head, sections and notes do
  std::vector<std::string> head;  ///< lines above the rows
  std::string published_head;     ///< of the column of published figures; empty: no line for it
  int what_width = 38;            ///< letters of the column Row::what
  std::vector<Section> sections;
  std::vector<std::string> notes;  ///< paragraphs below the rows: limits, warnings, sources
  std::string written;             ///< where files were written, for a terminal; not a part of the page
  Summary summary;                 ///< keys for programs (shared contract of every command)
  std::vector<Table> tables;       ///< each becomes a CSV file of its name
  std::vector<Figure> figures;
  std::vector<File> files;

  /// Null when there is none.
  const Section* find(const std::string& section) const;
};

}  // namespace nacre::report
