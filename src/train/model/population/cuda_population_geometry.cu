#include "train/model/population/cuda_population_geometry.h"

#include <algorithm>
#include <limits>

#include "device/parallel.h"

namespace nacre::cuda {

namespace {

using train::StructureTable;
using train::StructureView;

/// Cuts arrays off a piece of memory, or only counts when there is none.
struct Cutter {
  char* base;
  std::size_t used = 0;
  template <class T>
  void operator()(T*& to, std::int64_t count) {
    to = base == nullptr ? nullptr : reinterpret_cast<T*>(base + used);
    used += (static_cast<std::size_t>(count) * sizeof(T) + 255) / 256 * 256;
  }
};

std::int64_t radial_rows(const PopulationShape& m, const StructureView& v) {
  return v.radial_begin[static_cast<std::int64_t>(v.atoms) * m.types];
}
std::int64_t angular_entries(const PopulationShape& m, const StructureView& v) {
  return v.angular_begin[static_cast<std::int64_t>(v.atoms) * m.types];
}

/// One structure of a part: where its atoms, rows and entries begin.
struct Place {
  int structure, atom, row, entry;
};

class Packer {
 public:
  Packer(const PopulationShape& m, const PopulationGeometry& g) : m(m), g(g) {}

  void pack(const StructureTable& table, const Place& at) const {
    const StructureView v = table.view();
    g.structure_begin[at.structure] = at.atom;
    for (int t = 0; t < m.types; ++t)
      std::fill(g.type + at.atom + v.type_begin[t], g.type + at.atom + v.type_begin[t + 1], t);
    std::fill_n(g.virial + at.atom, v.atoms, v.virial ? 1 : 0);
    copy(v.basis_sums, v.atoms, m.types * m.radial_cols, g.basis_sums, at.atom);
    pack_labels(v, at);
    pack_radial(v, at);
    pack_angular(v, table.angular_reverse(), at);
  }

  /// Groups of network_atoms atoms of one type, over all structures.
  void pack_groups() const {
    std::vector<std::vector<int>> of_type(m.types);
    for (int i = 0; i < g.atoms; ++i) of_type[g.type[i]].push_back(i);
    int* to = g.group;
    for (std::vector<int>& atoms : of_type) {
      atoms.resize((atoms.size() + network_atoms - 1) / network_atoms * network_atoms, -1);
      to = std::copy(atoms.begin(), atoms.end(), to);
    }
  }

 private:
  template <class T>
  static void copy(const T* from, std::int64_t items, int each, T* to, std::int64_t first) {
    std::copy_n(from, items * each, to + first * each);
  }

  void pack_labels(const StructureView& v, const Place& at) const {
    if (v.force_weight == nullptr) {
      std::fill_n(g.force + 3 * static_cast<std::int64_t>(at.atom), 3 * static_cast<std::int64_t>(v.atoms), 0.0f);
      std::fill_n(g.force_weight + at.atom, v.atoms, 0.0f);
    } else {
      copy(v.force, v.atoms, 3, g.force, at.atom);
      copy(v.force_weight, v.atoms, 1, g.force_weight, at.atom);
    }
  }

  /// visit(row, atom, type of the atom, neighbour, type of the neighbour).
  template <class Visit>
  void for_each_row(const StructureView& v, Visit&& visit) const {
    for (int ti = 0; ti < m.types; ++ti)
      for (int i = v.type_begin[ti]; i < v.type_begin[ti + 1]; ++i)
        for (int tj = 0; tj < m.types; ++tj)
          for (int e = v.radial_begin[i * m.types + tj]; e < v.radial_begin[i * m.types + tj + 1]; ++e)
            visit(e, i, ti, v.radial_j[e], tj);
  }

  /// Each pair is in the list of both its atoms.
  void pack_radial(const StructureView& v, const Place& at) const {
    const std::int64_t lists = static_cast<std::int64_t>(v.atoms) * m.types;
    copy(v.radial_row, radial_rows(m, v), 4 + m.radial_cols, g.radial_row, at.row);
    std::vector<int> end(lists + 1, 0);
    for_each_row(v, [&](int, int i, int ti, int j, int tj) {
      ++end[i * m.types + tj + 1];
      ++end[j * m.types + ti + 1];
    });
    int* begin = g.radial_begin + static_cast<std::int64_t>(at.atom) * m.types;
    for (std::int64_t l = 0; l < lists; ++l) {
      end[l + 1] += end[l];
      begin[l] = 2 * at.row + end[l];
    }
    int2* list = g.radial + 2 * static_cast<std::int64_t>(at.row);
    for_each_row(v, [&](int e, int i, int ti, int j, int tj) {
      list[end[i * m.types + tj]++] = make_int2(at.atom + j, 2 * (at.row + e));
      list[end[j * m.types + ti]++] = make_int2(at.atom + i, 2 * (at.row + e) + 1);
    });
  }

