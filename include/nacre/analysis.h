// Analyses: functions from structures to plain numbers. Definitions and ranges of validity: docs/analysis.md.
//
//   nacre::RdfResult g = nacre::rdf(nacre::read_structures("dump.xyz"));      // g.total.g[k] at g.r[k]
//
// All of them: cells of any shape, periodic or open in each direction unless it is said otherwise; images are counted;
// the atoms given are the atoms measured; the same bits on any number of threads. They throw Error(bad_input) for
// settings out of range, for structures that do not fit and when there is none.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <nacre/structure.h>

namespace nacre::v1 {

using Frames = std::span<const Structure>;

/// Two elements are bonded below this distance. The order of the two does not matter.
struct PairCutoff {
  std::string first, second;
  double cutoff = 0;  ///< Å
};

// --- coordination numbers

struct CoordinationResult {
  std::vector<std::int64_t> counts;  ///< [z] atoms with z neighbours, all frames together
  std::int64_t atoms = 0;            ///< counted: their element is in one of the pairs
  double mean = 0;
};
CoordinationResult coordination(Frames frames, const std::vector<PairCutoff>& bonds);
/// [atom] neighbours of each atom of one structure.
std::vector<int> coordination_numbers(const Structure& structure, const std::vector<PairCutoff>& bonds);

// --- hybridisation of carbon by the number of bonds

struct HybridizationResult {
  std::int64_t atoms = 0;
  double sp = 0, sp2 = 0, sp3 = 0;         ///< shares of atoms with 2, 3, 4 bonds
  double bond_length = 0, bond_angle = 0;  ///< Å, degrees; means
  double bond_length_deviation = 0, bond_angle_deviation = 0;
  std::int64_t pentagons = 0, heptagons = 0, pairs_5_7 = 0;  ///< primitive rings, and pairs that share a bond
  double layer_spacing = 0, layer_spacing_deviation = 0;     ///< Å; 0 where there are no stacks
  double stack_height = 0;                                   ///< layers, mean over atoms of stacks
};
HybridizationResult hybridization(Frames frames, const std::vector<PairCutoff>& bonds = {{"C", "C", 1.85}});

// --- radial distribution functions

struct RdfSettings {
  double r_max = 10;  ///< Å; may exceed half the cell
  int bins = 500;
  int blocks = 5;  ///< of frames, for the errors
};
struct RdfCurve {
  std::string first, second;         ///< elements; empty: all
  std::vector<double> g;             ///< [bin]
  std::vector<double> error;         ///< [bin] standard error; of one frame: of counting
  std::vector<double> coordination;  ///< [bin] of `first` by `second`, up to the bin's upper edge
};
struct RdfResult {
  std::vector<double> r;  ///< [bin] Å, middles
  RdfCurve total;
  std::vector<RdfCurve> pairs;  ///< every ordered pair of elements
  std::int64_t frames = 0;
};
RdfResult rdf(Frames frames, const RdfSettings& settings = {});

// --- angular distribution functions

struct AdfCurve {
  std::string name;             ///< "first-centre-second"
  std::vector<double> density;  ///< [bin] 1/degree; its integral is 1
  std::int64_t angles = 0;
  double mean = 0, deviation = 0;  ///< degrees
};
struct AdfResult {
  std::vector<double> angle;  ///< [bin] degrees, middles
  AdfCurve total;
  std::vector<AdfCurve> kinds;
  std::int64_t frames = 0;
};
/// Angles between bonds.
AdfResult adf(Frames frames, const std::vector<PairCutoff>& bonds, int bins = 180);

// --- mean squared displacement and diffusion

struct MsdSettings {
  double spacing = 0;                 ///< ps between frames; above 0
  double longest = 0;                 ///< ps, longest lag; 0: half of the trajectory
  double fit_from = -1, fit_to = -1;  ///< ps; negative: a tenth and four tenths of the longest lag
  bool unwrapped = false;             ///< the positions have no jumps at the faces of the cell
  bool remove_drift = false;          ///< of the centre of mass
};
struct MsdCurve {
  std::string species;  ///< empty: all atoms
  std::int64_t atoms = 0;
  std::vector<double> msd;                    ///< [lag][3] Å^2, along x, y, z
  std::vector<double> vacf;                   ///< [lag][3] Å^2/ps^2; empty where velocities are missing
  double diffusion = 0, diffusion_error = 0;  ///< Å^2/ps, from the slope; error below 0: not known
  double exponent = 0;                        ///< growth in the window of the fit: 1 for diffusion
};
struct MsdResult {
  std::vector<double> time;      ///< [lag] ps
  std::vector<MsdCurve> curves;  ///< all atoms first
  std::int64_t frames = 0;
};
/// Frames of the same atoms in the same order, equally far apart.
MsdResult msd(Frames frames, const MsdSettings& settings);

// --- rings

enum class RingCriterion { primitive, king, guttman };
struct RingSize {
  int size = 0;
  std::int64_t rings = 0;
  double per_atom = 0;        ///< rings
  double share = 0;           ///< of the atoms that are in at least one
  double mean_planarity = 0;  ///< Å
  double mean_roundness = 0;
};
struct RingResult {
  std::vector<RingSize> sizes;  ///< 3 ... max_size
  std::int64_t atoms = 0;       ///< counted, all frames together
};
RingResult rings(Frames frames, const std::vector<PairCutoff>& bonds = {{"C", "C", 1.85}}, int max_size = 12,
                 RingCriterion criterion = RingCriterion::primitive);

// --- X-ray diffraction

enum class XrdMethod { debye, structure_factor };
struct XrdSettings {
  double wavelength = 1.5406;               ///< Å
  double low = 10, high = 90, step = 0.02;  ///< 2 theta, degrees
  bool polarization = true;
  XrdMethod method = XrdMethod::debye;
  double r_max = 0;    ///< Å, of Debye's sum; 0: half the smallest height of the cell, at most 60; of a crystal more
  double bond = 1.85;  ///< Å, for the geometric spacing of layers
};
struct XrdPeak {
  double two_theta = 0, two_theta_error = 0;  ///< degrees
  double d = 0;                               ///< Å
  double height = 0;
  double fwhm = 0;  ///< degrees
  bool converged = false;
};
struct XrdResult {
  std::vector<double> two_theta;  ///< degrees
  std::vector<double> intensity;  ///< electrons squared an atom
  std::vector<XrdPeak> peaks;
  bool has_layers = false;       ///< a maximum between d = 2.8 and 5.5 Å
  double layer_d = 0;            ///< Å, where the pattern has it
  double layer_d_corrected = 0;  ///< Å, after division by polarisation, form factor and 1/Q^2
  double layer_spacing = 0;      ///< Å, from the positions; 0: no stacks
  double Lc = 0, La = 0;         ///< Å, by Scherrer's formula; 0: none
  double resolution = 0;         ///< 1/Å, width in Q of a sharp line
};
XrdResult xrd(Frames frames, const XrdSettings& settings = {});

// --- pores

struct PoreSettings {
  double probe = 1.657;             ///< Å, radius: half the sigma of nitrogen
  double grid = 0.2;                ///< Å, longest step
  double bin = 0.1;                 ///< Å, of the distribution of diameters
  std::string radii = "uff";        ///< uff, zeo++, or a list such as uff,C=1.7
  std::vector<std::string> guests;  ///< elements that are no walls
};
struct PoreResult {
  double largest_cavity = 0;                   ///< Å, diameter; mean over frames, as all that follows
  double limiting = 0;                         ///< Å, diameter of the largest sphere that can pass the cell
  double void_fraction = 0;                    ///< geometric share of the cell
  double accessible = 0, accessible_open = 0;  ///< shares where the centre of the probe can be; of channels
  double occupiable = 0, occupiable_open = 0;  ///< shares that the probe can fill
  double surface = 0, surface_open = 0;        ///< m^2/g
  double density = 0;                          ///< g/cm^3, without guests
  std::vector<double> diameter;                ///< [bin] Å, middles
  std::vector<double> distribution;            ///< [bin] share of the cell
};
/// Cells periodic in all directions.
PoreResult pores(Frames frames, const PoreSettings& settings = {});

}  // namespace nacre::v1
