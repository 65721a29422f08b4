// Runs targets over their committed inputs, without libFuzzer: fuzz_replay [--corpus FOLDER] [READER...], where FOLDER holds
// a folder for each reader. What a target finds ends the program; the input that it was at stands on the terminal.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/clock.h"
#include "fuzz.h"

namespace nacre::fuzz {
#define READER(name) void name(Bytes bytes);
#include "readers.inc"
#undef READER

namespace {
namespace fs = std::filesystem;

struct Reader {
  const char* name;
  void (*target)(Bytes);
};
constexpr Reader readers[] = {
#define READER(name) {#name, name},
#include "readers.inc"
#undef READER
};

constexpr double most_seconds = 20;            ///< an input, with sanitizers on a machine that is busy
constexpr long most_kilobytes = 2048L * 1024;  ///< of the process, with what sanitizers need

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void replay(const Reader& reader, const fs::path& path) {
  std::printf("%s\n", path.c_str());
  std::fflush(stdout);
  const double begin = now_seconds();
  const std::string error = call(reader.target, bytes_of(path));
  std::printf("  %s\n", error.empty() ? "is read" : error.c_str());
  require(now_seconds() - begin < most_seconds, "an input takes no more than seconds");
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  require(used.ru_maxrss < most_kilobytes, "an input takes no more than 2 GiB");
}

/// False when there is no input: a folder of another name is no pass.
bool replay_all(const Reader& reader, const fs::path& all) {
  const fs::path corpus = all / reader.name;
  if (!fs::is_directory(corpus)) return false;
  std::vector<fs::path> inputs;
  for (const auto& entry : fs::directory_iterator(corpus)) inputs.push_back(entry.path());
  std::sort(inputs.begin(), inputs.end());
  for (const fs::path& path : inputs) replay(reader, path);
  std::printf("%s: %zu inputs\n", reader.name, inputs.size());
  return !inputs.empty();
}

int replay_named(std::vector<std::string> names) {
  fs::path corpus = NACRE_FUZZ_CORPUS;
  if (names.size() > 1 && names[0] == "--corpus") corpus = names[1], names.erase(names.begin(), names.begin() + 2);
  std::size_t found = 0;
  for (const Reader& reader : readers) {
    if (!names.empty() && std::find(names.begin(), names.end(), reader.name) == names.end()) continue;
    ++found;
    if (!replay_all(reader, corpus)) return std::printf("no inputs for %s in %s\n", reader.name, corpus.c_str()), 1;
  }
  return found == (names.empty() ? std::size(readers) : names.size()) ? 0 : (std::printf("no such reader\n"), 1);
}
}  // namespace
}  // namespace nacre::fuzz

int main(int count, char** words) { return nacre::fuzz::replay_named({words + 1, words + count}); }
