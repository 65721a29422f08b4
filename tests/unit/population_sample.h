// A population of models on the structures of tests/data/nep-random: labels of each kind missing here and there,
// weights, force_delta. For tests of the populations on the CPU and on the GPU.
#pragma once
#include <string>
#include <vector>

#include "force/nep_model.h"
#include "train/model/loss.h"
#include "train/model/parameters.h"
#include "train_frames.h"

namespace nacre::train {

struct PopulationSample {
  NepModel model;
  nacre_test::ModelText text;
  std::vector<reference::Frame> stored;
  std::vector<TrainFrame> frames;
  std::vector<const TrainFrame*> list;
  LossSettings settings;
  std::vector<double> parameters;  ///< [member][parameter]

  PopulationSample(const std::string& name, int members)
      : model(read_nep(nacre_test::random_model(name, "nep.txt"))),
        text(nacre_test::random_model(name, "nep.txt")),
        stored(reference::read_frames(nacre_test::random_model(name, "reference.xyz"))) {
    for (const auto& s : stored) frames.push_back(nacre_test::to_frame(s, model.species));
    for (TrainFrame& f : frames) list.push_back(&f);
    frames[0].weight = 1.5;
    if (frames.size() > 2) frames[1].virial.reset(), frames[2].force.clear();
    frames.back().energy.reset();
    settings.shear = 0.5;
    settings.force_delta = 2;
    settings.l1 = settings.l2 = 0.02;
    for (int t = 0; t < model.types(); ++t) settings.type_weight.push_back(1 + 0.5 * t);
    for (int m = 0; m < members; ++m)
      for (std::size_t i = 0; i < parameter_count(model); ++i)
        parameters.push_back(text.numbers[i] + 0.1 * random_normal(1, m, i, Purpose::train_sample)[0]);
  }
};

}  // namespace nacre::train
