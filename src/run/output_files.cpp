#include "run/output_files.h"

#include <filesystem>

#include "core/error.h"

namespace nacre::run {

namespace fs = std::filesystem;

OutputFiles::OutputFiles(std::string folder, const std::vector<std::string>& names) : folder_(std::move(folder)) {
  for (const std::string& name : names) {
    std::error_code missing;
    const auto size = fs::file_size(path(name), missing);
    files_[name].size = missing ? absent : static_cast<std::int64_t>(size);
  }
}

std::string OutputFiles::path(const std::string& name) const {
  return folder_ == "." ? name : (fs::path(folder_) / name).string();
}

void OutputFiles::open(const std::string& name) {
  File& file = files_[name];
  if (file.is_open) return;
  file.stream = KeptFile(path(name));
  file.is_open = true;
}

void OutputFiles::append(const std::string& name, std::string_view text) {
  open(name);
  files_[name].stream.append(text);
}

void OutputFiles::write(const std::string& name, std::string_view text) const { write_whole(path(name), text); }

std::vector<std::string> OutputFiles::older() const {
  std::vector<std::string> names;
  for (const auto& [name, file] : files_)
    if (!file.is_open && file.size > 0) names.push_back(name);
  return names;
}

void OutputFiles::save(Record& record) {
  for (auto& [name, file] : files_) {
    if (file.is_open)
      file.stream.mark().save(record, name);
    else
      record.put_integer(name, file.size);
  }
}

void OutputFiles::check(const Record& record) const {
  for (const auto& [name, sizes] : record.integers) {
    if (files_.count(name) == 0)
      throw Error("the checkpoint counts on a file that this deck does not write", Error::Kind::failed).value(name);
    if (record.integer(name) != absent) check_mark(path(name), FileMark::load(record, name));
  }
}

void OutputFiles::restore(const Record& record) {
  check(record);
  for (const auto& [name, sizes] : record.integers) cut_back(name, record);
}

void OutputFiles::cut_back(const std::string& name, const Record& record) {
  File& file = files_[name];
  file = File();
  if (record.integer(name) == absent) {
    std::error_code ignored;  // it may never have been written
    fs::remove(path(name), ignored);
    return;
  }
  file.stream = KeptFile(path(name), FileMark::load(record, name));
  file.is_open = true;
}

}  // namespace nacre::run
