// Peaks of a pattern: a pseudo-Voigt profile on a straight background, by least squares (Levenberg and Marquardt).
//   y(x) = b0 + b1 (x - x0) + A [eta L + (1 - eta) G],   u = 2 (x - x0) / w
//   L = 1 / (1 + u^2),  G = exp(-ln 2 u^2)      A: height, x0: centre, w: FWHM, 0 <= eta <= 1
//   area = A w [eta pi / 2 + (1 - eta) sqrt(pi / (4 ln 2))]
// Errors: square roots of the diagonal of (J^T J)^-1 s^2, s^2 the mean squared residual, times (1 + c) / (1 - c)
// because neighbouring points of a smooth pattern are not independent (c: correlation of neighbouring residuals). They
// say how far the peak is from the profile; what the cell is too small to show they do not know.
#pragma once
#include <string>
#include <vector>

#include "analysis/diffraction/diffraction.h"

namespace nacre {

struct PeakFit {
  double centre = 0, height = 0, fwhm = 0, eta = 0, background = 0, slope = 0;
  double centre_error = 0, height_error = 0, fwhm_error = 0;
  double area = 0;
  double maximum = 0;      ///< x of the highest point of the data, by a parabola
  double asymmetry = 0;    ///< right over left half width of the data above half the fitted height
  double resolution = 0;   ///< half the FWHM that a sharp line has here; the fit's errors do not know it
  std::string reflection;  ///< "(002)"; empty: not known
  bool converged = false;  ///< and beside the highest point; else centre and fwhm are those of the data
};

/// Fits the peak whose highest point is at index `top`; the window ends at the nearest minima or `most_widths` half
/// widths away.
PeakFit fit_peak(const std::vector<double>& x, const std::vector<double>& y, int top);

/// Indices of the maxima that rise above the higher of the two minima beside them by `prominence` of the whole range.
std::vector<int> find_peaks(const std::vector<double>& y, double prominence);

/// Spacing of graphitic layers from the strongest maximum with d between `low` and `high`.
struct LayerPeak {
  bool found = false;  ///< a maximum of the pattern; the corrected one may have one where the pattern has none
  PeakFit raw;         ///< of the pattern, in degrees
  PeakFit corrected;   ///< of pattern times Q^2 / (P f^2): what the finite stack itself does
  double peak_d = 0, peak_d_error = 0, corrected_d = 0;  ///< Å; the maxima of both, 0: none
  double peak_d_resolution = 0;                          ///< Å, of half the width of a sharp line
  double crystallite = 0, layers = 0;                    ///< Lc by Scherrer's formula with K 0.89 (Å), and Lc / d
};
LayerPeak layer_peak(const Pattern& pattern, double low = 2.8, double high = 5.5);

/// K lambda / (fwhm cos theta), angles in degrees.
double scherrer(double K, double wavelength, double two_theta, double fwhm);

}  // namespace nacre
