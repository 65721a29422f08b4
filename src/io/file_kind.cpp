#include "io/file_kind.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <vector>

#include "core/lines.h"
#include "io/formats/text.h"
#include "io/words.h"

namespace nacre {

namespace {
using namespace std::string_view_literals;

struct Signature {
  std::size_t at;  ///< bytes from the start
  std::string_view bytes;
  const char* name;
};

constexpr std::array signatures = {
    Signature{0, "BZh"sv, "compressed with bzip2"},
    Signature{0, "\x28\xb5\x2f\xfd"sv, "compressed with zstd"},
    Signature{0, "PK\x03\x04"sv, "a zip archive"},
    Signature{0, "\x89HDF\r\n\x1a\n"sv, "an HDF5 file"},
    Signature{0, "CDF\x01"sv, "a NetCDF trajectory"},
    Signature{0, "CDF\x02"sv, "a NetCDF trajectory"},
    Signature{4, "CORD"sv, "a DCD trajectory"},
    Signature{0, "\x00\x00\x07\xcb"sv, "an XTC trajectory of GROMACS"},
    Signature{0, "- of Ulm"sv, "a trajectory of ASE"},
    Signature{0, "\xff\xfe"sv, "text in UTF-16"},
    Signature{0, "\xfe\xff"sv, "text in UTF-16"},
    Signature{0, "NACRE"sv, "a checkpoint of Nacre"},
    Signature{0, "<?xml"sv, "an XML file"},
};

bool starts_with_any(std::string_view line, std::initializer_list<std::string_view> starts) {
  return std::any_of(starts.begin(), starts.end(), [&](std::string_view s) { return line.starts_with(s); });
}

bool is_gro(const std::vector<std::string_view>& lines) {
  using formats::has_numbers;
  return lines.size() > 2 && !has_numbers(lines[0], 1) && has_numbers(lines[1], 1) && split_words(lines[2]).size() >= 5;
}
bool is_mol(const std::vector<std::string_view>& lines) {
  return lines.size() > 3 && lines[3].find("V2000") != std::string_view::npos;
}
bool is_nep(const std::vector<std::string_view>& lines) {
  return !lines.empty() && starts_with_any(lines[0], {"nep3", "nep4", "nep5"});
}

std::string text_format(std::string_view head) {
  const std::vector<std::string_view> lines = line_views(head);
  if (is_mol(lines)) return "a MOL file";
  if (is_nep(lines)) return "a NEP potential";
  if (is_gro(lines)) return "a GRO file of GROMACS";
  if (lines.size() < 2 && head.find('\r') != std::string_view::npos) return "text with the line ends of old Macs";
  return "";
}
}  // namespace

std::string foreign_format(std::string_view head) {
  for (const Signature& s : signatures)
    if (head.size() > s.at && head.substr(s.at).starts_with(s.bytes)) return s.name;
  if (head.find('\0') != std::string_view::npos) return "no text";
  return text_format(head);
}

std::string explain_foreign_file(const std::string& path) {
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(path, unknown)) return "";
  std::string head(4096, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  const std::string kind = foreign_format(head);
  if (kind.empty()) return "";
  if (kind.starts_with("compressed") || kind.ends_with("archive"))
    return "the file is " + kind + "; unpack it, Nacre reads plain files and those of gzip and xz";
  if (kind.find("otential") != std::string::npos || kind.find("Nacre") != std::string::npos)
    return "the file is " + kind + ", and a structure is wanted: extended XYZ or another format of docs/formats.md";
  return "the file is " + kind + ", which Nacre does not read; `ase convert` or OVITO make extended XYZ of it";
}

}  // namespace nacre
