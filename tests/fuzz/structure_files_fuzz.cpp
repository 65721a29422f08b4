// Files of structures in every other format: what is read has atoms and a cell with a volume, and is written in every format
// that can hold it.
#include <cmath>

#include "fuzz.h"
#include "io/formats/format.h"

namespace nacre::fuzz {

namespace {
void require_sound(const Frame& frame) {
  require(frame.atoms.size() > 0, "a frame has atoms");
  require(frame.atoms.type.size() == frame.atoms.size() && frame.atoms.mass.size() == frame.atoms.size() &&
              frame.atoms.velocity.size() == frame.atoms.size(),
          "arrays are of one size");
  for (const int type : frame.atoms.type)
    require(type >= 0 && type < static_cast<int>(frame.atoms.species.size()), "each atom has an element");
  require(frame.force.empty() || frame.force.size() == frame.atoms.size(), "each atom has a force, or none");
  require(std::isfinite(frame.box.volume()) && frame.box.volume() > 0, "the cell has a volume");
}

void require_written(const Frame& frame) {
  for (const formats::Format& format : formats::all()) {
    if (format.write == nullptr) continue;
    std::string text;
    formats::write(format, text, frame, {});
    require(!text.empty(), "something is written");
  }
}
}  // namespace

void structure_files(Bytes bytes) {
  TextLines lines(file_of(bytes));
  const formats::Format* format = formats::recognised(lines.head(formats::head_bytes));
  if (format == nullptr || format->open == nullptr) return;
  const auto reader = format->open(std::move(lines), {});
  for (Frame frame; reader->next(frame);) {
    require_sound(frame);
    require_written(frame);
  }
}

}  // namespace nacre::fuzz
