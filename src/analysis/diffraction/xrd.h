// An X-ray pattern and what is read from it: by Debye's formula (debye.h), by the structure factor (structure_factor.h)
// or both with their difference; peaks, and the spacing of layers in three ways:
//   peak       where the pattern has its maximum: what a diffractogram shows; too large for stacks of few layers
//   corrected  the same after division by P, f^2 and 1 / Q^2
//   geometric  from the positions (layer_spacing.h)
// Where the positions show no stack of layers there is no spacing, and no size of layers. Which maxima are peaks:
// real_peaks.h; their names: reflections.h. The lines of a crystal (long_range_order.h) stand where the pattern without
// the slope of P f^2 / Q has them, which the width of the cut-off does not move.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/diffraction/debye.h"
#include "analysis/diffraction/layer_spacing.h"
#include "analysis/diffraction/peak_fit.h"
#include "analysis/diffraction/real_peaks.h"
#include "analysis/diffraction/structure_factor.h"
#include "report/table.h"

namespace nacre {

enum class XrdMethod { debye, structure_factor, both };

struct XrdSettings {
  DebyeSettings debye;  ///< angles too
  XrdMethod method = XrdMethod::debye;
  Summation summation = Summation::automatic;   ///< of the structure factor
  FourierNodeSums fourier = fourier_node_sums;  ///< the CPU's or a GPU's
  double prominence = 0.02;                     ///< of a peak, as a share of the pattern's range
  double bond = 1.85;                           ///< Å, for the geometric spacing
  int most_line_atoms = 1000;                   ///< lines are listed for cells up to this size
};

struct XrdReport {
  Pattern pattern;
  std::optional<Pattern> other;  ///< by the structure factor, with both
  double difference = 0;         ///< largest |pattern - other| over the largest intensity
  double resolution = 0;         ///< FWHM in Q of a sharp line, 1/Å
  std::vector<PeakFit> peaks;    ///< degrees
  LayerPeak layers;              ///< nothing where the positions show no stack of layers
  LayerSpacing geometric;        ///< of all sites, in a stack or not: geometric.is_stack()
  bool crystal = false;          ///< long-range order in the first frame
  double La = 0;                 ///< Å, by Scherrer with K 1.84 from the peak between d = 1.9 and 2.25 Å; 0: none
  std::vector<BraggLine> lines;  ///< of the first frame; structure factor only, small cells
  std::int64_t frames = 0;

  double d(double two_theta) const;
  /// FWHM in degrees that a sharp line has at this angle.
  double resolution_degrees(double two_theta) const;
};

class Xrd {
 public:
  explicit Xrd(const XrdSettings& settings);
  void add(const Atoms& atoms, const Box& box);
  /// The two halves of it, once the first frame was added: for several frames at once, and in their order. The
  /// structure factor is all in the second.
  struct Frame {
    Atoms atoms;
    Box box;
    PairHistogram pairs;
    LayerSpacing spacing;
  };
  Frame measure(const Atoms& atoms, const Box& box) const;
  void add(const Frame& frame);
  XrdReport report() const;

 private:
  XrdSettings settings_;
  Debye debye_;
  std::optional<StructureFactor> factor_;
  LayerSpacing spacing_;
  std::vector<BraggLine> lines_;
  void begin(const Atoms& atoms, const Box& box);
  PatternLimits limits() const;
  std::int64_t frames_ = 0;
  bool crystal_ = false;
};

report::Table xrd_table(const XrdReport& report);
std::string xrd_svg(const XrdReport& report);

}  // namespace nacre
