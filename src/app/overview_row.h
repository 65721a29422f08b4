// A row of the pages of sites and pipeline.
#pragma once
#include <string>

namespace nacre::app {

struct OverviewRow {
  std::string what, found, published;  ///< published: empty when nothing is
};

}  // namespace nacre::app
