#include "analysis/diffraction/node_sums.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <numbers>

#include "analysis/diffraction/fourier_plan.h"
#include "analysis/diffraction/fourier_sums.h"
#include "core/error.h"
#include "core/whole_number.h"

namespace nacre {

namespace {
using std::numbers::pi;
constexpr double most_work = 2e12;
/// A point of the grid costs as much as so many products of the direct sum, an atom as so many for each species.
constexpr double products_per_point = 15, products_per_atom = 2000;

/// Bytes that the kernel says are available; all of the machine's where it does not say.
double available_memory() {
  std::ifstream file("/proc/meminfo");
  constexpr auto any_number = std::numeric_limits<std::streamsize>::max();
  std::string key;
  for (double value; file >> key >> value; file.ignore(any_number, '\n'))
    if (key == "MemAvailable:") return 1024 * value;
  return 1.0 * static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double direct_products(const NodeProblem& p) {
  return bragg_nodes(p.box, p.Q_max) * static_cast<double>(p.atoms.size());
}

void check_direct(const NodeProblem& p) {
  if (direct_products(p) > most_work)
    throw Error(fmt::format("the cell is too large for a direct sum over {:.3g} nodes of {} atoms: use --sum fft",
                            bragg_nodes(p.box, p.Q_max), p.atoms.size()))
        .key("sum");
}

void check_fourier(const NodeProblem& p, const FourierPlan& plan) {
  const double bytes = fourier_bytes(p, plan), available = available_memory();
  if (bytes > available)
    throw Error(fmt::format("a {} for {} element(s) takes {:.3g} GB, and {:.3g} GB are free: lower --high, or use "
                            "--method debye",
                            describe(plan), p.types(), bytes / 1e9, available / 1e9))
        .key("method");
}
}  // namespace

double bragg_nodes(const Box& box, double Q) { return box.volume() * Q * Q * Q / (12 * pi * pi); }

void largest_indices(const Box& box, double Q, int most[3]) {
  for (int d = 0; d < 3; ++d) most[d] = within<int>(Q * norm(box.h().row(d)) / (2 * pi), 0, 1000000000);
}

Summation choose_summation(const NodeProblem& p, Summation wanted) {
  if (!p.box.all_periodic())
    throw Error("the structure factor needs a cell that is periodic in all directions").key("pbc");
  if (wanted == Summation::direct) return check_direct(p), wanted;
  const double direct = direct_products(p), atoms = static_cast<double>(p.atoms.size());
  if (wanted == Summation::automatic && direct < 1e6) return Summation::direct;
  const FourierPlan plan = fourier_plan(p.box, p.Q_max);
  const double fourier = products_per_point * plan.points() * p.types() + products_per_atom * atoms;
  if (wanted == Summation::automatic && direct < fourier) return Summation::direct;
  check_fourier(p, plan);
  return Summation::fourier;
}

}  // namespace nacre
