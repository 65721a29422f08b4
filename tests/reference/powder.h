// X-ray powder patterns of a few atoms by sums written out.
#pragma once
#include <vector>

#include "structure.h"

namespace reference {

// f(Q) of carbon and sodium, four Gaussians and a constant (International Tables C, 6.1.1.4; Cromer and Mann, Acta Cryst.
// A 24, 321 (1968)): another fit than the program's.
double carbon_form_factor_cromer_mann(double Q);
double sodium_form_factor_cromer_mann(double Q);

// sum_ij f_i f_j sin(Q r_ij) / (Q r_ij) of a particle, i = j included; f: one number an atom.
double debye(const std::vector<Vector>& position, const std::vector<double>& f, double Q);

}  // namespace reference
