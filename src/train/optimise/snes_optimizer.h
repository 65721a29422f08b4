// Training by natural evolution (snes.h), as the published program does it: docs/physics/train.md.
//   generation g works on batch g mod B of structures sorted by energy per atom and dealt in turn;
//   NEP4 and NEP5: the parameters of type t are ranked by the loss over structures that hold t (network and bias of t,
//   c by the central atom's type), what types share, and all of NEP3, by the loss over all; the mean energy error of a
//   batch is taken off before ranking: it belongs to b1.
// best() is the best member on the whole set: with one batch the best of all generations; with more, the winners of a
// round through the batches are tried on all of them when the round ends. loss() is that of the best member of the last
// generation on its batch, which is what the published loss.out holds.
#pragma once
#include <memory>

#include "train/optimise/optimizer.h"

namespace nacre::train {

std::unique_ptr<Optimizer> make_snes_optimizer(const TrainProblem& problem);

/// Frames of each batch: sorted by energy per atom, dealt in turn; as few batches of at most `size` as there can be.
/// Frames that count against each other stay together, where needed in a batch that is larger.
std::vector<std::vector<const TrainFrame*>> deal_batches(const TrainSet& set, std::int64_t size);

}  // namespace nacre::train
