#include "train/optimise/start.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/random.h"
#include "train/model/parameters.h"

namespace nacre::train {

void descriptor_range(const Models& models, const NepModel& shape, const TrainSet& set,
                      const std::vector<double>& parameters, std::vector<double>& smallest,
                      std::vector<double>& largest) {
  constexpr std::size_t frames_at_once = 64;  // so that memory does not grow with the set
  smallest.assign(shape.components(), std::numeric_limits<double>::infinity());
  largest.assign(shape.components(), -std::numeric_limits<double>::infinity());
  const auto frames = pointers(set);
  for (std::size_t first = 0; first < frames.size(); first += frames_at_once) {
    const auto last = frames.begin() + static_cast<std::ptrdiff_t>(std::min(frames.size(), first + frames_at_once));
    std::vector<double> low, high;
    models.batch(shape, {frames.begin() + static_cast<std::ptrdiff_t>(first), last}, Grouping::together)
        ->descriptor_range(parameters, low, high);
    for (std::size_t i = 0; i < low.size(); ++i)
      smallest[i] = std::min(low[i], smallest[i]), largest[i] = std::max(high[i], largest[i]);
  }
}

std::vector<double> scaler_of(const std::vector<double>& smallest, const std::vector<double>& largest) {
  std::vector<double> scaler;
  for (std::size_t i = 0; i < smallest.size(); ++i) {
    const double range = largest[i] - smallest[i];
    // What only rounding moves must not be blown up to one.
    scaler.push_back(range > 1e-5 * std::max(std::abs(largest[i]), 1e-3) ? 1 / range : 1);
  }
  return scaler;
}

std::vector<double> make_q_scaler(const Models& models, const NepModel& shape, const TrainSet& set,
                                  double coefficient) {
  std::vector<double> low, high;
  descriptor_range(models, shape, set, std::vector<double>(parameter_count(shape), coefficient), low, high);
  return scaler_of(low, high);
}

Start make_start(const TrainProblem& problem) {
  const TrainSettings& settings = *problem.settings;
  Start start{problem.model, problem.start, problem.start_sigma};
  if (start.model.q_scaler.empty())
    start.model.q_scaler = make_q_scaler(problem.models, problem.model, *problem.train, settings.initial_range);
  const std::size_t count = parameter_count(problem.model);
  if (start.centre.empty())
    for (std::size_t i = 0; i < count; ++i) {
      const double u = random_uniform(settings.seed, 0, i / 4, Purpose::train_start)[i % 4];
      start.centre.push_back(settings.initial_range * (2 * u - 1));
    }
  if (start.sigma.empty()) start.sigma.assign(count, settings.sigma0);
  if (start.centre.size() != count || start.sigma.size() != count)
    throw Error("the start of the training has the wrong number of parameters", Error::Kind::failed);
  return start;
}

std::size_t common_bias_index(const NepModel& m) {
  const std::size_t own = static_cast<std::size_t>(m.neurons) * (m.components() + 2) + (m.version == 5 ? 1 : 0);
  return own * m.networks();
}

std::vector<const TrainFrame*> pointers(const TrainSet& set) {
  std::vector<const TrainFrame*> p;
  for (const TrainFrame& f : set.frames) p.push_back(&f);
  return p;
}

}  // namespace nacre::train
