// How much disk the outputs of a deck will take, and whether there is so much.
#pragma once
#include <cstdint>
#include <string>

#include "run/deck/deck.h"

namespace nacre::run {

class OutputEstimate {
 public:
  /// The dumps of one `run`, and the checkpoints.
  void add(const RunSettings& settings, std::int64_t steps, const Atoms& atoms);
  /// The frames of a minimisation that takes all its steps, and the checkpoints.
  void add(const Minimize& minimize, const Atoms& atoms);
  double bytes() const { return growing_ + whole_; }
  /// A sentence, when less is free on the disk of the folder; else "". `resumed`: the files that the deck appends to
  /// hold a part already.
  std::string warning(const Deck& deck, bool resumed) const;

 private:
  /// `more`: bytes besides the checkpoints.
  void add_whole(const Atoms& atoms, double more);

  double growing_ = 0;       ///< bytes, all runs
  double whole_ = 0;         ///< bytes, of files that replace each other: the largest
  bool is_largest_ = false;  ///< minimisations may end earlier
};

}  // namespace nacre::run
