// For the checkpoints of work that goes on: the work is begun once, in earnest, and each input takes the place of its
// checkpoint. What says that a checkpoint is of this work (hashes of decks, data, potentials; marks of files that grow) is
// made to fit, so that all else is reached.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "fuzz.h"
#include "io/checkpoint.h"

namespace nacre::fuzz {

class Resumed {
 public:
  /// Part of the checkpoint and the beginning of the names of entries that are made to fit; "" for all of the part.
  using Fitted = std::pair<std::string, std::string>;

  /// `folder` below the scratch folder, made when absent.
  Resumed(std::string folder, std::string checkpoint, std::vector<Fitted> fitted);

  std::string path(const std::string& name) const;
  /// Files of the work, before it begins.
  void put(const std::string& name, Bytes content) const;
  /// The checkpoint as it is now is the work's own, and so are these files, which grow.
  void remember(const std::vector<std::string>& growing);
  /// The folder as it was, with the checkpoint of these bytes. Throws Error where they hold none.
  void restore(Bytes bytes) const;

 private:
  std::string folder_, name_;
  std::vector<Fitted> fitted_;
  Checkpoint own_;
  std::vector<std::pair<std::string, std::string>> growing_;
};

}  // namespace nacre::fuzz
