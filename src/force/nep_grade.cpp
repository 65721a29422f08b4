#include "force/nep_grade.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>

#include "core/error.h"
#include "device/parallel.h"
#include "force/nep.h"
#include "io/hash.h"
#include "io/words.h"

namespace nacre {

std::vector<std::vector<double>> last_layer_inputs(const NepModel& model, const Atoms& atoms, const Box& box) {
  return last_layer_inputs(model, atoms, box, atoms.size());
}

std::vector<std::vector<double>> last_layer_inputs(const NepModel& m, const Atoms& atoms, const Box& box,
                                                   std::size_t own) {
  std::vector<std::vector<double>> phi = nep_descriptors(m, atoms, box, own);
  const std::size_t neurons = m.neurons, components = m.components();
  for (std::size_t i = 0; i < phi.size(); ++i) {
    const std::size_t network = m.network_of(atoms.type[i]);
    const double *w0 = m.w0.data() + network * neurons * components, *b0 = m.b0.data() + network * neurons;
    std::vector<double> row(neurons + 1, 1.0);
    for (std::size_t mu = 0; mu < neurons; ++mu) {
      double y = -b0[mu];
      for (std::size_t nu = 0; nu < components; ++nu) y += w0[mu * components + nu] * m.q_scaler[nu] * phi[i][nu];
      row[mu] = std::tanh(y);
    }
    phi[i] = std::move(row);
  }
  return phi;
}

std::uint64_t model_mark(const NepModel& m) {
  Fnv1a hash;
  for (const std::string& symbol : m.species) hash.add(symbol + " ");
  for (const auto* numbers :
       {&m.w0, &m.b0, &m.radial_c, &m.angular_c, &m.q_scaler, &m.radial_cutoff, &m.angular_cutoff})
    for (const double v : *numbers) hash.add_word(std::bit_cast<std::uint64_t>(v));
  return hash.value();
}

double grade_of(const ActiveSet& set, int type, const std::vector<double>& phi) {
  const std::vector<double>& inverse = set.inverse[type];
  std::vector<double> c(set.size);
  for (std::size_t r = 0; r < set.size; ++r)
    for (std::size_t k = 0; k < set.size; ++k) c[k] += phi[r] * inverse[r * set.size + k];
  double largest = 0;
  for (const double x : c) largest = std::max(largest, std::abs(x));
  return largest;
}

std::vector<double> extrapolation_grades(const NepModel& model, const ActiveSet& set, const Atoms& atoms,
                                         const Box& box) {
  return extrapolation_grades(model, set, atoms, box, atoms.size());
}

std::vector<double> extrapolation_grades(const NepModel& model, const ActiveSet& set, const Atoms& atoms,
                                         const Box& box, std::size_t own) {
  std::vector<double> grades;
  const auto phi = last_layer_inputs(model, atoms, box, own);
  for (std::size_t i = 0; i < phi.size(); ++i) grades.push_back(grade_of(set, atoms.type[i], phi[i]));
  return grades;
}

std::string format_active_set(const ActiveSet& set) {
  std::string text =
      fmt::format("# active set of a NEP: for each element the inverse of A, row by row\nmodel {:016x}\n", set.model);
  for (std::size_t t = 0; t < set.species.size(); ++t) {
    text += fmt::format("{} {} {}\n", set.species[t], set.size, set.size);
    for (const double v : set.inverse[t]) fmt::format_to(std::back_inserter(text), "{:.16e}\n", v);
  }
  return text;
}

namespace {
/// The rows of a file, one after another.
class ActiveSetReader {
 public:
  ActiveSetReader(const std::string& path, const NepModel& model)
      : path_(path), lines_(read_word_lines(path)), model_(model) {}

  ActiveSet read() {
    ActiveSet set;
    set.species = model_.species;
    set.size = model_.neurons + 1;
    set.model = model_mark(model_);
    expect_model(next());
    for (int t = 0; t < model_.types(); ++t) set.inverse.push_back(matrix(model_.species[t], set.size));
    if (at_ < lines_.size()) throw lines_[at_].error("a line too many").value(lines_[at_][0]);
    return set;
  }

 private:
  const Words& next() {
    if (at_ == lines_.size()) throw Error("the active set ends too early").file(path_);
    return lines_[at_++];
  }
  void expect_model(const Words& line) const {
    if (line[0] != "model" || line.size() != 2)
      throw line.error("this is not an active set").value(line[0]).allowed("model <mark>");
    if (line[1] != fmt::format("{:016x}", model_mark(model_)))
      throw line.error("this is the active set of another potential").key("model");
  }
  std::vector<double> matrix(const std::string& symbol, std::size_t size) {
    const Words& head = next();
    if (head[0] != symbol) throw head.error("another element was expected").value(head[0]).allowed(symbol);
    for (std::size_t k : {1, 2})
      head.integer(k, "numbers of a row", static_cast<std::int64_t>(size), static_cast<std::int64_t>(size));
    std::vector<double> numbers;
    for (std::size_t i = 0; i < size * size; ++i) numbers.push_back(next().real(0, "active set"));
    return numbers;
  }

  const std::string& path_;
  std::vector<Words> lines_;
  const NepModel& model_;
  std::size_t at_ = 0;
};
}  // namespace

double largest_grade(const std::vector<double>& grades) {
  return grades.empty() ? 0 : *std::max_element(grades.begin(), grades.end());
}

ActiveSet read_active_set(const std::string& path, const NepModel& model) {
  return ActiveSetReader(path, model).read();
}

}  // namespace nacre
