#include <algorithm>

#include "core/elements.h"
#include "core/error.h"
#include "train/parsers.h"

namespace nacre::train {

namespace {
constexpr int most_types = 94;  // H to Pu
constexpr double longest_cutoff = 100, shortest_angular = 3;

void check_element(const Words& line, std::size_t i, const std::vector<std::string>& before) {
  const int z = atomic_number(line[i]);
  if (z == 0 || z > most_types)
    throw line.error("unknown element")
        .key("type")
        .value(line[i])
        .allowed("H .. Pu, such as Na")
        .nearest(nearest_element(line[i], most_types));
  if (std::find(before.begin(), before.end(), line[i]) != before.end())
    throw line.error("the element is named twice").key("type").value(line[i]);
}

int small(const Words& line, std::size_t i, const std::string& name, int low, int high) {
  return static_cast<int>(line.integer(i, name, low, high));
}
}  // namespace

void parse_type(const Words& line, TrainSettings& s) {
  const int types = small(line, 1, "number of types", 1, most_types);
  line.expect_arguments(types + 1, types + 1, "type <number of types> and that many element symbols");
  NepModel& m = s.shape;
  for (std::size_t i = 2; i < line.size(); ++i) {
    check_element(line, i, m.species);
    m.species.push_back(line[i]);
    m.atomic_number.push_back(atomic_number(line[i]));
  }
  if (m.radial_cutoff.size() != m.species.size()) {
    m.radial_cutoff.assign(types, 8);
    m.angular_cutoff.assign(types, 4);
  }
}

void parse_version(const Words& line, TrainSettings& s) {
  line.expect_arguments(1, 1, "version <3|4|5>");
  s.shape.version = small(line, 1, "version", 3, 5);
}

void parse_model_type(const Words& line, TrainSettings&) {
  line.expect_arguments(1, 1, "model_type 0");
  if (line.integer(1, "model_type", 0, 3) != 0)
    throw line.error("dipoles, polarizabilities and temperature-dependent models are not supported")
        .key("model_type")
        .value(line[1])
        .allowed("0 (potential)");
}

void parse_cutoff(const Words& line, TrainSettings& s) {
  const std::size_t types = s.shape.species.size(), given = line.size() - 1;
  if (given != 2 && given != 2 * types)
    throw line.error("wrong number of values")
        .key("cutoff")
        .value(std::to_string(given))
        .allowed("<radial> <angular> (A), once or once a type (" + std::to_string(2 * types) + " numbers)");
  for (std::size_t t = 0; t < types; ++t) {
    const std::size_t at = given == 2 ? 1 : 1 + 2 * t;
    const double radial = line.real(at, "radial cutoff (A)", between(shortest_angular, longest_cutoff));
    s.shape.radial_cutoff[t] = radial;
    s.shape.angular_cutoff[t] = line.real(at + 1, "angular cutoff (A)", between(shortest_angular, radial));
  }
}

void parse_n_max(const Words& line, TrainSettings& s) {
  line.expect_arguments(2, 2, "n_max <radial> <angular>");
  s.shape.radial_n = small(line, 1, "n_max radial", 0, 12);
  s.shape.angular_n = small(line, 2, "n_max angular", 0, 8);
}

void parse_basis_size(const Words& line, TrainSettings& s) {
  line.expect_arguments(2, 2, "basis_size <radial> <angular>");
  s.shape.radial_k = small(line, 1, "basis_size radial", 0, 16);
  s.shape.angular_k = small(line, 2, "basis_size angular", 0, 12);
}

void parse_l_max(const Words& line, TrainSettings& s) {
  line.expect_arguments(1, 1 + higher_body_kinds, "l_max <l> [222] [1111] [112] [123] [233] [134]");
  const char* names[higher_body_kinds] = {"222", "1111", "112", "123", "233", "134"};
  const int needed[higher_body_kinds] = {2, 1, 2, 3, 3, 4};
  s.shape.l_max = small(line, 1, "l_max", 0, 8);
  for (int kind = 0; kind < higher_body_kinds; ++kind) {
    const std::size_t at = 2 + static_cast<std::size_t>(kind);
    const std::string name = std::string("l_max flag ") + names[kind];
    // A flag left out keeps its default; 222 needs l = 2, so that "l_max 1" switches it off.
    if (at >= line.size()) {
      s.shape.higher[kind] = kind == q222 && s.shape.l_max >= needed[q222];
      continue;
    }
    s.shape.higher[kind] = line.integer(at, name, 0, 2) != 0;
    if (s.shape.higher[kind] && s.shape.l_max < needed[kind])
      throw line.error(std::string("the term ") + names[kind] + " needs a larger l_max")
          .key("l_max")
          .value(line[1])
          .allowed(">= " + std::to_string(needed[kind]));
  }
}

void parse_neuron(const Words& line, TrainSettings& s) {
  line.expect_arguments(1, 2, "neuron <number>");
  s.shape.neurons = small(line, 1, "neuron", 1, 120);
  if (line.size() > 2 && line.integer(2, "neuron, second layer", 0, 120) != 0)
    throw line.error("a second hidden layer is not part of NEP3, NEP4 or NEP5")
        .key("neuron")
        .value(line[2])
        .allowed("0");
}

void parse_zbl(const Words& line, TrainSettings& s) {
  line.expect_arguments(1, 1, "zbl <outer radius>");
  s.shape.zbl.outer = line.real(1, "zbl outer radius (A)", between(1, 4));
  s.shape.zbl.inner = s.shape.zbl.outer / 2;
  s.shape.zbl.enabled = true;
}

void parse_typewise_zbl(const Words& line, TrainSettings& s) {
  line.expect_arguments(0, 1, "use_typewise_cutoff_zbl [factor]");
  s.shape.zbl.typewise_factor = line.size() > 1 ? line.real(1, "factor", at_least(0.5)) : 0.7;
}

void read_zbl_in(const std::string& path, NepModel& shape) {
  NepZbl& zbl = shape.zbl;
  const std::size_t types = shape.species.size(), pairs = types * (types + 1) / 2;
  const std::vector<Words> rows = read_word_lines(path);
  zbl = NepZbl();
  for (const Words& row : rows) {
    if (zbl.table.size() == 10 * pairs)
      throw row.error("more rows than pairs of types").key("zbl.in").allowed(std::to_string(pairs) + " rows");
    if (row.size() != 10)
      throw row.error("wrong number of values")
          .key("zbl.in")
          .value(std::to_string(row.size()))
          .allowed("inner and outer radius, then (amplitude, exponent) four times");
    const double inner = row.real(0, "inner radius (A)", at_least(0));
    row.real(1, "outer radius (A)", {inner, longest_cutoff, true, false});
    for (std::size_t i = 0; i < 10; ++i) zbl.table.push_back(row.real(i, "zbl.in"));
  }
  if (zbl.table.size() != 10 * pairs)
    throw Error("too few rows: one is needed for each pair of types, 11 12 .. 1n 22 ..")
        .file(path)
        .key("zbl.in")
        .value(std::to_string(rows.size()) + " rows")
        .allowed(std::to_string(pairs) + " rows");
  zbl.enabled = zbl.flexible = true;
}

}  // namespace nacre::train
