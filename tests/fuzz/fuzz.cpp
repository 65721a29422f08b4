#include "fuzz.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "io/hash.h"

namespace nacre::fuzz {

namespace {
namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_((fs::temp_directory_path() / ("nacre-fuzz-" + std::to_string(::getpid()))).string()) {
    fs::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};
}  // namespace

void require(bool holds, const char* rule) {
  if (holds) return;
  std::fprintf(stderr, "broken rule: %s\n", rule);
  std::abort();
}

const std::string& scratch_folder() {
  static const Folder folder;
  return folder.path();
}

std::string file_of(Bytes content, const std::string& name) {
  const std::string path = scratch_folder() + "/" + name;
  std::FILE* file = std::fopen(path.c_str(), "wb");
  require(file != nullptr, "the scratch file opens");
  const std::size_t written = std::fwrite(content.data(), 1, content.size(), file);
  require(std::fclose(file) == 0 && written == content.size(), "the scratch file is written");
  return path;
}

std::vector<Bytes> parts_of(Bytes bytes, std::size_t count) {
  constexpr Bytes between = "\n=====\n";
  std::vector<Bytes> parts;
  while (parts.size() < count) {
    const std::size_t end = parts.size() + 1 < count ? bytes.find(between) : Bytes::npos;
    parts.push_back(bytes.substr(0, end));
    bytes = end == Bytes::npos ? Bytes() : bytes.substr(end + between.size());
  }
  return parts;
}

// Layout: src/io/checkpoint.cpp.
std::string with_checksum(Bytes bytes) {
  constexpr std::size_t before_size = 8 + 4, head = before_size + 8, tail = 8;
  std::string whole(bytes);
  if (whole.size() < head + tail || !whole.starts_with(Bytes("NACRE\r\n\x1a\x01\0\0\0", before_size))) return whole;
  const std::uint64_t payload = whole.size() - head - tail;
  std::memcpy(whole.data() + before_size, &payload, sizeof payload);
  const std::uint64_t checksum = fnv1a(Bytes(whole).substr(0, head + payload));
  std::memcpy(whole.data() + head + payload, &checksum, sizeof checksum);
  return whole;
}

void require_messages(const std::vector<Error>& errors) {
  for (const Error& e : errors) require(!e.message().empty(), "an error says something");
}

std::string call(void (*target)(Bytes), Bytes bytes) {
  try {
    target(bytes);
    return "";
  } catch (const Error& e) {
    require_messages({e});
    return e.what();
  }
}

}  // namespace nacre::fuzz
