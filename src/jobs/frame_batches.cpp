#include "jobs/frame_batches.h"

namespace nacre::jobs {

namespace {
/// Enough warps for a large GPU and frames for many threads; forces and neighbour lists of so many are below 100 MB.
constexpr std::size_t atoms_at_once = 32768;
}  // namespace

bool FrameBatches::next(const std::vector<std::string>& species) {
  frames_.clear();
  Frame frame;
  for (std::size_t atoms = 0; atoms < atoms_at_once && reader_.next(frame);) {
    try {
      frame.atoms.use_species(species);
    } catch (Error& e) {
      throw e.file(file_).line(frame.line);
    }
    atoms += frame.atoms.size() + 1;  // frames without atoms must not pile up either
    frames_.push_back(std::move(frame));
    frame = Frame();
  }
  if (!any_ && frames_.empty()) throw Error("the file holds no frame").file(file_);
  any_ = true;
  return !frames_.empty();
}

std::vector<BatchItem> FrameBatches::items() const {
  std::vector<BatchItem> all;
  for (const Frame& f : frames_) all.push_back({&f.atoms, &f.box});
  return all;
}

}  // namespace nacre::jobs