  void pack_angular(const StructureView& v, const std::vector<int>& reverse, const Place& at) const {
    const std::int64_t entries = angular_entries(m, v), lists = static_cast<std::int64_t>(v.atoms) * m.types;
    copy(v.angular_row, entries, 4 + 2 * m.angular_cols + 4 * m.terms, g.angular_row, at.entry);
    int* begin = g.angular_begin + static_cast<std::int64_t>(at.atom) * m.types;
    for (std::int64_t l = 0; l < lists; ++l) begin[l] = at.entry + v.angular_begin[l];
    for (std::int64_t e = 0; e < entries; ++e)
      g.angular_reverse[at.entry + e] = reverse[e] < 0 ? -1 : at.entry + reverse[e];
  }

  const PopulationShape& m;
  const PopulationGeometry& g;
};

}  // namespace

bool PopulationPart::countable() const {
  constexpr std::int64_t most = std::numeric_limits<int>::max();
  return atoms_ * 128 < most && 4 * rows_ < most && 4 * entries_ < most;
}

void PopulationPart::add(const StructureTable& table, const PopulationShape& m) {
  const StructureView v = table.view();
  of_type_.resize(m.types);
  for (int t = 0; t < m.types; ++t) of_type_[t] += v.type_begin[t + 1] - v.type_begin[t];
  ++structures_;
  atoms_ += v.atoms;
  rows_ += radial_rows(m, v), entries_ += angular_entries(m, v);
}

int PopulationPart::groups() const {
  int count = 0;
  for (int atoms : of_type_) count += (atoms + network_atoms - 1) / network_atoms;
  return count;
}

std::size_t PopulationPart::lay_out(const PopulationShape& m, char* base, PopulationGeometry& g) const {
  Cutter take{base};
  g.structures = structures_, g.atoms = static_cast<int>(atoms_), g.groups = groups();
  take(g.structure_begin, structures_ + 1);
  take(g.type, atoms_);
  take(g.virial, atoms_);
  take(g.group, std::int64_t{g.groups} * network_atoms);
  take(g.basis_sums, atoms_ * m.types * m.radial_cols);
  take(g.radial_begin, atoms_ * m.types + 1);
  take(g.radial, 2 * rows_);
  take(g.radial_row, rows_ * (4 + m.radial_cols));
  take(g.angular_begin, atoms_ * m.types + 1);
  take(g.angular_reverse, entries_);
  take(g.angular_row, entries_ * (4 + 2 * m.angular_cols + 4 * m.terms));
  take(g.force, 3 * atoms_);
  take(g.force_weight, atoms_);
  return take.used;
}

std::size_t PopulationPart::lay_out(const PopulationShape& m, int stride, char* base, PopulationWork& w) const {
  Cutter take{base};
  const std::int64_t atoms = atoms_ * stride;
  take(w.q, atoms * m.components);
  take(w.gradient, atoms * m.components);
  take(w.h, atoms * m.types * m.radial_cols);
  take(w.d, population_d_is_shared(m) ? 0 : atoms * m.angular_rows * m.terms);
  take(w.p, 3 * entries_ * stride);
  take(w.energy, atoms);
  take(w.error, 2 * atoms);
  take(w.virial, 6 * atoms);
  return take.used;
}

std::size_t PopulationPart::geometry_bytes(const PopulationShape& m) const {
  PopulationGeometry none;
  return lay_out(m, nullptr, none);
}
std::size_t PopulationPart::work_bytes(const PopulationShape& m, int stride) const {
  PopulationWork none;
  return lay_out(m, stride, nullptr, none);
}
PopulationGeometry PopulationPart::geometry(const PopulationShape& m, char* base) const {
  PopulationGeometry g;
  lay_out(m, base, g);
  return g;
}
PopulationWork PopulationPart::work(const PopulationShape& m, int stride, char* base) const {
  PopulationWork w;
  lay_out(m, stride, base, w);
  return w;
}

void PopulationPart::pack(const PopulationShape& m, const std::vector<std::unique_ptr<StructureTable>>& tables,
                          char* base) const {
  const PopulationGeometry g = geometry(m, base);
  std::vector<Place> place{{0, 0, 0, 0}};
  for (int s = 0; s < structures_; ++s) {
    const StructureView v = tables[first_ + s]->view();
    const Place& last = place.back();
    place.push_back({s + 1, last.atom + v.atoms, last.row + static_cast<int>(radial_rows(m, v)),
                     last.entry + static_cast<int>(angular_entries(m, v))});
  }
  const Packer packer(m, g);
  parallel_for(
      structures_, [&](std::ptrdiff_t s) { packer.pack(*tables[first_ + s], place[s]); }, 1);
  const Place& end = place.back();
  g.structure_begin[structures_] = end.atom;
  g.radial_begin[atoms_ * m.types] = 2 * end.row;
  g.angular_begin[atoms_ * m.types] = end.entry;
  packer.pack_groups();
}

}  // namespace nacre::cuda
