// A page (page.h) as one file of HTML that needs no network: style, figures and data are in it. Well-formed as XML too,
// but for the script of a viewer. The rules that hold for every page:
//   escaped     words of users, files and options (html_text.h)
//   size        below page_bytes without a viewer: tables are thinned, what is large is a file beside, and a line says so
//   running     only then the page loads itself again, every refresh_seconds
//   everybody   headings in order, a caption and scopes for each table, a name for each figure; keys reach what scrolls;
//               light and dark as the system says; readable on a phone and on paper
#pragma once
#include <string>

#include "report/page.h"

namespace nacre::report {

inline constexpr std::size_t page_bytes = 5'000'000;
inline constexpr int refresh_seconds = 10;
inline constexpr std::size_t rows_shown = 24;  ///< of a table, evenly taken

std::string html_page(const Page& page);

}  // namespace nacre::report
