#include "io/formats/pdb.h"

#include <algorithm>
#include <cctype>

#include "core/elements.h"
#include "core/lines.h"
#include "io/formats/text.h"
#include "io/words.h"

namespace nacre::formats {

namespace protein_bank {

bool is_atom(std::string_view line) { return line.starts_with("ATOM  ") || line.starts_with("HETATM"); }

std::string as_symbol(std::string_view text) {
  std::string symbol;
  for (const char c : text)
    if (std::isalpha(static_cast<unsigned char>(c)) != 0)
      symbol += static_cast<char>(symbol.empty() ? std::toupper(c) : std::tolower(c));
  return symbol;
}

/// Columns 77 and 78; in old files the first two of the name, where the symbol ends in the second.
std::string element_of(std::string_view line) {
  const std::string given = as_symbol(columns(line, 77, 78));
  if (!given.empty()) return given;
  const std::string both = as_symbol(columns(line, 13, 14));
  return atomic_number(both) > 0 ? both : as_symbol(columns(line, 13, 16)).substr(0, 1);
}

class Pdb : public Reader {
 public:
  using Reader::Reader;

 protected:
  bool read(Frame& frame) override {
    std::vector<int> types;
    while (take()) {
      if (line().starts_with("CRYST1")) read_cell();
      if (is_atom(line())) read_atom(frame, types);
      if ((line().starts_with("ENDMDL") || line().starts_with("END   ") || line() == "END") && !types.empty()) break;
    }
    if (types.empty()) return false;
    frame.atoms.velocity.resize(types.size());
    frame.atoms.mass.resize(types.size());
    frame.atoms.type = types;
    if (cell_) {
      frame.box = *cell_, frame.has_lattice = true;
    } else {
      set_open_box(frame);
    }
    return true;
  }

 private:
  /// A cell of 1 Å stands for none.
  void read_cell() {
    const std::array<double, 6> given = cell_numbers();
    const std::array edges{given[0], given[1], given[2]}, angles{given[3], given[4], given[5]};
    cell_.reset();
    if (edges != std::array{1.0, 1.0, 1.0}) cell_ = Box(cell_of(edges, angles));
  }

  /// In fixed columns; of files made by hand in words.
  std::array<double, 6> cell_numbers() const {
    const std::vector<std::string> w = words();
    const bool has_words = w.size() >= 7 && std::all_of(w.begin() + 1, w.begin() + 7, is_number);
    std::array<double, 6> numbers{};
    for (std::size_t k = 0; k < numbers.size(); ++k) {
      const std::size_t first = k < 3 ? 7 + 9 * k : 34 + 7 * (k - 3), last = first + (k < 3 ? 8 : 6);
      numbers[k] = to_real(has_words ? std::string_view(w[k + 1]) : columns(line(), first, last), "CRYST1");
    }
    return numbers;
  }

  void read_atom(Frame& frame, std::vector<int>& types) {
    if (types.empty()) frame.line = number();
    const std::string_view other = columns(line(), 17, 17);
    if (!other.empty() && other != "A" && other != "1")
      throw Error("an atom has several places (alternate location " + std::string(other) + "): keep one of them")
          .key("altLoc")
          .value(columns(line(), 13, 16));
    types.push_back(type_of(frame.atoms, element_of(line()), "element"));
    frame.atoms.position.push_back({to_real(columns(line(), 31, 38), "x"), to_real(columns(line(), 39, 46), "y"),
                                    to_real(columns(line(), 47, 54), "z")});
  }

  std::optional<Box> cell_;
};

}  // namespace protein_bank

bool is_pdb(std::string_view head) {
  const std::vector<std::string_view> lines = line_views(head);
  return std::any_of(lines.begin(), lines.end(), [](std::string_view line) {
    return line.starts_with("CRYST1 ") || line.starts_with("ATOM   ") || line.starts_with("ATOM  1") ||
           line.starts_with("HETATM") || line.starts_with("HEADER  ");
  });
}

std::unique_ptr<Reader> open_pdb(TextLines lines, const Choices&) {
  return std::make_unique<protein_bank::Pdb>(std::move(lines));
}

}  // namespace nacre::formats
