// How a page looks, and the few lines of script that keep its place when it loads itself again.
#pragma once
#include <string>

namespace nacre::report {

/// CSS. Colours of light and dark: page_colors.h.
std::string page_style();
/// Where the reader was, and which tables were open, before the page was loaded again.
std::string page_script();
/// Starts 3Dmol.js in the element "viewer" with a structure in XYZ.
std::string viewer_script(const std::string& xyz);

}  // namespace nacre::report
