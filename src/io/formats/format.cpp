#include "io/formats/format.h"

#include <algorithm>
#include <numeric>

#include "core/elements.h"
#include "io/words.h"

namespace nacre::formats {

namespace {
void set_masses(Atoms& atoms) {
  std::vector<double> mass;
  for (const std::string& symbol : atoms.species) mass.push_back(element_mass(atomic_number(symbol)));
  for (std::size_t i = 0; i < atoms.size(); ++i) atoms.mass[i] = mass[atoms.type[i]];
}

template <class T>
void reorder(std::vector<T>& values, const std::vector<std::size_t>& order) {
  if (values.empty()) return;
  std::vector<T> sorted;
  sorted.reserve(values.size());
  for (const std::size_t i : order) sorted.push_back(values[i]);
  values = std::move(sorted);
}
}  // namespace

bool Reader::next(Frame& frame) {
  try {
    frame = Frame();
    if (!read(frame)) return false;
    if (frame.atoms.size() == 0) throw Error("a structure without atoms");
    set_masses(frame.atoms);
    return true;
  } catch (Error& e) {
    if (e.file().empty()) e.file(path());
    throw e.line() > 0 ? e : e.line(number());
  }
}

std::string_view Reader::need(const char* what) {
  if (take()) return line_;
  ends_early_ = true;
  throw Error(std::string("the file ends before ") + what);
}

std::vector<double> Reader::need_numbers(const char* what, std::size_t count) {
  need(what);
  const std::vector<std::string> given = words();
  if (given.size() < count) throw Error("too few numbers").key(what).value(line_).allowed(std::to_string(count));
  std::vector<double> numbers;
  for (std::size_t k = 0; k < count; ++k) numbers.push_back(to_real(given[k], what));
  return numbers;
}

bool Reader::skip_to(std::string_view text) {
  while (take())
    if (line_.find(text) != std::string_view::npos) return true;
  return false;
}

int type_of(Atoms& atoms, std::string_view symbol, const std::string& key) {
  const auto known = std::find(atoms.species.begin(), atoms.species.end(), symbol);
  if (known != atoms.species.end()) return static_cast<int>(known - atoms.species.begin());
  if (atomic_number(symbol) == 0)
    throw Error("unknown element")
        .key(key)
        .value(symbol)
        .allowed("H .. Lr, such as Na")
        .nearest(nearest_element(symbol));
  atoms.species.emplace_back(symbol);
  return static_cast<int>(atoms.species.size()) - 1;
}

Mat3 cell_of(const std::array<double, 3>& edges, const std::array<double, 3>& angles) {
  constexpr double degree = 3.14159265358979323846 / 180;
  // Of a right angle exactly 0, so that an orthogonal cell is one.
  const auto cosine = [](double angle) { return angle == 90 ? 0 : std::cos(degree * angle); };
  const double ca = cosine(angles[0]), cb = cosine(angles[1]), cg = cosine(angles[2]);
  const double sg = angles[2] == 90 ? 1 : std::sin(degree * angles[2]);
  const double y = (ca - cb * cg) / sg, z2 = 1 - cb * cb - y * y;
  if (!(sg > 0) || !(z2 > 0)) throw Error("no cell has these angles").key("cell");
  const auto [a, b, c] = edges;
  return {{{a, 0, 0}, {b * cg, b * sg, 0}, {c * cb, c * y, c * std::sqrt(z2)}}};
}

void set_open_box(Frame& frame) {
  const std::vector<Vec3>& position = frame.atoms.position;
  if (position.empty()) return;
  Vec3 low = position.front(), high = position.front();
  for (const Vec3& r : position)
    for (int k = 0; k < 3; ++k) low[k] = std::min(low[k], r[k]), high[k] = std::max(high[k], r[k]);
  Mat3 h;
  for (int k = 0; k < 3; ++k) h.m[k][k] = high[k] - low[k] + 2;
  frame.box = Box(h, {false, false, false});
  frame.has_lattice = false;
}

void sort_by_id(Frame& frame) {
  std::vector<std::size_t> order(frame.id.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return frame.id[a] < frame.id[b]; });
  for (std::size_t k = 1; k < order.size(); ++k)
    if (frame.id[order[k]] == frame.id[order[k - 1]])
      throw Error("two atoms have one number").key("id").value(std::to_string(frame.id[order[k]]));
  reorder(frame.atoms.position, order);
  reorder(frame.atoms.velocity, order);
  reorder(frame.atoms.mass, order);
  reorder(frame.atoms.type, order);
  for (auto& labels : frame.atoms.group) reorder(labels, order);
  reorder(frame.force, order);
  reorder(frame.unwrapped_position, order);
  frame.id.clear();
}

}  // namespace nacre::formats
