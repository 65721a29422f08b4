#include "core/elements.h"

#include <iterator>
#include <vector>

#include "core/error.h"

namespace nacre {

namespace {
constexpr std::string_view symbols[element_count] = {
    "H",  "He", "Li", "Be", "B",  "C",  "N",  "O",  "F",  "Ne", "Na", "Mg", "Al", "Si", "P",  "S",  "Cl", "Ar",
    "K",  "Ca", "Sc", "Ti", "V",  "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga", "Ge", "As", "Se", "Br", "Kr",
    "Rb", "Sr", "Y",  "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd", "Ag", "Cd", "In", "Sn", "Sb", "Te", "I",  "Xe",
    "Cs", "Ba", "La", "Ce", "Pr", "Nd", "Pm", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Hf",
    "Ta", "W",  "Re", "Os", "Ir", "Pt", "Au", "Hg", "Tl", "Pb", "Bi", "Po", "At", "Rn", "Fr", "Ra", "Ac", "Th",
    "Pa", "U",  "Np", "Pu", "Am", "Cm", "Bk", "Cf", "Es", "Fm", "Md", "No", "Lr",
};
constexpr double masses[element_count] = {
    1.008,  4.0026, 6.94,   9.0122, 10.81,  12.011, 14.007, 15.999, 18.998, 20.180, 22.990, 24.305, 26.982,
    28.085, 30.974, 32.06,  35.45,  39.95,  39.098, 40.078, 44.956, 47.867, 50.942, 51.996, 54.938, 55.845,
    58.933, 58.693, 63.546, 65.38,  69.723, 72.630, 74.922, 78.971, 79.904, 83.798, 85.468, 87.62,  88.906,
    91.224, 92.906, 95.95,  97,     101.07, 102.91, 106.42, 107.87, 112.41, 114.82, 118.71, 121.76, 127.60,
    126.90, 131.29, 132.91, 137.33, 138.91, 140.12, 140.91, 144.24, 145,    150.36, 151.96, 157.25, 158.93,
    162.50, 164.93, 167.26, 168.93, 173.05, 174.97, 178.49, 180.95, 183.84, 186.21, 190.23, 192.22, 195.08,
    196.97, 200.59, 204.38, 207.2,  208.98, 209,    210,    222,    223,    226,    227,    232.04, 231.04,
    238.03, 237,    244,    243,    247,    247,    251,    252,    257,    258,    259,    262,
};
constexpr double radii[] = {
    0.426667, 0.613333, 1.6,     1.25333, 1.02667, 1.0,     0.946667, 0.84,    0.853333, 0.893333, 1.86667, 1.66667,
    1.50667,  1.38667,  1.46667, 1.36,    1.32,    1.28,    2.34667,  2.05333, 1.77333,  1.62667,  1.61333, 1.46667,
    1.42667,  1.38667,  1.33333, 1.32,    1.34667, 1.45333, 1.49333,  1.45333, 1.53333,  1.46667,  1.52,    1.56,
    2.52,     2.22667,  1.96,    1.85333, 1.76,    1.65333, 1.53333,  1.50667, 1.50667,  1.44,     1.53333, 1.64,
    1.70667,  1.68,     1.68,    1.64,    1.76,    1.74667, 2.78667,  2.34667, 2.16,     1.96,     2.10667, 2.09333,
    2.08,     2.06667,  2.01333, 2.02667, 2.01333, 2.0,     1.98667,  1.98667, 1.97333,  2.04,     1.94667, 1.82667,
    1.74667,  1.64,     1.57333, 1.54667, 1.48,    1.49333, 1.50667,  1.76,    1.73333,  1.73333,  1.81333, 1.74667,
    1.84,     1.89333,  2.68,    2.41333, 2.22667, 2.10667, 2.02667,  2.04,    2.05333,  2.06667,
};
bool known(int z) { return z >= 1 && z <= element_count; }
}  // namespace

int atomic_number(std::string_view symbol) {
  for (int i = 0; i < element_count; ++i)
    if (symbols[i] == symbol) return i + 1;
  return 0;
}
std::string_view element_symbol(int z) { return known(z) ? symbols[z - 1] : std::string_view(); }
double element_mass(int z) { return known(z) ? masses[z - 1] : 0; }
double covalent_radius(int z) { return z >= 1 && z <= static_cast<int>(std::size(radii)) ? radii[z - 1] : 0; }

std::string nearest_element(std::string_view word, int last) {
  std::vector<std::string> known;
  for (int z = 1; z <= last; ++z) known.emplace_back(element_symbol(z));
  return nearest_word(word, known);
}

}  // namespace nacre
