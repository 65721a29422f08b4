#include "force/tersoff_file.h"

#include "force/potential_words.h"

namespace nacre::tersoff {

namespace {

constexpr const char* element_line = "A B lambda mu beta n c d h R S";

// What one line of the file holds: an element with itself.
struct Element {
  PairParameters<double> pair;
  SiteParameters<double> site;
};

Element read_element(const Words& line) {
  if (line.size() != 11) {
    const std::string given = std::to_string(line.size()) + " words";
    throw line.error("eleven numbers are expected").value(given).allowed(element_line);
  }
  Element e;
  e.pair.A = line.real(0, "A", at_least(0));
  e.pair.B = line.real(1, "B", at_least(0));
  e.pair.lambda = line.real(2, "lambda", positive());
  e.pair.mu = line.real(3, "mu", positive());
  e.site.beta = line.real(4, "beta", at_least(0));
  e.site.n = line.real(5, "n", positive());
  e.site.c = line.real(6, "c", at_least(0));
  e.site.d = line.real(7, "d", positive());
  e.site.h = line.real(8, "h");
  e.pair.R = line.real(9, "R", positive());
  e.pair.S = line.real(10, "S", {e.pair.R, 100, true, false});
  return e;
}

PairParameters<double> mix(const PairParameters<double>& i, const PairParameters<double>& j, double chi) {
  PairParameters<double> p;
  p.A = std::sqrt(i.A * j.A);
  p.B = chi * std::sqrt(i.B * j.B);
  p.lambda = (i.lambda + j.lambda) / 2;
  p.mu = (i.mu + j.mu) / 2;
  p.R = std::sqrt(i.R * j.R);
  p.S = std::sqrt(i.S * j.S);
  return p;
}

Parameters assemble(std::vector<std::string> species, const std::vector<Element>& elements, double chi) {
  Parameters parameters;
  parameters.species = std::move(species);
  const std::size_t n = elements.size();
  for (std::size_t k = 0; k < n * n; ++k) {
    const Element &i = elements[k / n], &j = elements[k % n];
    parameters.pair.push_back(&i == &j ? i.pair : mix(i.pair, j.pair, chi));
  }
  for (const Element& e : elements) parameters.site.push_back(e.site);
  return parameters;
}

double read_chi(const Words& line) {
  if (line.size() != 1) throw line.error("one number is expected").key("chi").allowed(at_least(0).text());
  return line.real(0, "chi", at_least(0));
}

}  // namespace

Parameters read_parameters(const std::string& path) {
  const auto lines = read_potential_lines(path);
  auto species = read_species(lines[0], 2);
  const std::size_t n = species.size();
  expect_lines(lines, n == 1 ? 2 : 4,
               std::string("a header, ") + element_line + " for each element" + (n == 1 ? "" : ", then chi"));
  std::vector<Element> elements;
  for (std::size_t i = 0; i < n; ++i) elements.push_back(read_element(lines[1 + i]));
  return assemble(std::move(species), elements, n == 1 ? 1 : read_chi(lines[3]));
}

Parameters carbon() {
  const PairParameters<double> pair{1393.6, 346.7, 3.4879, 2.2119, 1.80, 2.10};
  const SiteParameters<double> site{1.5724e-7, 0.72751, 38049, 4.3484, -0.57058};
  return assemble({"C"}, {{pair, site}}, 1);
}

}  // namespace nacre::tersoff
