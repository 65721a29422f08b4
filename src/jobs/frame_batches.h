// A file of frames, read in batches that keep a device busy: thousands of atoms at once, whatever the size of a frame.
#pragma once
#include <string>
#include <vector>

#include "force/batch.h"
#include "io/extxyz.h"

namespace nacre::jobs {

class FrameBatches {
 public:
  explicit FrameBatches(std::string file, const ExtxyzLabels& labels = {})
      : file_(std::move(file)), reader_(file_, labels) {}

  /// The next frames, each with the types of `species`, in an open box of their own where they have no lattice; false at
  /// the end of the file. Throws Error naming file and line; also when the whole file holds no frame.
  bool next(const std::vector<std::string>& species);
  std::vector<Frame>& frames() { return frames_; }
  std::vector<BatchItem> items() const;

  /// body(), whose errors about a structure of the batch become errors of file and line.
  template <class Body>
  void with_place(Body&& body) const {
    try {
      body();
    } catch (const StructureError& e) {
      throw placed(e.cause(), e.index());
    } catch (const Error& e) {
      if (frames_.size() != 1) throw;
      throw placed(e, 0);
    }
  }

 private:
  Error placed(Error e, std::size_t frame) const { return e.file(file_).line(frames_[frame].line); }

  std::string file_;
  ExtxyzReader reader_;
  std::vector<Frame> frames_;
  bool any_ = false;
};

}  // namespace nacre::jobs
