// Extended XYZ: frames one after another, the same through unread text, and what is written exactly is read back.
#include "fuzz.h"
#include "io/extxyz.h"

namespace nacre::fuzz {

namespace {
void require_same(const Frame& a, const Frame& b) {
  require(a.atoms.species == b.atoms.species && a.atoms.type == b.atoms.type && a.atoms.group == b.atoms.group,
          "the same atoms are read again");
  for (std::size_t i = 0; i < a.atoms.size(); ++i)
    for (int k = 0; k < 3; ++k)
      require(a.atoms.position[i][k] == b.atoms.position[i][k], "the same positions are read again");
}

void require_round_trip(const Frame& frame) {
  std::string text;
  format_frame(text, frame.atoms, frame.box, nullptr, exact_options());
  require_same(frame, read_frame(file_of(text, "again.xyz")));
}

std::vector<Frame> frames_of_text(const std::string& path) {
  std::vector<Frame> frames;
  ExtxyzReader reader(path);
  for (ExtxyzText text; reader.next_text(text);) frames.push_back(read_frame(text));
  return frames;
}
}  // namespace

void extxyz(Bytes bytes) {
  const std::string path = file_of(bytes);
  const std::vector<Frame> frames = read_frames(path), again = frames_of_text(path);
  require(frames.size() == again.size(), "unread text gives as many frames");
  for (std::size_t f = 0; f < frames.size(); ++f) {
    require(frames[f].atoms.size() > 0, "a frame has atoms");
    require_same(frames[f], again[f]);
    require_round_trip(frames[f]);
  }
}

}  // namespace nacre::fuzz
