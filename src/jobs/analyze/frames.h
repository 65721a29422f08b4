// What all analyses share: structure files, which frames, which atoms of them, and the table that is written. And how
// the frames come to an analysis, which asks for no more than
//   accumulate(input.of(around), result);
// where result.measure(atoms, box) is const and does the long work, result.add(what that gave) the rest.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "analysis/pairs/pair_cutoffs.h"
#include "analysis/selection.h"
#include "io/extxyz.h"
#include "jobs/job.h"

namespace nacre::jobs::analyze {

/// The frames of an analysis: files that can be opened, and who is told how far it is.
struct FrameInput {
  std::vector<std::string> files;
  bool last_of_each = false;  ///< only the last frame of each file
  Selection selection;        ///< of the atoms of each frame
  /// Frames are measured one after another, as on a GPU, which has one queue of work.
  bool one_at_a_time = false;
  Log* log = nullptr;
  /// Elements that an option names: the user is told which of them no frame has.
  std::string naming;
  std::vector<std::string> named;

  /// Those of pairs of elements, as --cutoff names them.
  FrameInput with_pairs(const std::string& option, const std::vector<PairCutoff>& pairs) const;

  FrameInput in_turn(bool one) const {
    FrameInput copy = *this;
    copy.one_at_a_time = one;
    return copy;
  }
};

/// The options of it.
struct FrameOptions {
  std::vector<std::string> files;
  std::string frames = "all", output;
  std::string species, group;
  std::vector<std::string> slabs;

  /// files, --frames, --select, --group and --slab.
  void add_inputs(Options& table);
  /// The same and --output. `example`: name of the table in the help, for example "rings.csv".
  void add(Options& table, const std::string& example);

  Selection selection() const { return {species, group, slabs}; }
  FrameInput of(const Surroundings& around) const;
  /// Frames with all atoms: for an analysis that selects by itself, as one that follows atoms through time.
  FrameInput with_all_atoms(const Surroundings& around) const;
};

/// Calls body for every frame asked for, in order, with the atoms selected; parallel loops inside it use all threads.
/// An Error from it gets the file and the frame's line; a file without a structure is one.
void for_each_frame(const FrameInput& input, const std::function<void(const Frame&)>& body);

/// What is left to do with a frame once it is measured.
using Merge = std::function<void()>;
/// measure(frame) runs for several small frames at once, one thread each, or for one large frame with all threads. What
/// it returns runs in the order of the frames, one at a time. So results are the same for any number of threads. The
/// first frame is alone: what depends on it (a range, a width) is settled before the others are measured.
void measure_frames(const FrameInput& input, const std::function<Merge(const Frame&)>& measure);

/// What is left of one frame for `total`, which has seen the first one.
template <class Analysis>
Merge measured(Analysis& total, const Frame& frame) {
  auto made = total.measure(frame.atoms, frame.box);
  const auto one = std::make_shared<decltype(made)>(std::move(made));
  return [&total, one] { total.add(std::move(*one)); };
}

/// Every frame into `total`; `then` after each.
template <class Analysis>
void accumulate(
    const FrameInput& input, Analysis& total, const std::function<void()>& then = [] {}) {
  bool first = true;
  measure_frames(input, [&](const Frame& frame) -> Merge {
    if (first) {
      total.add(frame.atoms, frame.box);
      first = false;
      return then;
    }
    return [merge = measured(total, frame), &then] { merge(), then(); };
  });
}

}  // namespace nacre::jobs::analyze
