// Arrays between numpy and the library. What the library returns is moved into the array: no copy.
#pragma once
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/array.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <nacre/nacre.h>
#include <initializer_list>
#include <utility>
#include <vector>

namespace nacre_python {

namespace nb = nanobind;
using namespace nb::literals;

using Positions = nb::ndarray<const double, nb::shape<-1, 3>, nb::c_contig, nb::device::cpu>;
using Cell = nb::ndarray<const double, nb::shape<3, 3>, nb::c_contig, nb::device::cpu>;
template <class T>
using Numpy = nb::ndarray<nb::numpy, T>;

/// Numbers of one array in the shape given; the memory is the vector's own.
template <class T>
Numpy<T> array_of(std::vector<T> values, std::initializer_list<std::size_t> shape) {
  auto* kept = new std::vector<T>(std::move(values));
  nb::capsule owner(kept, [](void* p) noexcept { delete static_cast<std::vector<T>*>(p); });
  return Numpy<T>(kept->data(), shape, owner);
}
template <class T>
Numpy<T> array_of(std::vector<T> values) {
  const std::size_t size = values.size();
  return array_of(std::move(values), {size});
}
/// [n][3]
inline Numpy<double> rows_of(std::vector<double> values) {
  const std::size_t rows = values.size() / 3;
  return array_of(std::move(values), {rows, 3});
}
inline Numpy<double> matrix_of(const nacre::Matrix& m) {
  return array_of(std::vector<double>(m.begin(), m.end()), {3, 3});
}

inline nacre::Matrix to_matrix(const Cell& cell) {
  nacre::Matrix m;
  std::copy(cell.data(), cell.data() + 9, m.begin());
  return m;
}
inline std::span<const double> to_span(const Positions& r) { return {r.data(), 3 * r.shape(0)}; }

/// Ctrl-C in a long call: asked for a few times a second, from the thread that runs Python's signal handlers.
class Interrupt {
 public:
  /// True once a signal's handler has raised; its exception stays set.
  bool asked();
  /// Throws what the handler raised.
  void rethrow() const {
    if (raised_) throw nb::python_error();
  }

 private:
  double last_ = 0;
  bool raised_ = false;
};

/// cpu, cuda or auto.
nacre::Device device_named(const std::string& name);

void bind_errors(nb::module_& m);
void bind_structures(nb::module_& m);
void bind_potential(nb::module_& m);
void bind_engine(nb::module_& m);
void bind_analysis(nb::module_& m);

/// An Atoms of ASE, or a Structure, as a structure of the library.
nacre::Structure to_structure(nb::handle object);
/// A list of them, or one alone.
std::vector<nacre::Structure> to_structures(nb::handle object);

}  // namespace nacre_python
