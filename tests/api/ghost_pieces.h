// A piece of a structure for a caller who owns the images: own atoms first, then the ghosts.
#pragma once
#include "samples.h"

namespace nacre_test {

/// The atoms of one piece of a structure, and the images of all atoms within the cutoff of any of them.
struct Piece {
  std::vector<int> types;
  std::vector<double> positions;
  std::vector<std::size_t> atom;  ///< of the structure
  std::size_t own = 0;
};

inline Piece piece_of(const nacre::Structure& s, const std::vector<int>& types, double cutoff,
                      const std::vector<char>& mine) {
  Piece piece;
  const auto put = [&](std::size_t i, const std::array<double, 3>& r) {
    piece.types.push_back(types[i]);
    piece.positions.insert(piece.positions.end(), r.begin(), r.end());
    piece.atom.push_back(i);
  };
  const auto image = [&](std::size_t i, int a, int b, int c) {
    std::array<double, 3> r;
    for (int k = 0; k < 3; ++k) r[k] = s.positions[3 * i + k] + a * s.cell[k] + b * s.cell[3 + k] + c * s.cell[6 + k];
    return r;
  };
  for (std::size_t i = 0; i < s.size(); ++i)
    if (mine[i]) put(i, image(i, 0, 0, 0));
  piece.own = piece.types.size();
  const auto near = [&](const std::array<double, 3>& r) {
    for (std::size_t i = 0; i < piece.own; ++i) {
      double d2 = 0;
      for (int k = 0; k < 3; ++k) d2 += std::pow(r[k] - piece.positions[3 * i + k], 2);
      if (d2 < cutoff * cutoff) return true;
    }
    return false;
  };
  const auto reach = [&](int k) { return s.periodic[k] ? 5 : 0; };  // cells; more than the cutoff needs here
  for (std::size_t i = 0; i < s.size(); ++i)
    for (int a = -reach(0); a <= reach(0); ++a)
      for (int b = -reach(1); b <= reach(1); ++b)
        for (int c = -reach(2); c <= reach(2); ++c)
          if (!(mine[i] && a == 0 && b == 0 && c == 0) && near(image(i, a, b, c))) put(i, image(i, a, b, c));
  return piece;
}

/// Every third atom, or the others.
inline std::vector<char> side_of(const nacre::Structure& s, int side) {
  std::vector<char> mine(s.size());
  for (std::size_t i = 0; i < s.size(); ++i) mine[i] = (i % 3 == 0) == (side == 0);
  return mine;
}

}  // namespace nacre_test
