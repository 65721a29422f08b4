// Reads nep.txt: six header lines (seven with zbl), then one parameter a line.
#include <algorithm>
#include <cmath>

#include "core/elements.h"
#include "core/error.h"
#include "core/units.h"
#include "force/nep_model.h"
#include "io/words.h"

namespace nacre {

int NepModel::higher_count() const { return static_cast<int>(std::count(higher, higher + higher_body_kinds, true)); }

namespace {

class NepReader {
 public:
  explicit NepReader(const std::string& path) : path_(path), lines_(read_word_lines(path)) {}

  NepModel read() {
    read_name(header("nep4"));
    if (model_.zbl.enabled) read_zbl(header("zbl"));
    read_cutoff(header("cutoff"));
    const Words n_max = header("n_max");
    n_max.expect_arguments(2, 2, "n_max <radial> <angular>");
    model_.radial_n = static_cast<int>(n_max.integer(1, "n_max radial", 0, 100));
    model_.angular_n = static_cast<int>(n_max.integer(2, "n_max angular", 0, 100));
    const Words basis = header("basis_size");
    basis.expect_arguments(2, 2, "basis_size <radial> <angular>");
    model_.radial_k = static_cast<int>(basis.integer(1, "basis_size radial", 0, 100));
    model_.angular_k = static_cast<int>(basis.integer(2, "basis_size angular", 0, 100));
    read_l_max(header("l_max"));
    read_neurons(header("ANN"));
    read_parameters();
    return std::move(model_);
  }

 private:
  const Words& next(const std::string& what) {
    if (at_ >= lines_.size())
      throw Error("the file ends too early: " + what + " is missing")
          .file(path_)
          .line(lines_.empty() ? 1 : lines_.back().line());
    return lines_[at_++];
  }
  const Words& header(const std::string& keyword) {
    const Words& line = next("the line '" + keyword + "'");
    if (keyword != "nep4" && line[0] != keyword)
      throw line.error("wrong header line")
          .key(keyword)
          .value(line[0])
          .allowed("a line that begins with '" + keyword + "'");
    return line;
  }

  void read_name(const Words& line) {
    const std::vector<std::string> known = {"nep3", "nep4", "nep5", "nep3_zbl", "nep4_zbl", "nep5_zbl"};
    const std::string& name = line.choice(0, "model", known);
    model_.version = name[3] - '0';
    model_.zbl.enabled = name.size() > 4;
    const int types = static_cast<int>(line.integer(1, "number of types", 1, element_count));
    line.expect_arguments(types + 1, types + 1, name + " " + std::to_string(types) + " and that many element symbols");
    for (int t = 0; t < types; ++t) {
      const std::string& symbol = line[2 + t];
      const int z = atomic_number(symbol);
      if (z == 0) throw line.error("unknown element").key("species").value(symbol);
      if (std::find(model_.species.begin(), model_.species.end(), symbol) != model_.species.end())
        throw line.error("the element is named twice").key("species").value(symbol);
      model_.species.push_back(symbol);
      model_.atomic_number.push_back(z);
    }
  }

  void read_zbl(const Words& line) {
    line.expect_arguments(2, 3, "zbl <inner> <outer> [factor]");
    NepZbl& zbl = model_.zbl;
    zbl.inner = line.real(1, "zbl inner", at_least(0));
    zbl.outer = line.real(2, "zbl outer", at_least(0));
    zbl.flexible = zbl.inner == 0 && zbl.outer == 0;
    if (!zbl.flexible && zbl.outer <= zbl.inner)
      throw line.error("the outer radius must exceed the inner").key("zbl").value(line[2]).allowed("> " + line[1]);
    if (line.size() > 3 && !zbl.flexible) {
      zbl.typewise_factor = line.real(3, "zbl factor", positive());
      for (const int z : model_.atomic_number)
        if (covalent_radius(z) == 0)
          throw line.error("type-wise zbl has no covalent radius for this element")
              .key("zbl")
              .value(element_symbol(z))
              .allowed("H to Pu");
    }
  }

  void read_cutoff(const Words& line) {
    const std::size_t types = model_.species.size();
    // One pair for all types or a pair for each; then two neighbour counts, which files before 2022 lack.
    const std::size_t given = line.size() - 1;
    const bool typewise = types > 1 && (given == 2 * types + 2 || (given == 2 * types && given != 4));
    if (!typewise && given != 2 && given != 4)
      throw line.error("wrong number of values")
          .key("cutoff")
          .value(std::to_string(given))
          .allowed("radial and angular cutoff (once, or once a type), then two neighbour counts");
    const Range range{0, 100, true, false};
    for (std::size_t t = 0; t < types; ++t) {
      const std::size_t at = typewise ? 1 + 2 * t : 1;
      model_.radial_cutoff.push_back(line.real(at, "radial cutoff", range));
      model_.angular_cutoff.push_back(line.real(at + 1, "angular cutoff", range));
    }
    for (std::size_t i = typewise ? 2 * types + 1 : 3; i < line.size(); ++i) line.integer(i, "max neighbours", 0);
  }

