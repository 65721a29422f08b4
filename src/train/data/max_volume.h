// Which rows of a tall matrix make the square of the largest volume |det A|: those whose values decide a linear model
// best (D-optimality). MaxVol: Goreinov et al., in Matrix Methods, World Scientific 2010, 10.1142/9789812836021_0015.
//   C = Phi A^-1;  |C_ik| is the factor by which the volume grows when row i takes place k
//   as long as the largest |C_ik| > 1 + tolerance: row i takes place k, A^-1 is brought up to date by its rank-one change
// At the end no exchange of one row makes the volume larger, and max_k |C_ik|, the grade of a row, is at most
// 1 + tolerance. The start is a small multiple of the identity: places that no row takes belong to directions in which the rows do not
// vary.
#pragma once
#include <cstddef>
#include <vector>

namespace nacre::train {

inline constexpr double volume_tolerance = 1e-3;

class MaxVolume {
 public:
  explicit MaxVolume(std::size_t size);
  /// Exchanges until nothing is gained among `rows` and those that were taken before; `first`: the number of the first
  /// of them, so that taken() tells rows of several calls apart.
  void choose(const std::vector<std::vector<double>>& rows, std::size_t first);
  /// A^-1, row by row.
  const std::vector<double>& inverse() const { return inverse_; }
  /// Number of the row at each place; none: `no_row`.
  const std::vector<std::size_t>& taken() const { return taken_; }
  static constexpr std::size_t no_row = static_cast<std::size_t>(-1);

 private:
  void exchange(std::size_t place, const std::vector<double>& growth);

  std::size_t size_;
  std::vector<double> inverse_;
  std::vector<std::size_t> taken_;
};

}  // namespace nacre::train
