#include "io/paths.h"

#include "core/error.h"

namespace nacre {

namespace {
namespace fs = std::filesystem;

fs::file_status status_of(const fs::path& path) {
  std::error_code failure;
  const fs::file_status status = fs::status(path, failure);
  if (status.type() == fs::file_type::none)
    throw Error("cannot be looked at: " + failure.message()).file(path.string());
  return status;
}
}  // namespace

bool file_exists(const fs::path& path) { return fs::exists(status_of(path)); }
bool is_folder(const fs::path& path) { return fs::is_directory(status_of(path)); }
bool is_plain_file(const fs::path& path) { return fs::is_regular_file(status_of(path)); }

std::string real_path(const fs::path& path) {
  std::error_code failure;
  const fs::path whole = fs::absolute(path.empty() ? fs::path(".") : path, failure);
  const fs::path real = failure ? fs::path() : fs::weakly_canonical(whole, failure);
  if (failure) throw Error("cannot be looked at: " + failure.message()).file(path.string());
  return real.string();
}

}  // namespace nacre
