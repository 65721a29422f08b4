#include "io/unused_parts.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/printable.h"
#include "io/extxyz_comment.h"

namespace nacre {

namespace {
/// What Nacre itself writes into structure files.
const std::vector<std::string> own_keys{
    "time", "config_type", "weight", "n", "frame", "order", "max_force_spread", "mean_force_spread", "max_grade"};
const std::vector<std::string> own_columns{"virial", "energies", "force_spread", "grade", "site", "site_probability"};

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}
bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// What would read a part with this in its name.
struct Hint {
  std::string_view part;
  const char* sentence;
};
constexpr std::array column_hints = {
    Hint{"velo", "velocities are read from vel:R:3, A/fs"},
    Hint{"force", "forces are read from forces:R:3"},
    Hint{"energ", "energies of atoms are read from energy_atom:R:1"},
    Hint{"mass", "masses are read from mass:R:1, amu"},
    Hint{"unwrapped", "read from unwrapped_position:R:3"},
};
constexpr std::array key_hints = {
    Hint{"virial", "read from virial=\"nine numbers\", eV"},
    Hint{"stress", "read from stress=\"nine numbers\", eV/A^3"},
    Hint{"origin", "positions are taken as they stand"},
};

constexpr std::array key_hints_without_cell = {
    key_hints[0],
    key_hints[1],
    key_hints[2],
    Hint{"cell", "the cell is read from Lattice=\"nine numbers\", A"},
    Hint{"box", "the cell is read from Lattice=\"nine numbers\", A"},
};

template <class Hints>
std::string with_hint(const std::string& name, const Hints& hints) {
  const std::string lower = to_lower(name);
  for (const Hint& hint : hints)
    if (holds(lower, hint.part)) return printable(name) + " (" + hint.sentence + ")";
  return printable(name);
}

std::string as_written(const Frame& frame, const std::string& key) {
  const auto found = frame.spelling.find(key);
  return found == frame.spelling.end() ? key : found->second;
}

void append(std::string& list, const std::string& item) { list += (list.empty() ? "" : ", ") + item; }

std::string unused_columns(const Frame& frame, const std::vector<std::string>& used) {
  std::string list;
  for (const SkippedColumn& c : frame.skipped)
    if (!holds(own_columns, to_lower(c.name)) && !holds(used, to_lower(c.name)))
      append(list, with_hint(c.name, column_hints));
  return list;
}

std::string unused_keys(const Frame& frame, const std::vector<std::string>& used) {
  std::string list;
  for (const auto& entry : frame.info)
    if (!holds(own_keys, entry.first) && !holds(used, entry.first))
      append(list, frame.has_lattice ? with_hint(as_written(frame, entry.first), key_hints)
                                     : with_hint(as_written(frame, entry.first), key_hints_without_cell));
  return list;
}
}  // namespace

std::string unused_parts(const Frame& frame, const std::vector<std::string>& used) {
  const std::string columns = unused_columns(frame, used), keys = unused_keys(frame, used);
  std::string text = columns.empty() ? "" : "columns " + columns;
  if (!keys.empty()) text += (text.empty() ? "keys " : "; keys ") + keys;
  return text;
}

std::string unused_note(const std::string& file, const Frame& frame, const std::vector<std::string>& used) {
  const std::string parts = unused_parts(frame, used);
  return parts.empty() ? "" : "note: " + file + ": not used: " + parts;
}

std::vector<std::string> other_keys(const Frame& frame, const std::string& label) {
  std::vector<std::string> found;
  const auto add = [&](const std::string& key) {
    const std::string written = as_written(frame, key);
    if (frame.info.count(key) != 0 && !holds(found, written)) found.push_back(written);
  };
  for (const std::string before : {"", "ref_", "dft_"})
    for (const std::string after : {"", "s"}) add(before + label + after);
  for (const std::string before : {"free_", "total_"}) add(before + label);
  for (const auto& entry : frame.info)
    if (holds(entry.first, label) && !holds(entry.first, "weight") && !holds(entry.first, "sigma")) add(entry.first);
  return found;
}

std::vector<std::string> other_force_columns(const Frame& frame) {
  std::vector<std::string> found;
  for (const SkippedColumn& c : frame.skipped)
    if (c.width == 3 && holds(to_lower(c.name), "force")) found.push_back(c.name);
  return found;
}

}  // namespace nacre
