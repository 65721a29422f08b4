// What the tests of sources and documents share.
#pragma once
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

inline std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}
