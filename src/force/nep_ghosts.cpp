#include "force/nep_ghosts.h"

#include <algorithm>

namespace nacre::nep {

namespace {

template <class T>
void repeat(std::vector<T>& v) {
  const std::vector<T> once = v;
  v.insert(v.end(), once.begin(), once.end());
}

/// [n, k][t_i][t_j] of twice as many types.
std::vector<double> repeat_coefficients(const std::vector<double>& c, int types) {
  const int all = 2 * types;
  const std::size_t blocks = c.size() / (static_cast<std::size_t>(types) * types);
  std::vector<double> out;
  out.reserve(4 * c.size());
  for (std::size_t nk = 0; nk < blocks; ++nk)
    for (int i = 0; i < all; ++i)
      for (int j = 0; j < all; ++j) out.push_back(c[(nk * types + i % types) * types + j % types]);
  return out;
}

/// The flexible ZBL's rows of pairs t_i <= t_j.
std::vector<double> repeat_zbl_table(const std::vector<double>& table, int types) {
  std::vector<double> out;
  for (int i = 0; i < 2 * types; ++i)
    for (int j = i; j < 2 * types; ++j) {
      const int a = std::min(i % types, j % types), b = std::max(i % types, j % types);
      const auto row = table.begin() + 10 * (a * types - a * (a - 1) / 2 + b - a);
      out.insert(out.end(), row, row + 10);
    }
  return out;
}

}  // namespace

NepModel with_ghost_types(const NepModel& model) {
  NepModel m = model;
  repeat(m.species);
  repeat(m.atomic_number);
  repeat(m.radial_cutoff);
  repeat(m.angular_cutoff);
  if (m.version != 3) repeat(m.w0), repeat(m.b0), repeat(m.w1);
  repeat(m.type_bias);
  m.radial_c = repeat_coefficients(model.radial_c, model.types());
  m.angular_c = repeat_coefficients(model.angular_c, model.types());
  if (!model.zbl.table.empty()) m.zbl.table = repeat_zbl_table(model.zbl.table, model.types());
  return m;
}

NeighborSettings without_ghost_pairs(NeighborSettings s) {
  for (int i = s.types / 2; i < s.types; ++i)
    for (int j = s.types / 2; j < s.types; ++j) s.outer[i * s.types + j] = s.inner[i * s.types + j] = 0;
  return s;
}

}  // namespace nacre::nep
