#include "resumed.h"

#include <filesystem>

#include "io/words.h"

namespace nacre::fuzz {

Resumed::Resumed(std::string folder, std::string checkpoint, std::string part, std::vector<std::string> keys)
    : folder_(std::move(folder)), name_(std::move(checkpoint)), part_(std::move(part)), keys_(std::move(keys)) {
  std::filesystem::create_directories(scratch_folder() + "/" + folder_);
}

std::string Resumed::path(const std::string& name) const { return scratch_folder() + "/" + folder_ + "/" + name; }

void Resumed::put(const std::string& name, Bytes content) const { file_of(content, folder_ + "/" + name); }

void Resumed::remember(const std::vector<std::string>& growing) {
  own_ = read_checkpoint(path(name_));
  for (const std::string& name : growing) growing_.emplace_back(name, read_text(path(name)));
}

void Resumed::restore(Bytes bytes) const {
  Checkpoint given = read_checkpoint(file_of(with_checksum(bytes)));
  const Record& own = own_.parts.at(part_);
  for (const std::string& key : keys_) given.parts[part_].integers[key] = own.integers.at(key);
  write_checkpoint(path(name_), given.system, given.parts);
  for (const auto& [name, content] : growing_) put(name, content);
}

}  // namespace nacre::fuzz
