// Layers of an alkali metal between two graphene sheets (Chepkasov and Kvashnin, Small 2025, 10.1002/smll.202508433).
//
//   registry  a metal atom above each third hexagon, sqrt(3) x sqrt(3): one atom for 12 C of both sheets, as in MC6
//   bcc       planes (110) of the bulk metal: areal density sqrt(2) / a^2, planes a / sqrt(2) apart, ABAB
//   fcc       planes (111): areal density 4 / (sqrt(3) a^2), planes a / sqrt(3) apart, ABCABC
//
// Sheet and metal share a rectangular cell: n edges of the sheet hold p edges of the film, which is strained by
// n L_sheet / (p L_film) - 1 along x and y; the smallest cell that keeps both strains below a limit is taken, with the film
// in either orientation. The sheets are never strained.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "build/sheet.h"

namespace nacre {

/// What is known of a metal between sheets.
struct AlkaliMetal {
  std::string symbol;
  double a;    ///< Å, bcc, by PBE-D3, as Chepkasov and Kvashnin give it
  double gap;  ///< Å, from a carbon plane to the nearest metal plane: half the spacing of the sheets in MC6 and MC8
};
const std::vector<AlkaliMetal>& alkali_metals();

struct MetalLayers {
  std::string metal = "Na";
  int count = 1;                  ///< layers of metal
  std::string film = "auto";      ///< registry, bcc, fcc; auto: one layer in registry, more as bcc
  std::string stacking = "AA";    ///< of the two sheets
  double a = graphene_a;          ///< Å, of graphene
  std::optional<double> metal_a;  ///< Å, of the bcc or fcc lattice; absent: bcc as above, fcc of the same density
  std::optional<double> gap, separation;  ///< Å: carbon to metal; between metal planes
  double size = 15;                       ///< Å, least edges in the plane
  double strain = 0.01;                   ///< largest of the film along an edge
  double vacuum = default_sheet_vacuum;   ///< Å, in all, above and below
};

struct LayeredStructure {
  Structure structure;
  std::string film;
  std::size_t guests = 0, carbons = 0;
  double strain_x = 0, strain_y = 0;  ///< of the film, positive: stretched
  double sheet_distance = 0;          ///< Å
};

/// Throws Error(bad_input) for an unknown word or a number out of range, Error(failed) when no cell below 300 Å is found
/// whose strain is small enough.
LayeredStructure metal_layers(const MetalLayers& request);

}  // namespace nacre
