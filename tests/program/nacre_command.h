// Runs the program itself (its path is in NACRE_BINARY) in a folder of its own, and keeps what it printed. The program
// with the tests' GPU is NACRE_GPU_BINARY, which the build defines: the same one in a build with CUDA, else one with an
// emulated device.
#pragma once
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace program {

namespace fs = std::filesystem;

struct Outcome {
  int code = -1;  ///< exit status; 1000 + signal when killed
  std::string out, err;
  bool says(const std::string& text) const { return (out + err).find(text) != std::string::npos; }
};

inline std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string binary() {
  const char* path = std::getenv("NACRE_BINARY");
  return path ? path : "nacre-binary-is-not-set";
}
inline std::string gpu_binary() { return NACRE_GPU_BINARY; }

class Workspace {
 public:
  Workspace() {
    std::string pattern = (fs::temp_directory_path() / "nacre-program-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~Workspace() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  fs::path path(const std::string& name = "") const { return folder_ / name; }
  std::string read(const std::string& name) const { return read_file(path(name)); }
  bool has(const std::string& name) const { return fs::exists(path(name)); }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories(path(name).parent_path());
    std::ofstream(path(name), std::ios::binary) << text;
  }
  /// Runs "nacre ARGUMENTS" in this folder; `before` stands before it in the shell.
  Outcome nacre(const std::string& arguments, const std::string& before = "") const {
    return call(binary(), arguments, before);
  }
  /// The same with the program that has a GPU; the arguments choose the device.
  Outcome nacre_gpu(const std::string& arguments, const std::string& before = "") const {
    return call(gpu_binary(), arguments, before);
  }

 private:
  Outcome call(const std::string& program, const std::string& arguments, const std::string& before) const {
    const std::string command = "cd '" + folder_.string() + "' && " + before + " '" + program + "' " + arguments +
                                " >'" + path(".stdout").string() + "' 2>'" + path(".stderr").string() + "'";
    const int status = std::system(command.c_str());
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
    return {code, read(".stdout"), read(".stderr")};
  }

  fs::path folder_;
};

/// Diamond, n x n x n cubes of 8 atoms, edge a (A); `more`: further columns of every atom.
inline std::string diamond(int n, double a = 3.567, const std::string& pbc = "T T T") {
  const double basis[8][3] = {{0, 0, 0},       {0, .5, .5},     {.5, 0, .5},     {.5, .5, 0},
                              {.25, .25, .25}, {.25, .75, .75}, {.75, .25, .75}, {.75, .75, .25}};
  std::ostringstream s;
  s.precision(17);
  s << 8 * n * n * n << "\npbc=\"" << pbc << "\" Lattice=\"" << n * a << " 0 0 0 " << n * a << " 0 0 0 " << n * a
    << "\" Properties=species:S:1:pos:R:3:group:I:1\n";
  int count = 0;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      for (int k = 0; k < n; ++k)
        for (const auto& b : basis)
          s << "C " << (i + b[0]) * a << " " << (j + b[1]) * a << " " << (k + b[2]) * a << " " << (count++ < 8 ? 0 : 1)
            << "\n";
  return s.str();
}

/// Numbers of the lines that are not comments.
inline std::vector<std::vector<double>> table(const std::string& text) {
  std::vector<std::vector<double>> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    rows.emplace_back(std::istream_iterator<double>(words), std::istream_iterator<double>());
  }
  return rows;
}

inline long count_of(const std::string& text, const std::string& word) {
  long count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

}  // namespace program
