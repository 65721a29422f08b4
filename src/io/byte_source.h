// ByteSource: the bytes of a file, unpacked where it is compressed with gzip or xz, or those of the standard input.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace nacre {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills `to` with up to `size` bytes; 0: the end. Throws Error (without file) when reading or unpacking fails.
  virtual std::size_t read(char* to, std::size_t size) = 0;
  virtual std::int64_t taken() const = 0;  ///< bytes of the file itself, compressed ones where it is
  virtual bool is_packed() const { return false; }
};

/// The name that means the standard input.
inline constexpr const char* standard_input = "-";

/// What stands first in the file says whether it is compressed. Throws Error with the system's reason when the file
/// cannot be opened or is a folder.
std::unique_ptr<ByteSource> open_bytes(const std::string& path);

}  // namespace nacre
