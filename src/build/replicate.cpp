#include "build/replicate.h"

#include <limits>

#include "core/error.h"
#include "core/printable.h"

namespace nacre {

namespace {
std::size_t copies(const Atoms& atoms, int na, int nb, int nc) {
  double total = static_cast<double>(atoms.size());
  for (const int n : {na, nb, nc}) {
    if (n < 1) throw Error("out of range").key("repeat").value(std::to_string(n)).allowed(">= 1");
    total *= n;
  }
  if (total > std::numeric_limits<int>::max())
    throw Error("too many atoms").key("repeat").value(number_text(total)).allowed("at most 2147483647 atoms in all");
  return static_cast<std::size_t>(na) * nb * nc;
}

template <class T>
std::vector<T> repeated(const std::vector<T>& v, std::size_t times) {
  std::vector<T> out;
  out.reserve(v.size() * times);
  for (std::size_t i = 0; i < times; ++i) out.insert(out.end(), v.begin(), v.end());
  return out;
}
}  // namespace

Structure replicate(const Atoms& atoms, const Box& box, int na, int nb, int nc) {
  const std::size_t times = copies(atoms, na, nb, nc);
  const Vec3 a = box.h().row(0), b = box.h().row(1), c = box.h().row(2);
  Mat3 h = box.h();
  for (int k = 0; k < 3; ++k) h.m[0][k] *= na, h.m[1][k] *= nb, h.m[2][k] *= nc;

  Structure out{Atoms(), box.with_cell(h)};
  out.atoms.species = atoms.species;
  out.atoms.has_velocity = atoms.has_velocity;
  out.atoms.velocity = repeated(atoms.velocity, times);
  out.atoms.mass = repeated(atoms.mass, times);
  out.atoms.type = repeated(atoms.type, times);
  for (const auto& labels : atoms.group) out.atoms.group.push_back(repeated(labels, times));
  out.atoms.position.reserve(atoms.size() * times);
  for (int i = 0; i < na; ++i)
    for (int j = 0; j < nb; ++j)
      for (int k = 0; k < nc; ++k)
        for (const Vec3& r : atoms.position) out.atoms.position.push_back(r + (i * a + j * b + k * c));
  return out;
}

}  // namespace nacre
