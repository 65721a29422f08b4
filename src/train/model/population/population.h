// Loss of every member of a population of models on a batch. Geometry is shared by all members and made once; the rest
// runs with members side by side in SIMD lanes (population_loop.h).
//
// Bits do not depend on the number of threads: a structure and a group of members are one piece of work, sums over
// structures run in their order.
#pragma once
#include <memory>
#include <vector>

#include "force/nep_model.h"
#include "train/data/train_set.h"
#include "train/model/loss.h"

namespace nacre::train {

/// What each member makes of each frame: [member * frames + frame].
struct PopulationErrors {
  struct Entry {
    double energy = 0;       ///< eV/atom, predicted less labelled; 0 without label
    double force = 0;        ///< sum of squared errors over components, (eV/Å)^2, weighted as the loss does
    double force_plain = 0;  ///< without weights
    double virial[6] = {};   ///< eV/atom, xx yy zz xy yz zx, predicted less labelled
  };
  std::vector<Entry> entry;
};

/// Losses of one member. The mean energy error of the batch is taken off first: b1 + shift removes it.
struct MemberLoss {
  LossValue value;              ///< over all frames
  std::vector<double> of_type;  ///< total over the frames that hold the type; regularised by all parameters
  double shift = 0;             ///< eV, to be added to b1
};

class PopulationModel {
 public:
  virtual ~PopulationModel() = default;
  /// `parameters`: [member][parameter], parameters.h.
  virtual void evaluate(const std::vector<double>& parameters, PopulationErrors& out) = 0;
  virtual std::size_t bytes() const = 0;
};

/// Tables beyond this are made anew for every call (a few per cent of the time of a population of 50).
inline constexpr std::size_t population_table_limit = std::size_t{1} << 30;

/// Single precision. The shape gives sizes, cutoffs, q_scaler and ZBL; frames must stay.
std::unique_ptr<PopulationModel> make_population_model(const NepModel& shape, const LossSettings& settings,
                                                       const std::vector<const TrainFrame*>& frames,
                                                       std::size_t table_limit = population_table_limit);

/// `types`: parameter_types(). A type that no frame holds gets the loss over all.
std::vector<MemberLoss> member_losses(const LossSettings& settings, const std::vector<const TrainFrame*>& frames,
                                      const PopulationErrors& errors, const std::vector<double>& parameters,
                                      const std::vector<int>& types);

}  // namespace nacre::train
