// What all analyses share on the command line: structure files, which frames, and the table that is written.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "io/extxyz.h"

namespace nacre::app {

struct FrameArguments {
  std::vector<std::string> files;
  std::string frames = "all", output;

  /// files and --frames.
  void add_inputs(CLI::App& command);
  /// The same and --output. `table`: name of the table in the help, for example "rings.csv".
  void add_options(CLI::App& command, const std::string& table);
};

/// Calls body for every frame asked for, in order. An Error from it gets the file and the frame's line; a file without
/// a structure is one.
void for_each_frame(const FrameArguments& arguments, const std::function<void(const Frame&)>& body);

}  // namespace nacre::app
