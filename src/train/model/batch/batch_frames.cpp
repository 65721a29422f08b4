#include "train/model/batch/batch_frames.h"

#include <algorithm>
#include <limits>

#include "train/model/parameters.h"

namespace nacre::train {

namespace {
// A chunk shorter than this wastes lanes; longer than this it makes threads wait for each other.
constexpr std::size_t shortest_chunk = 128, longest_chunk = 512;
// Chunks a batch, when it is large enough: what many threads can share evenly.
constexpr std::size_t chunks_wanted = 24;
}  // namespace

std::vector<int> cut_into_chunks(const std::vector<const TrainFrame*>& frames, Grouping grouping) {
  std::size_t atoms = 0;
  for (const TrainFrame* f : frames) atoms += f->atoms.size();
  const std::size_t wanted =
      grouping == Grouping::single ? 0 : std::clamp(atoms / chunks_wanted, shortest_chunk, longest_chunk);
  std::vector<int> begin;
  std::size_t in_chunk = 0;
  for (std::size_t f = 0; f < frames.size(); ++f) {
    const std::size_t more = frames[f]->atoms.size();
    if (begin.empty() || in_chunk + more > wanted) {
      begin.push_back(static_cast<int>(f));
      in_chunk = 0;
    }
    in_chunk += more;
  }
  begin.push_back(static_cast<int>(frames.size()));
  return begin;
}

void add_packed_gradient(const NepModel& model, const GradientLayout<BatchModel>& from,
                         const std::vector<double>& packed, std::vector<double>& gradient) {
  NepModel sum = model;
  for (auto* v : {&sum.w0, &sum.b0, &sum.w1, &sum.type_bias, &sum.radial_c, &sum.angular_c})
    std::fill(v->begin(), v->end(), 0.0);
  sum.b1 = 0;
  const std::size_t types = from.types, neurons = from.neurons, components = from.components;
  for (std::size_t t = 0; t < types; ++t) {
    const std::size_t first = static_cast<std::size_t>(model.network_of(static_cast<int>(t))) * neurons;
    for (std::size_t mu = 0; mu < neurons; ++mu) {
      for (std::size_t nu = 0; nu < components; ++nu)
        sum.w0[(first + mu) * components + nu] += packed[from.w0(t) + mu * components + nu] * model.q_scaler[nu];
      sum.b0[first + mu] += packed[from.b0(t) + mu];
      sum.w1[first + mu] += packed[from.w1(t) + mu];
    }
    if (!sum.type_bias.empty()) sum.type_bias[t] += packed[from.bias(t)];
    sum.b1 += packed[from.bias(t)];
    for (std::size_t j = 0; j < types; ++j) {
      for (std::size_t nk = 0; nk < from.radial; ++nk)
        sum.radial_c[(nk * types + t) * types + j] = packed[from.radial_c(t, j) + nk];
      for (std::size_t nk = 0; nk < from.angular; ++nk)
        sum.angular_c[(nk * types + t) * types + j] = packed[from.angular_c(t, j) + nk];
    }
  }
  const std::vector<double> all = parameters_of(sum);
  gradient.resize(all.size(), 0.0);
  for (std::size_t i = 0; i < all.size(); ++i) gradient[i] += all[i];
}

DescriptorRange::DescriptorRange(int components, std::vector<double>& low, std::vector<double>& high)
    : smallest(low), largest(high) {
  smallest.assign(components, std::numeric_limits<double>::infinity());
  largest.assign(components, -std::numeric_limits<double>::infinity());
}

template <class Real>
void DescriptorRange::add(const Real* q, const std::vector<int>& lane_rows, int padding, int lanes) {
  const std::size_t components = smallest.size();
  for (std::size_t lane = 0; lane < lane_rows.size(); ++lane) {
    if (lane_rows[lane] == padding) continue;
    const std::size_t tile = lane / lanes, in_tile = lane % lanes;
    for (std::size_t nu = 0; nu < components; ++nu) {
      const double value = q[(tile * components + nu) * lanes + in_tile];
      smallest[nu] = std::min(smallest[nu], value);
      largest[nu] = std::max(largest[nu], value);
    }
  }
}
template void DescriptorRange::add(const float*, const std::vector<int>&, int, int);
template void DescriptorRange::add(const double*, const std::vector<int>&, int, int);

}  // namespace nacre::train
