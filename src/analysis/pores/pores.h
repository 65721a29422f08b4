// Pores: how large the void between atoms is, what fits into it, and where a probe can go.
//
//   d(p) = min_i |p - r_i| - R_i        clearance: radius of the largest sphere around p that overlaps no atom
//   LCD  = 2 max d                      largest cavity diameter
//   PLD  = 2 max over ways that never end, of min d along the way     pore-limiting diameter
//   PSD  D(q) = 2 max { d(c) : |q - c| <= d(c) }                      diameter of the largest sphere that covers q
//   with a probe of radius r_p
//     geometric    d(q) > 0                   void
//     accessible   d(q) >= r_p                where its centre can be
//     occupiable   D(q) >= 2 r_p              what it can fill
//     surface      of the spheres f (R_i + r_p), where they lie in no other; f = 1, or 2^(1/6) for the surface of the
//                  Lennard-Jones minimum, which surfaces called accessible to nitrogen are in the literature
//   "open": in a pore that leads to other cells, a channel; the rest is closed to this probe.
//
// LCD, PLD and the diameters of pores are those of spheres that touch four atoms or three (pore_contacts.h); volumes
// are counts of grid points; the surface is an integral along exact arcs (pore_surface.h). Guests (sodium) are no
// walls: they are taken out and counted in the pores they sit in. Any periodic cell, triclinic, thin or small; a cell
// that is open along a lattice vector is refused.
#pragma once
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/pores/pore_radii.h"
#include "analysis/pores/pore_sizes.h"
#include "core/atoms.h"
#include "core/box.h"
#include "report/table.h"

namespace nacre {

struct PoreSettings {
  double probe = 1.657;     ///< radius, Å: half the sigma of nitrogen
  double grid = 0.2;        ///< longest step, Å
  double bin = 0.1;         ///< of the distribution of diameters, Å
  bool check_grid = false;  ///< measure each frame with half the step too: the difference is the error of the grid
  PoreRadii radii;
  bool surface_at_minimum = true;            ///< else where hard spheres touch
  std::vector<std::string> guests;           ///< elements; those that the structure lacks do no harm
  PoreField field = clearances_on_cpu;       ///< or on the GPU (cuda_pores.h): the same values
  CoveringSpheres sizes = covering_spheres;  ///< the same
};

/// A connected part of where the probe's centre can be.
struct Pore {
  int dimension = 0;                                    ///< of the ways through other cells: 0 closed, 1, 2, 3
  double diameter = 0;                                  ///< of the largest sphere in it (Å)
  Vec3 centre;                                          ///< of that sphere
  double accessible_volume = 0, occupiable_volume = 0;  ///< Å^3
  double surface = 0;                                   ///< Å^2
  int windows = 0;                                      ///< between its cavities, that the probe passes
  double widest_window = 0;                             ///< diameter of the widest of them; 0: none
  double exit = 0;     ///< diameter of the largest sphere that can leave to another pore or, when closed, another cell
  int wall_atoms = 0;  ///< with a part of the surface
  std::int64_t guests = 0;
};

struct Share {
  double all = 0, open = 0;  ///< open: in channels
};

struct PoreFrame {
  double lcd = 0, pld = 0, lcd_on_path = 0;  ///< Å; lcd_on_path: largest sphere in the channels of the PLD
  bool pld_exact = true;                     ///< else the limit is a point of the grid, too low by at most its diagonal
  int channel_dimension = 0;                 ///< of the channels of the PLD
  int probe_dimension = 0;                   ///< of the channels of the probe
  double geometric = 0;                      ///< shares of the cell's volume
  Share accessible, occupiable;
  Share surface;                ///< Å^2
  double volume = 0, mass = 0;  ///< Å^3; amu of the elements, without guests
  double diagonal = 0;          ///< of the grid, Å
  std::int64_t guests = 0, guests_in_pores = 0;
  std::vector<Pore> pores;                      ///< widest first
  std::vector<std::int64_t> sizes, open_sizes;  ///< [bin of D] grid points; open: covered from a channel
  std::int64_t points = 0;                      ///< of the grid
};

/// Throws Error(bad_input) for a cell that is open, an element without a radius, a structure of guests alone.
PoreFrame analyze_pores(const Atoms& atoms, const Box& box, const PoreSettings& settings);

/// Accumulates frames.
class Pores {
 public:
  explicit Pores(PoreSettings settings);  ///< throws Error(bad_input) for numbers out of range
  void add(const Atoms& atoms, const Box& box) { add(measure(atoms, box)); }
  /// The two halves of it: what takes long, for several frames at once, and what keeps their order.
  struct Measured {
    PoreFrame frame;
    std::optional<PoreFrame> finer;  ///< with half the step
  };
  Measured measure(const Atoms& atoms, const Box& box) const;
  void add(Measured frame);
  const std::vector<PoreFrame>& frames() const { return frames_; }
  /// The same frames with half the step; empty unless settings().check_grid.
  const std::vector<PoreFrame>& finer() const { return finer_; }
  const PoreSettings& settings() const { return settings_; }
  /// Mean of a number over the frames.
  template <class Value>
  double mean(Value&& value) const {
    return mean_of(frames_, value);
  }
  /// How far that mean moves when the step is halved: at first order, half of what is wrong with it. 0 unless
  /// settings().check_grid.
  template <class Value>
  double grid_error(Value&& value) const {
    return finer_.empty() ? 0 : std::abs(mean_of(frames_, value) - mean_of(finer_, value));
  }
  /// [bin] share of the volume of the cell with that D, mean over the frames.
  std::vector<Share> distribution() const { return distribution_of(frames_); }
  /// [bin] how far those shares move when the step is halved, and the shares with this bin's D or larger.
  struct BinError {
    double share = 0, above = 0;
  };
  std::vector<BinError> distribution_errors() const;

 private:
  static std::vector<Share> distribution_of(const std::vector<PoreFrame>& frames);
  template <class Value>
  static double mean_of(const std::vector<PoreFrame>& frames, Value&& value);

  PoreSettings settings_;
  std::vector<PoreFrame> frames_, finer_;
};

/// diameter_A, volume_fraction, open_fraction, cumulative_fraction, density_per_A
report::Table pore_sizes_table(const Pores& result);
/// A row for each pore of each frame.
report::Table pore_table(const Pores& result);
/// Distribution and what is left above a diameter, LCD, PLD and probe marked.
std::string pore_sizes_svg(const Pores& result);

template <class Value>
double Pores::mean_of(const std::vector<PoreFrame>& frames, Value&& value) {
  double sum = 0;
  for (const PoreFrame& f : frames) sum += value(f);
  return frames.empty() ? 0 : sum / static_cast<double>(frames.size());
}

}  // namespace nacre
