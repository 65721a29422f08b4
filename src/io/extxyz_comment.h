// The second line of an extended XYZ frame: key=value pairs, and the columns that Properties announces.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace nacre {

/// Keys in lower case. Blanks around '=' and inside quotes ("..." or '...') and brackets ([...] or {...}) are allowed;
/// a word without '=' becomes a key with the value "T". Throws Error (without file and line) on an unclosed quote, a
/// missing key, or a key of the format given twice.
/// `spelling`, unless null, gets the keys that are written otherwise.
std::map<std::string, std::string> parse_extxyz_comment(std::string_view text,
                                                        std::map<std::string, std::string>* spelling = nullptr);

struct ExtxyzColumn {
  enum class Kind {
    species,
    atomic_number,
    position,
    velocity,
    momentum,  ///< of ASE, amu times its unit of velocity, which is ours
    mass,
    group,
    force,
    atom_energy,
    unwrapped_position,
    id,
    skipped
  };
  Kind kind;
  std::string name;  ///< as written in Properties
  int width;         ///< words an atom line
};
/// The words of an array, however it is written: "1 2 3", "1, 2, 3", "[[1, 2], [3, 4]]" row by row, and the same after
/// the word _JSON.
std::vector<std::string> array_words(std::string_view text);

/// "species:S:1:pos:R:3:..." in any order. What other programs call masses and species (masses, Z, numbers) is read under
/// these names too, unless the file has the usual column beside it. Throws Error with key "properties" when malformed,
/// when a known column has the wrong type or width or comes twice, or when species or pos is missing. `force`: name of
/// the column with the forces; empty: force or forces.
std::vector<ExtxyzColumn> parse_extxyz_properties(const std::string& text, const std::string& force = {});

std::string to_lower(std::string_view text);

}  // namespace nacre
