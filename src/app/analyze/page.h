// The page of nacre analyze all, which compare makes of every structure too.
#pragma once
#include <string>
#include <vector>

#include "app/analyze/overview.h"

namespace nacre::app {

struct Page {
  std::string text, summary;    ///< for readers; YAML
  std::vector<Overview> found;  ///< part by part: rows and files
};

Page make_page(const FrameArguments& input, const PartSettings& settings, Device device);

/// Throws Error(failed) when it cannot be made.
void make_folder(const std::string& folder);

/// Gives the analyses of the page the longest bond between carbon atoms (A), where no file of options gave another.
void set_bonds(CLI::App& analyze, double bond);

}  // namespace nacre::app
