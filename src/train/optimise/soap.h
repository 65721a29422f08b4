// SOAP (Vyas et al. 2024, arXiv:2409.11321, algorithm 3): Adam in the eigenbasis of Shampoo's two matrices. The
// parameters form matrices Z (rows x columns); for the gradient G of each
//   L = s L + (1 - s) G G^T     R = s R + (1 - s) G^T G      Q_L, Q_R: their eigenvectors
//   M = b1 M + (1 - b1) G       V = b2 V + (1 - b2) (Q_L^T G Q_R)^2
//   Z -= rate Q_L [ (Q_L^T M Q_R) / (1 - b1^t) / (sqrt(V / (1 - b2^t)) + epsilon) ] Q_R^T
// Q_L and Q_R are found once, then follow L and R every `interval` steps: Q = orthonormalised (QR) L Q.
// Cost of a step: 8 products of such matrices, 4 rows columns (rows + columns) multiply-adds.
#pragma once
#include <Eigen/Dense>
#include <cstdint>
#include <vector>

#include "train/optimise/descent.h"

namespace nacre::train {

/// A matrix among the parameters: parameter number index[row * columns + column].
struct MatrixOfParameters {
  std::size_t rows = 0, columns = 0;
  std::vector<std::size_t> index;
};
/// Each parameter once. A network: a row a neuron, its weights w0, b0 and w1; c of a pair of types: [n][k]; else 1 x 1.
std::vector<MatrixOfParameters> parameter_matrices(const NepModel& shape);

class Soap : public Descent {
 public:
  static constexpr double beta1 = 0.9, beta2 = 0.98, shampoo_beta = 0.9, epsilon = 1e-10;
  static constexpr std::int64_t interval = 10;
  explicit Soap(std::vector<MatrixOfParameters> matrices);

  void step(double rate, const std::vector<double>& gradient, const std::vector<char>& frozen,
            std::vector<double>& parameters) override;
  void save(Record& record) const override;
  void load(const Record& record) override;

 private:
  struct Block {
    MatrixOfParameters place;
    Eigen::MatrixXd left, right, left_basis, right_basis, first, second;
  };
  /// What a checkpoint holds: visit(name, matrix of a block).
  template <class Blocks, class Visit>
  static void for_each_matrix(Blocks& blocks, Visit&& visit);
  void follow(Block& block, const Eigen::MatrixXd& gradient) const;
  /// Z's change at rate 1.
  Eigen::MatrixXd direction(Block& block, const Eigen::MatrixXd& gradient) const;

  std::vector<Block> blocks_;
  std::int64_t steps_ = 0;
};

}  // namespace nacre::train
