#include "train/model/surgery.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/elements.h"
#include "core/error.h"
#include "core/random.h"
#include "train/model/parameters.h"
#include "train/optimise/restart.h"

namespace nacre::train {

namespace {
constexpr std::size_t zbl_row = 10;  // numbers of a pair in a table

int type_of(const NepModel& model, const std::string& symbol) {
  const auto found = std::find(model.species.begin(), model.species.end(), symbol);
  if (found == model.species.end())
    throw Error("the model lacks this element")
        .value(symbol)
        .allowed(fmt::format("{}", fmt::join(model.species, " ")))
        .nearest(nearest_word(symbol, model.species));
  return static_cast<int>(found - model.species.begin());
}

std::vector<int> types_of(const NepModel& model, const std::vector<std::string>& species) {
  std::vector<int> types;
  for (const std::string& symbol : species) types.push_back(type_of(model, symbol));
  return types;
}

/// The row of a pair among those of t_i <= t_j, row by row.
std::size_t pair_row(int i, int j, int types) {
  const int low = std::min(i, j), high = std::max(i, j);
  return static_cast<std::size_t>(low * types - low * (low - 1) / 2 + high - low);
}

/// The table of a model of which type t was type from[t] of the old one.
std::vector<double> zbl_table(const NepModel& old, const std::vector<int>& from) {
  std::vector<double> table;
  if (old.zbl.table.empty()) return table;
  const int types = static_cast<int>(from.size());
  for (int i = 0; i < types; ++i)
    for (int j = i; j < types; ++j) {
      const auto row =
          old.zbl.table.begin() + static_cast<std::ptrdiff_t>(zbl_row * pair_row(from[i], from[j], old.types()));
      table.insert(table.end(), row, row + zbl_row);
    }
  return table;
}

/// The model whose type t has the numbers of type from[t] of the old one.
NepModel with_types(const NepModel& old, const std::vector<std::string>& species, const std::vector<int>& from) {
  NepModel model = old;
  model.species = species;
  model.atomic_number.clear(), model.radial_cutoff.clear(), model.angular_cutoff.clear();
  for (std::size_t t = 0; t < from.size(); ++t) {
    model.atomic_number.push_back(atomic_number(species[t]));
    model.radial_cutoff.push_back(old.radial_cutoff[from[t]]);
    model.angular_cutoff.push_back(old.angular_cutoff[from[t]]);
  }
  const std::vector<double> all = parameters_of(old);
  std::vector<double> taken;
  for (const std::size_t place : places_of_types(old, from)) taken.push_back(all[place]);
  set_parameters(model, taken);
  model.zbl.table = zbl_table(old, from);
  return model;
}

double rms(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x * x;
  return v.empty() ? 0 : std::sqrt(sum / static_cast<double>(v.size()));
}

/// Numbers that speak of the last type get new values, as large as those of their part.
void draw_last_type(NepModel& model, std::uint64_t seed) {
  std::vector<double> z = parameters_of(model);
  const std::vector<int> type = parameter_types(model);
  const std::vector<std::string> part = parameter_parts(model);
  const int types = model.types();
  const std::size_t coefficients =
      std::count_if(part.begin(), part.end(), [](const std::string& p) { return p == "radial" || p == "angular"; });
  const std::size_t first = z.size() - coefficients;
  for (const std::string name : {"hidden", "output", "radial", "angular"}) {
    std::vector<double> of_part;
    for (std::size_t i = 0; i < z.size(); ++i)
      if (part[i] == name) of_part.push_back(z[i]);
    const double size = rms(of_part);
    for (std::size_t i = 0; i < z.size(); ++i) {
      const bool as_neighbor = i >= first && static_cast<int>((i - first) % types) == types - 1;
      if (part[i] != name || (type[i] != types - 1 && !as_neighbor)) continue;
      z[i] = size * random_normal(seed, 0, i / 4, Purpose::train_start)[i % 4];
    }
  }
  set_parameters(model, z);
}

/// Networks that are all the same become one.
void merge_networks(NepModel& model) {
  const auto merge = [&](std::vector<double>& v) {
    const std::size_t each = v.size() / model.types();
    for (std::size_t i = each; i < v.size(); ++i)
      if (v[i] != v[i % each])
        throw Error("its elements have networks of their own, which NEP3 has not").key("version").value("3");
    v.resize(each);
  };
  merge(model.w0), merge(model.b0), merge(model.w1);
}

void repeat_network(NepModel& model) {
  const auto repeat = [&](std::vector<double>& v) {
    const std::vector<double> one = v;
    for (int t = 1; t < model.types(); ++t) v.insert(v.end(), one.begin(), one.end());
  };
  repeat(model.w0), repeat(model.b0), repeat(model.w1);
}

/// Energy shifts of the elements that are all the same go into b1.
void drop_biases(NepModel& model) {
  for (const double b : model.type_bias)
    if (b != model.type_bias.front())
      throw Error("its elements have different energy shifts, which only NEP5 has").key("version");
  if (!model.type_bias.empty()) model.b1 += model.type_bias.front();
  model.type_bias.clear();
}
}  // namespace

NepModel keep_elements(const NepModel& model, const std::vector<std::string>& species) {
  return with_types(model, species, types_of(model, species));
}

NepModel add_element(const NepModel& model, const std::string& symbol, const std::string& like, std::uint64_t seed) {
  if (atomic_number(symbol) == 0) throw Error("unknown element").value(symbol);
  if (std::find(model.species.begin(), model.species.end(), symbol) != model.species.end())
    throw Error("the model has this element").value(symbol);
  std::vector<int> from = types_of(model, model.species);
  from.push_back(like.empty() ? 0 : type_of(model, like));
  std::vector<std::string> species = model.species;
  species.push_back(symbol);
  NepModel larger = with_types(model, species, from);
  if (like.empty()) draw_last_type(larger, seed);
  return larger;
}

NepModel as_version(const NepModel& model, int version) {
  NepModel out = model;
  out.version = version;
  if (model.version == 5 && version != 5) drop_biases(out);
  if (model.version == 3 && version != 3) repeat_network(out);
  if (model.version != 3 && version == 3) merge_networks(out);
  if (model.version != 5 && version == 5) out.type_bias.assign(model.types(), 0);
  return out;
}

}  // namespace nacre::train
