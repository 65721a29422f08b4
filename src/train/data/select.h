// Choosing structures that are worth a calculation: far from each other, and from those that are known, in the space of
// their mean descriptors, and a map of that space.
//
// Farthest-point sampling (Eldar et al., IEEE Trans. Image Process. 6, 1305 (1997), 10.1109/83.623193): next comes the
// candidate whose distance to the nearest one chosen or known is largest. Principal components: eigenvectors of the
// covariance C_ab = <(x_a - <x_a>)(x_b - <x_b>)>; the share of one is its eigenvalue over the trace.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "force/batch.h"
#include "force/nep_model.h"
#include "report/table.h"

namespace nacre::train {

using Point = std::vector<double>;

/// Of each structure: mean over the atoms of the descriptor times the q_scaler, in double precision on the CPU;
/// structures are shared out among the threads. Atoms::type indexes the model's species. Throws StructureError.
std::vector<Point> mean_descriptors(const NepModel& model, const std::vector<BatchItem>& structures);

struct Choice {
  std::size_t index = 0;           ///< into the candidates
  std::optional<double> distance;  ///< to the nearest chosen or known before it; the first of all has none
};
/// `count` candidates, at most as many as there are, in the order of choice. Without known points the first is the one
/// nearest to the candidates' mean, or, with a seed, a random one. Of equals the first.
std::vector<Choice> farthest_points(const std::vector<Point>& candidates, const std::vector<Point>& known,
                                    std::size_t count, std::optional<std::uint64_t> seed = {});

/// Eigenvalues, largest first, and eigenvectors (rows, largest element positive) of a symmetric n x n matrix given row
/// by row: cyclic Jacobi rotations.
struct EigenPairs {
  std::vector<double> value;
  std::vector<Point> vector;
};
EigenPairs symmetric_eigen(std::vector<Point> matrix);

struct PrincipalMap {
  double share[2] = {0, 0};           ///< of the variance; 0 when all points are one
  std::vector<double> first, second;  ///< coordinates of each point, from the mean
};
PrincipalMap principal_map(const std::vector<Point>& points);

/// One structure of the input in select.csv and in the picture.
struct SelectRow {
  double spread = 0;  ///< largest force spread, eV/Å, or largest extrapolation grade
  bool in_band = false;
  std::size_t order = 0;           ///< 1 for the first chosen; 0: not chosen
  std::optional<double> distance;  ///< when chosen
  double first = 0, second = 0;    ///< principal components
};
/// frame,QUANTITY,order,distance,pc1,pc2; frames count from 1. `quantity` of the spread: max_force_spread_eV_per_A or
/// max_grade.
report::Table select_table(const std::vector<SelectRow>& rows, const std::string& quantity);
/// pc1 against pc2: frames outside the band, in it, chosen, known.
std::string select_picture(const std::vector<SelectRow>& rows, const PrincipalMap& known, const double share[2]);

}  // namespace nacre::train
