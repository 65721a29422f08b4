#include "io/file_names.h"

#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string_view>

#include "io/words.h"

namespace nacre {

namespace {
namespace fs = std::filesystem;

/// Links followed as far as there is something, also a last one that leads to nothing yet: opening would create that.
fs::path resolved(fs::path path) {
  std::error_code failure;
  constexpr int most_links = 40;
  for (int link = 0; link < most_links && fs::is_symlink(path, failure) && !fs::exists(path, failure); ++link)
    path = path.parent_path() / fs::read_symlink(path, failure);
  const fs::path absolute = fs::absolute(path, failure);
  const fs::path real = fs::weakly_canonical(absolute, failure);
  return failure ? absolute.lexically_normal() : real;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// One begins with the other, and what is more are digits.
bool digits_apart(std::string_view a, std::string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  return a == b || (a.starts_with(b) && is_digits(a.substr(b.size())));
}

bool digits_apart_at_end(std::string_view a, std::string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  return a == b || (a.ends_with(b) && is_digits(a.substr(0, a.size() - b.size())));
}

bool may_meet(std::string_view a, std::string_view b) {
  const std::size_t x = a.rfind('*'), y = b.rfind('*');
  return digits_apart(a.substr(0, x), b.substr(0, y)) && digits_apart_at_end(a.substr(x + 1), b.substr(y + 1));
}
}  // namespace

FileNames::File FileNames::file_at(const std::string& path, bool numbered) {
  File file;
  file.path = resolved(path).string();
  file.numbered = numbered;
  struct stat info {};
  if (!numbered && ::stat(file.path.c_str(), &info) == 0)
    file.device = static_cast<std::uint64_t>(info.st_dev), file.node = static_cast<std::uint64_t>(info.st_ino);
  return file;
}

bool FileNames::same(const File& a, const File& b) {
  if (a.node != 0 && a.node == b.node && a.device == b.device) return true;  // hard links too
  const std::string x = lower(a.path), y = lower(b.path);
  if (a.numbered && b.numbered) return may_meet(x, y);
  if (a.numbered) return fits_numbered(y, x);
  return b.numbered ? fits_numbered(x, y) : x == y;
}

const FileNames::File* FileNames::find(const File& file) const {
  const auto found = std::find_if(files_.begin(), files_.end(), [&](const File& f) { return same(f, file); });
  return found == files_.end() ? nullptr : &*found;
}

void FileNames::read(const std::string& path, const std::string& what) {
  std::error_code failure;
  if (fs::exists(path, failure) && !fs::is_regular_file(path, failure)) return;
  File file = file_at(path, false);
  file.what = what;
  files_.push_back(std::move(file));
}

void FileNames::write(const std::string& path, const std::string& what, bool numbered) {
  std::error_code failure;
  if (!numbered && fs::exists(path, failure) && !fs::is_regular_file(path, failure)) return;
  File file = file_at(path, numbered);
  if (const File* other = find(file)) {
    const bool is_one = file.node != 0 && file.node == other->node && file.device == other->device;
    const bool by_case = !is_one && file.path != other->path && lower(file.path) == lower(other->path);
    throw Error((other->is_output ? "two outputs have the same file, this and " : "would overwrite an input, ") +
                other->what + (by_case ? "; the names differ by case only, and on some disks that is one file" : ""))
        .value(path);
  }
  file.what = what, file.is_output = true;
  files_.push_back(std::move(file));
}

std::string FileNames::known(const std::string& path, bool numbered) const {
  const File* other = find(file_at(path, numbered));
  return other == nullptr ? "" : other->what;
}

bool fits_numbered(std::string_view name, std::string_view pattern) {
  const std::size_t star = pattern.rfind('*');
  const std::string_view head = pattern.substr(0, star), tail = pattern.substr(star + 1);
  if (name.size() <= head.size() + tail.size() || !name.starts_with(head) || !name.ends_with(tail)) return false;
  return is_digits(name.substr(head.size(), name.size() - head.size() - tail.size()));
}

bool leaves_folder(const std::string& folder, const std::string& path) {
  const fs::path inside = resolved(path).lexically_relative(resolved(folder.empty() ? "." : folder));
  return inside.empty() || *inside.begin() == "..";
}

}  // namespace nacre
