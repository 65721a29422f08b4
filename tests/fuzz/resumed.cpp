#include "resumed.h"

#include <filesystem>
#include <map>

#include "io/words.h"

namespace nacre::fuzz {

namespace {
template <class Value>
void fit(std::map<std::string, Value>& given, const std::map<std::string, Value>& own, const std::string& begin) {
  for (const auto& [key, value] : own)
    if (key.starts_with(begin)) given[key] = value;
}
}  // namespace

Resumed::Resumed(std::string folder, std::string checkpoint, std::vector<Fitted> fitted)
    : folder_(std::move(folder)), name_(std::move(checkpoint)), fitted_(std::move(fitted)) {
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
  for (const auto& [part, begin] : fitted_) {
    fit(given.parts[part].integers, own_.parts.at(part).integers, begin);
    fit(given.parts[part].texts, own_.parts.at(part).texts, begin);
  }
  write_checkpoint(path(name_), given.system, given.parts);
  for (const auto& [name, content] : growing_) put(name, content);
}

}  // namespace nacre::fuzz
