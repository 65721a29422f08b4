#include "integrate/change_box.h"

#include <array>

#include "integrate/steps.h"

namespace nacre {

namespace {
constexpr std::array<const char*, 6> names{"dxx", "dyy", "dzz", "eyz", "exz", "exy"};

double stretch(const System& system, const Words& line, int k, double d) {
  const double h = system.box.h()[k][k];
  if (d == 0) return 1;
  if (h == 0)
    throw line.error("this diagonal entry of the cell is zero, so a length cannot be added to it").key(names[k]);
  return (h + d) / h;
}
}  // namespace

void change_box(System& system, const Words& line) {
  line.expect_arguments(1, 6, "change_box <d A> | <dxx dyy dzz A> | <dxx dyy dzz A> <eyz exz exy>");
  const std::size_t given = line.size() - 1;
  if (given != 1 && given != 3 && given != 6)
    throw line.error("wrong number of arguments").key("change_box").value(std::to_string(given)).allowed("1, 3 or 6");
  Mat3 mu;
  for (int k = 0; k < 3; ++k) mu[k][k] = stretch(system, line, k, line.real(given == 1 ? 1 : k + 1, names[k]));
  if (given == 6)
    for (int k = 0; k < 3; ++k) {
      const int i = (k + 1) % 3, j = (k + 2) % 3;
      mu[i][j] = mu[j][i] = line.real(4 + k, names[3 + k]);
    }
  if (!(determinant(mu) > 0))
    throw line.error("the changed cell has no volume or is turned inside out").key("change_box");
  try {
    scale_cell(system, mu);
  } catch (const Error& e) {
    throw line.at(e);
  }
}

}  // namespace nacre
