// Which maxima of a pattern are peaks of the material. Not peaks:
//   small angles   a maximum with d > 6 Å whose left flank lies outside of the pattern: it rises from the first angle by
//                  less than half of what it falls after it. The density of pores makes it, not a plane of atoms
//   ripples        the transform of the cut-off at r_max rises beside every line. In F(Q) = I Q / (P f^2) a line of
//                  height H has ripples of at most H ripple(dQ) at the distance dQ; a maximum that rises by less than
//                  four times what all higher ones make there is one of them, and so is what is narrower than 0.6 of a
//                  sharp line's width, because nothing in the material can be
//   rounding       distances are rounded to bins of 0.001 Å, all of a shell of a crystal alike: at small angles that makes
//                  maxima of a thousandth of the highest line in F(Q), so a crystal's lines rise by three thousandths
#pragma once
#include <functional>
#include <vector>

#include "analysis/diffraction/diffraction.h"

namespace nacre {

/// How the pattern was cut off. The default: nowhere.
struct PatternLimits {
  double resolution = 0;                 ///< FWHM of a sharp line in Q, 1/Å
  double least_rise = 0;                 ///< of a peak in F(Q), as a share of the highest one's
  std::function<double(double)> ripple;  ///< of a distance in Q; empty: no ripples
};

/// Those of `tops`, indices in rising order, that are peaks.
std::vector<int> real_peaks(const Pattern& pattern, const std::vector<int>& tops, const PatternLimits& limits);

/// I Q / (P f^2): where broadening by a cut-off is symmetric.
std::vector<double> reduced_intensity(const Pattern& pattern);

/// Angle (degrees) of the maximum of the reduced intensity next to an index: the place of a line that is as wide as the
/// cut-off made it.
double unshifted_centre(const Pattern& pattern, const std::vector<double>& reduced, int top);

}  // namespace nacre
