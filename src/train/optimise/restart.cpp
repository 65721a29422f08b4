#include "train/optimise/restart.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "core/error.h"
#include "core/lines.h"
#include "io/files.h"
#include "io/words.h"
#include "train/model/parameters.h"
#include "train/model/surgery.h"

namespace nacre::train {

namespace {
// Networks and descriptors are numbers near 1; in single precision nothing is left of a model with larger ones.
constexpr double largest_parameter = 1e6;
const std::string scaler_mark = "# q_scaler";
}  // namespace

void write_restart(const std::string& path, const std::vector<double>& mean, const std::vector<double>& sigma,
                   const std::vector<double>& q_scaler) {
  std::string text;
  for (std::size_t i = 0; i < mean.size(); ++i)
    fmt::format_to(std::back_inserter(text), "{:15.7e} {:15.7e}\n", mean[i], sigma[i]);
  for (const double q : q_scaler) fmt::format_to(std::back_inserter(text), "{} {}\n", scaler_mark, q);
  write_whole(path, text);
}

namespace {
std::vector<double> scaler_rows(const std::string& path) {
  std::vector<double> scaler;
  long number = 0;
  for (const std::string& line : split_lines(read_text(path))) {
    ++number;
    if (!line.starts_with(scaler_mark)) continue;
    const Words row(path, number, split_words(line.substr(scaler_mark.size())));
    scaler.push_back(row.real(0, "q_scaler", between(0, largest_parameter)));
  }
  return scaler;
}
}  // namespace

SearchStart read_restart(const std::string& path, std::size_t count) {
  SearchStart start;
  for (const Words& row : read_word_lines(path)) {
    if (row.size() != 2) throw row.error("expected two numbers, mean and sigma").value(std::to_string(row.size()));
    start.mean.push_back(row.real(0, "mean", between(-largest_parameter, largest_parameter)));
    start.sigma.push_back(row.real(1, "sigma", between(0, largest_parameter)));
  }
  if (start.mean.size() != count)
    throw Error("has rows for another model than nep.in describes; remove it to start anew")
        .file(path)
        .value(std::to_string(start.mean.size()) + " rows")
        .allowed(std::to_string(count) + " rows");
  start.q_scaler = scaler_rows(path);
  return start;
}

namespace {
void expect_equal(const std::vector<int>& of_file, const std::vector<int>& wanted, const char* line,
                  const std::string& file) {
  if (of_file == wanted) return;
  throw Error("the model in this file is another than nep.in describes")
      .file(file)
      .key(line)
      .value(fmt::format("{}", fmt::join(of_file, " ")))
      .allowed(fmt::format("{}", fmt::join(wanted, " ")));
}

std::vector<int> flags(const NepModel& m) {
  std::vector<int> out{m.l_max};
  out.insert(out.end(), m.higher, m.higher + higher_body_kinds);
  return out;
}

void expect_same_sizes(const NepModel& a, const NepModel& b, const std::string& file) {
  expect_equal({a.version}, {b.version}, "version", file);
  expect_equal({a.radial_n, a.angular_n}, {b.radial_n, b.angular_n}, "n_max", file);
  expect_equal({a.radial_k, a.angular_k}, {b.radial_k, b.angular_k}, "basis_size", file);
  expect_equal(flags(a), flags(b), "l_max", file);
  expect_equal({a.neurons}, {b.neurons}, "neuron", file);
}

Error other_cutoff(const std::string& file, double of_file, double wanted) {
  return Error("the model in this file is another than nep.in describes")
      .file(file)
      .key("cutoff")
      .value(fmt::format("{}", of_file))
      .allowed(fmt::format("{}", wanted));
}

void expect_same_cutoffs(const NepModel& a, const NepModel& b, const std::vector<int>& type_in_a,
                         const std::string& file) {
  for (int t = 0; t < b.types(); ++t) {
    const int from = type_in_a[t];
    if (a.radial_cutoff[from] != b.radial_cutoff[t])
      throw other_cutoff(file, a.radial_cutoff[from], b.radial_cutoff[t]);
    if (a.angular_cutoff[from] != b.angular_cutoff[t])
      throw other_cutoff(file, a.angular_cutoff[from], b.angular_cutoff[t]);
  }
}

/// Each type of `to` in `from`.
std::vector<int> types_in(const NepModel& from, const NepModel& to, const std::string& file) {
  std::vector<int> out;
  for (const std::string& symbol : to.species) {
    const auto found = std::find(from.species.begin(), from.species.end(), symbol);
    if (found == from.species.end())
      throw Error("the model lacks this element")
          .file(file)
          .key("type")
          .value(symbol)
          .allowed(fmt::format("{}", fmt::join(from.species, " ")));
    out.push_back(static_cast<int>(found - from.species.begin()));
  }
  return out;
}

}  // namespace

std::vector<std::size_t> places_of_types(const NepModel& from, const std::vector<int>& type_in_from) {
  std::vector<std::size_t> out;
  const std::size_t network = from.neurons * (from.components() + 2) + (from.version == 5 ? 1 : 0);
  const std::size_t networks = from.version == 3 ? 1 : type_in_from.size();
  for (std::size_t n = 0; n < networks; ++n)
    for (std::size_t i = 0; i < network; ++i) out.push_back((from.version == 3 ? 0 : type_in_from[n]) * network + i);
  std::size_t begin = from.networks() * network;
  out.push_back(begin++);  // b1
  const auto coefficients = [&](int functions) {
    for (int f = 0; f < functions; ++f, begin += from.types() * from.types())
      for (const int ti : type_in_from)
        for (const int tj : type_in_from) out.push_back(begin + ti * from.types() + tj);
  };
  coefficients((from.radial_n + 1) * (from.radial_k + 1));
  coefficients((from.angular_n + 1) * (from.angular_k + 1));
  return out;
}

void expect_same_shape(const NepModel& of_file, const NepModel& shape, const std::string& file) {
  if (of_file.species != shape.species)
    throw Error("the model in this file is another than nep.in describes")
        .file(file)
        .key("type")
        .value(fmt::format("{}", fmt::join(of_file.species, " ")))
        .allowed(fmt::format("{}", fmt::join(shape.species, " ")));
  expect_same_sizes(of_file, shape, file);
  expect_same_cutoffs(of_file, shape, types_in(of_file, shape, file), file);
}

std::vector<std::size_t> places_in(const NepModel& from, const NepModel& to) {
  return places_of_types(from, types_in(from, to, ""));
}

void adopt_foundation(TrainSettings& s) {
  const NepModel model = keep_elements(read_nep(path_in(s, s.fine_tune->model_file)), s.shape.species);
  NepModel& shape = s.shape;
  const auto open = [&](const char* key) { return s.given.count(key) == 0; };
  if (open("version")) shape.version = model.version;
  if (open("n_max")) shape.radial_n = model.radial_n, shape.angular_n = model.angular_n;
  if (open("basis_size")) shape.radial_k = model.radial_k, shape.angular_k = model.angular_k;
  if (open("neuron")) shape.neurons = model.neurons;
  if (open("cutoff")) shape.radial_cutoff = model.radial_cutoff, shape.angular_cutoff = model.angular_cutoff;
  if (open("l_max")) {
    shape.l_max = model.l_max;
    std::copy(model.higher, model.higher + higher_body_kinds, shape.higher);
  }
  if (!shape.zbl.enabled) shape.zbl = model.zbl;
}

namespace {
/// Sigma of the frozen parts becomes 0.
void freeze(const TrainSettings& s, const NepModel& shape, std::vector<double>& sigma) {
  std::set<std::string> parts(s.freeze.begin(), s.freeze.end());
  if (!s.fine_tune->descriptor) parts.insert("descriptor");
  if (parts.count("descriptor") > 0) parts.insert({"radial", "angular"});
  const std::vector<std::string> names = parameter_parts(shape);
  for (std::size_t i = 0; i < sigma.size(); ++i)
    if (parts.count(names[i]) > 0) sigma[i] = 0;
}
}  // namespace

SearchStart fine_tune_start(const TrainSettings& settings, NepModel& shape) {
  const FineTune& tune = *settings.fine_tune;
  const std::string file = path_in(settings, tune.model_file);
  const NepModel foundation = read_nep(file);
  expect_same_sizes(foundation, shape, file);
  expect_same_cutoffs(foundation, shape, types_in(foundation, shape, file), file);
  const std::size_t count = parameter_count(foundation);
  const SearchStart all = tune.restart_file.empty() ? SearchStart{parameters_of(foundation),
                                                                  std::vector<double>(count, 0.1 * settings.sigma0)}
                                                    : read_restart(path_in(settings, tune.restart_file), count);
  SearchStart start;
  for (const std::size_t place : places_in(foundation, shape)) {
    start.mean.push_back(all.mean[place]);
    start.sigma.push_back(all.sigma[place]);
  }
  freeze(settings, shape, start.sigma);
  shape.q_scaler = foundation.q_scaler;
  return start;
}

}  // namespace nacre::train
