// What a file is that is read in no way (io/formats has those that are), from its first bytes: for the message to a user.
#pragma once
#include <string>
#include <string_view>

namespace nacre {

/// "an HDF5 file", "compressed with bzip2", ...; "" when nothing is recognised. `head`: the first bytes of the file, some
/// thousands.
std::string foreign_format(std::string_view head);
/// A sentence on the file: what it is and how to make extended XYZ of it; "" when it cannot be read or is not recognised.
std::string explain_foreign_file(const std::string& path);

}  // namespace nacre
