#include "train/model/population/population_shape.h"

#include "core/error.h"
#include "train/model/parameters.h"

namespace nacre::train {

PopulationShape shape_of(const NepModel& m) {
  PopulationShape s{m.types(),       m.components(),  m.neurons, m.radial_n + 1,    m.radial_k + 1,
                    m.angular_n + 1, m.angular_k + 1, m.l_max,   m.angular_terms(), {}};
  for (int i = 0; i < higher_body_kinds; ++i) s.higher[i] = m.higher[i];
  return s;
}

std::vector<ParameterSource> parameter_sources(const NepModel& m) {
  const int types = m.types(), neurons = m.neurons, components = m.components();
  const int own = neurons * components + 2 * neurons, network = own + (m.version == 5 ? 1 : 0);
  const int b1 = network * m.networks(), radial = b1 + 1;
  const int angular = radial + (m.radial_n + 1) * (m.radial_k + 1) * types * types;
  std::vector<ParameterSource> sources;
  const auto part = [&](int first, int count, bool scaled) {
    for (int t = 0; t < types; ++t)
      for (int i = 0; i < count; ++i)
        sources.push_back({m.network_of(t) * network + first + i, -1, scaled ? m.q_scaler[i % components] : 1.0});
  };
  part(0, neurons * components, true);
  part(neurons * components, neurons, false);
  part(neurons * components + neurons, neurons, false);
  for (int t = 0; t < types; ++t) sources.push_back({b1, m.version == 5 ? t * network + own : -1, 1.0});
  const auto coefficients = [&](int first, int count) {
    for (int i = 0; i < types; ++i)
      for (int j = 0; j < types; ++j)
        for (int nk = 0; nk < count; ++nk) sources.push_back({first + (nk * types + i) * types + j, -1, 1.0});
  };
  coefficients(radial, (m.radial_n + 1) * (m.radial_k + 1));
  coefficients(angular, (m.angular_n + 1) * (m.angular_k + 1));
  return sources;
}

int count_members(const NepModel& model, const std::vector<double>& parameters) {
  const std::size_t count = parameter_count(model), members = parameters.size() / count;
  if (members == 0 || parameters.size() != members * count)
    throw Error("a population has the wrong number of parameters", Error::Kind::failed);
  return static_cast<int>(members);
}

void set_entry(const TrainFrame& frame, const FixedParts& fixed, double energy, double force, double force_plain,
               const double* virial, std::size_t stride, PopulationErrors::Entry& e) {
  const auto atoms = static_cast<double>(frame.atoms.size());
  if (frame.energy) e.energy = (energy + fixed.energy - *frame.energy) / atoms;
  if (!frame.force.empty()) e.force = force, e.force_plain = force_plain;
  if (!frame.virial) return;
  const Mat3 rest = *frame.virial + -1.0 * fixed.virial;
  for (int c = 0; c < 6; ++c) e.virial[c] = (virial[c * stride] - rest[c % 3][c < 3 ? c : (c + 1) % 3]) / atoms;
}

}  // namespace nacre::train