  void read_l_max(const Words& line) {
    line.expect_arguments(1, 7, "l_max <l> [222] [1111] [112] [123] [233] [134]");
    model_.l_max = static_cast<int>(line.integer(1, "l_max", 0, 8));
    // A second number above 1 marks the older convention: "2" for q_222, then 0 or 1 for q_1111.
    const bool older = line.size() > 2 && line.integer(2, "l_max 4-body", 0, 2) == 2;
    if (older && line.size() > 4)
      throw line.error("the older form takes three numbers at most").key("l_max").value(line[4]);
    const int needed[higher_body_kinds] = {2, 1, 2, 3, 3, 4};
    const char* names[higher_body_kinds] = {"222", "1111", "112", "123", "233", "134"};
    for (std::size_t i = 2; i < line.size(); ++i) {
      const int kind = static_cast<int>(i) - 2;
      model_.higher[kind] = line.integer(i, std::string("l_max flag ") + names[kind], 0, older && i == 2 ? 2 : 1) != 0;
      if (model_.higher[kind] && model_.l_max < needed[kind])
        throw line.error(std::string("the term ") + names[kind] + " needs a larger l_max")
            .key("l_max")
            .value(line[1])
            .allowed(">= " + std::to_string(needed[kind]));
    }
  }

  void read_neurons(const Words& line) {
    line.expect_arguments(1, 2, "ANN <neurons> 0");
    model_.neurons = static_cast<int>(line.integer(1, "ANN neurons", 1, 10000));
    if (line.size() > 2 && line.integer(2, "ANN second layer") != 0)
      throw line.error("a second hidden layer is not part of NEP3, NEP4 or NEP5")
          .key("ANN")
          .value(line[2])
          .allowed("0");
  }

  double parameter(const std::string& what) {
    const Words& line = next(what);
    if (line.size() != 1) throw line.error("expected one number on the line").key(what).value(line[1]);
    return line.real(0, what);
  }
  void parameters(std::vector<double>& into, std::size_t count, const std::string& what) {
    for (std::size_t i = 0; i < count; ++i) into.push_back(parameter(what));
  }

  void read_parameters() {
    const std::size_t types = model_.species.size(), components = model_.components(), neurons = model_.neurons;
    for (int network = 0; network < model_.networks(); ++network) {
      parameters(model_.w0, neurons * components, "w0");
      parameters(model_.b0, neurons, "b0");
      parameters(model_.w1, neurons, "w1");
      if (model_.version == 5) parameters(model_.type_bias, 1, "type bias");
    }
    model_.b1 = parameter("b1");
    parameters(model_.radial_c, (model_.radial_n + 1) * (model_.radial_k + 1) * types * types, "radial coefficient");
    parameters(model_.angular_c, (model_.angular_n + 1) * (model_.angular_k + 1) * types * types,
               "angular coefficient");
    parameters(model_.q_scaler, components, "q_scaler");
    if (model_.zbl.flexible) {
      parameters(model_.zbl.table, 10 * types * (types + 1) / 2, "zbl table");
      for (std::size_t p = 0; p < model_.zbl.table.size(); p += 10)
        if (model_.zbl.table[p + 1] <= model_.zbl.table[p])
          throw Error("a pair's outer zbl radius does not exceed its inner one").file(path_).key("zbl table");
    }
    if (at_ != lines_.size())
      throw lines_[at_]
          .error("numbers remain after the last parameter: the header does not fit the parameters")
          .value(lines_[at_][0]);
  }

  std::string path_;
  std::vector<Words> lines_;
  std::size_t at_ = 0;
  NepModel model_;
};

// Ziegler-Biersack-Littmark screening (The Stopping and Range of Ions in Solids, 1985) as NEP files assume it.
constexpr double universal_amplitude[4] = {0.18175, 0.50986, 0.28022, 0.02817};
constexpr double universal_exponent[4] = {3.1998, 0.94229, 0.4029, 0.20162};

}  // namespace

NepModel read_nep(const std::string& path) { return NepReader(path).read(); }

ZblPair zbl_pair(const NepModel& model, int ti, int tj) {
  ZblPair pair;
  const NepZbl& zbl = model.zbl;
  if (!zbl.enabled) return pair;
  const int zi = model.atomic_number[ti], zj = model.atomic_number[tj];
  const double inverse_a = 2.134563 * (std::pow(zi, 0.23) + std::pow(zj, 0.23));  // 1/Å
  pair.prefactor = units::coulomb_zbl * zi * zj;
  if (zbl.flexible) {
    const int a = std::min(ti, tj), b = std::max(ti, tj);
    const double* row = &zbl.table[10 * (a * model.types() - a * (a - 1) / 2 + b - a)];
    pair.inner = row[0];
    pair.outer = row[1];
    for (int m = 0; m < 4; ++m) pair.amplitude[m] = row[2 + 2 * m], pair.exponent[m] = row[3 + 2 * m] * inverse_a;
    return pair;
  }
  pair.inner = zbl.inner;
  pair.outer = zbl.outer;
  if (zbl.typewise_factor > 0) {
    pair.inner = 0;
    pair.outer = std::min(zbl.outer, zbl.typewise_factor * (covalent_radius(zi) + covalent_radius(zj)));
  }
  for (int m = 0; m < 4; ++m)
    pair.amplitude[m] = universal_amplitude[m], pair.exponent[m] = universal_exponent[m] * inverse_a;
  return pair;
}

}  // namespace nacre
