#include "analysis/pores/pore_radii.h"

#include <array>
#include <cmath>

#include "core/elements.h"
#include "core/error.h"
#include "io/words.h"

namespace nacre {

namespace {
constexpr const char* radii_syntax = "uff, zeo++, or a list such as C=1.7,O=1.52 (A), alone or after the name of a set";

// x (Å): distance of the minimum, H to Lr.
constexpr std::array<double, element_count> uff_distance = {
    2.886, 2.362, 2.451, 2.745, 4.083, 3.851, 3.660, 3.500, 3.364, 3.243, 2.983, 3.021, 4.499, 4.295, 4.147,
    4.035, 3.947, 3.868, 3.812, 3.399, 3.295, 3.175, 3.144, 3.023, 2.961, 2.912, 2.872, 2.834, 3.495, 2.763,
    4.383, 4.280, 4.230, 4.205, 4.189, 4.141, 4.114, 3.641, 3.345, 3.124, 3.165, 3.052, 2.998, 2.963, 2.929,
    2.899, 3.148, 2.848, 4.463, 4.392, 4.420, 4.470, 4.500, 4.404, 4.517, 3.703, 3.522, 3.556, 3.606, 3.575,
    3.547, 3.520, 3.493, 3.368, 3.451, 3.428, 3.409, 3.391, 3.374, 3.355, 3.640, 3.141, 3.170, 3.069, 2.954,
    3.120, 2.840, 2.754, 3.293, 2.705, 4.347, 4.297, 4.370, 4.709, 4.750, 4.765, 4.900, 3.677, 3.478, 3.396,
    3.424, 3.395, 3.424, 3.424, 3.381, 3.326, 3.339, 3.313, 3.299, 3.286, 3.274, 3.248, 3.236};

struct Radius {
  const char* element;
  double radius;
};
constexpr Radius zeo_radii[] = {
    {"H", 1.09},  {"He", 1.40}, {"Li", 1.82}, {"C", 1.70},  {"N", 1.55},  {"O", 1.52},  {"F", 1.47},  {"Ne", 1.54},
    {"Na", 2.27}, {"Mg", 1.73}, {"Si", 2.10}, {"P", 1.80},  {"S", 1.80},  {"Cl", 1.75}, {"Ar", 1.88}, {"K", 2.75},
    {"Ni", 1.63}, {"Cu", 1.40}, {"Zn", 1.39}, {"Ga", 1.87}, {"As", 1.85}, {"Se", 1.90}, {"Br", 1.85}, {"Kr", 2.02},
    {"Pd", 1.63}, {"Ag", 1.72}, {"Cd", 1.58}, {"In", 1.93}, {"Sn", 2.17}, {"Te", 2.06}, {"I", 1.98},  {"Xe", 2.16},
    {"Pt", 1.75}, {"Au", 1.66}, {"Hg", 1.55}, {"Tl", 1.96}, {"Pb", 2.02}, {"U", 1.86}};

double from_set(const std::string& set, const std::string& element) {
  const int z = atomic_number(element);
  if (set == "uff" && z > 0) return uff_distance[z - 1] / (2 * std::pow(2.0, 1.0 / 6));
  if (set == "zeo++")
    for (const Radius& r : zeo_radii)
      if (element == r.element) return r.radius;
  return -1;
}
}  // namespace

PoreRadii::PoreRadii(const std::string& option) : text_(option) {
  for (std::size_t begin = 0; begin <= option.size();) {
    const std::size_t end = std::min(option.find(',', begin), option.size());
    const std::string part = option.substr(begin, end - begin);
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos) {
      if (begin != 0 || (part != "uff" && part != "zeo++"))
        throw Error("no set of radii")
            .key("radii")
            .value(part)
            .allowed(radii_syntax)
            .nearest(nearest_word(part, {"uff", "zeo++"}));
      set_ = part;
    } else {
      const std::string element = part.substr(0, equals);
      if (atomic_number(element) == 0) throw Error("unknown element").key("radii").value(part).allowed(radii_syntax);
      for (const auto& g : given_)
        if (g.first == element) throw Error("this element is given twice").key("radii").value(part);
      given_.emplace_back(element, to_real(part.substr(equals + 1), "radii", at_least(0)));
    }
    begin = end + 1;
  }
}

double PoreRadii::of(const std::string& element) const {
  for (const auto& g : given_)
    if (g.first == element) return g.second;
  const double radius = from_set(set_, element);
  if (radius < 0)
    throw Error("these radii have none for " + element + ": give one, for example --radii " + text_ + "," + element +
                "=2.0")
        .key("radii")
        .value(text_);
  return radius;
}

}  // namespace nacre
