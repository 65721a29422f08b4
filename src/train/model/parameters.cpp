#include "train/model/parameters.h"

#include <algorithm>
#include <string>

#include "core/error.h"

namespace nacre::train {

namespace {

/// Calls visit(values, type) for each run of numbers in the order of the vector; type -1: shared. c's are sorted by n,
/// k first: their runs are one number each.
template <class Visit>
void for_each_run(NepModel& m, Visit&& visit) {
  const std::size_t neurons = m.neurons, components = m.components(), types = m.types();
  for (int i = 0; i < m.networks(); ++i) {
    const int type = m.version == 3 ? -1 : i;
    visit(m.w0.data() + i * neurons * components, neurons * components, type);
    visit(m.b0.data() + i * neurons, neurons, type);
    visit(m.w1.data() + i * neurons, neurons, type);
    if (m.version == 5) visit(m.type_bias.data() + i, std::size_t(1), type);
  }
  visit(&m.b1, std::size_t(1), -1);
  for (auto* c : {&m.radial_c, &m.angular_c})
    for (std::size_t i = 0; i < c->size(); i += types) visit(c->data() + i, types, static_cast<int>(i / types % types));
}

/// Arrays of the model's shape; the numbers that are there stay.
void size_arrays(NepModel& m) {
  const std::size_t networks = m.networks(), neurons = m.neurons, components = m.components(), types = m.types();
  m.w0.resize(networks * neurons * components);
  m.b0.resize(networks * neurons);
  m.w1.resize(networks * neurons);
  m.type_bias.resize(m.version == 5 ? types : 0);
  m.radial_c.resize(types * types * (m.radial_n + 1) * (m.radial_k + 1));
  m.angular_c.resize(types * types * (m.angular_n + 1) * (m.angular_k + 1));
}

}  // namespace

std::size_t parameter_count(const NepModel& m) {
  const std::size_t types = m.types(), networks = m.networks(), components = m.components();
  return networks * (m.neurons * (components + 2) + (m.version == 5 ? 1 : 0)) + 1 +
         types * types * ((m.radial_n + 1) * (m.radial_k + 1) + (m.angular_n + 1) * (m.angular_k + 1));
}

std::vector<double> parameters_of(const NepModel& model) {
  NepModel full = model;
  size_arrays(full);
  std::vector<double> all;
  all.reserve(parameter_count(full));
  for_each_run(full, [&](const double* p, std::size_t n, int) { all.insert(all.end(), p, p + n); });
  return all;
}

void set_parameters(NepModel& model, const std::vector<double>& parameters) {
  const std::size_t count = parameter_count(model);
  if (parameters.size() != count)
    throw Error("a model with " + std::to_string(count) + " parameters was given " + std::to_string(parameters.size()),
                Error::Kind::failed);
  size_arrays(model);
  const double* from = parameters.data();
  for_each_run(model, [&](double* p, std::size_t n, int) {
    std::copy(from, from + n, p);
    from += n;
  });
}

std::vector<int> parameter_types(const NepModel& shape) {
  NepModel model = shape;
  size_arrays(model);
  std::vector<int> types;
  types.reserve(parameter_count(model));
  for_each_run(model, [&](const double*, std::size_t n, int type) { types.insert(types.end(), n, type); });
  return types;
}

std::vector<std::string> parameter_parts(const NepModel& m) {
  std::vector<std::string> parts;
  const auto add = [&](std::size_t count, const char* part) { parts.insert(parts.end(), count, part); };
  const std::size_t neurons = m.neurons, components = m.components(), types = m.types();
  for (int n = 0; n < m.networks(); ++n) {
    add(neurons * (components + 1), "hidden");
    add(neurons + (m.version == 5 ? 1 : 0), "output");
  }
  add(1, "output");
  add(types * types * (m.radial_n + 1) * (m.radial_k + 1), "radial");
  add(types * types * (m.angular_n + 1) * (m.angular_k + 1), "angular");
  return parts;
}

}  // namespace nacre::train
