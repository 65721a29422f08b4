#include "analysis/motion/displacement.h"

#include <fmt/format.h>

#include <cmath>

#include "core/error.h"
#include "core/record_sizes.h"

namespace nacre {

namespace {
std::vector<Vec3> fractional(const std::vector<Vec3>& position, const Box& box) {
  std::vector<Vec3> s(position.size());
  for (std::size_t i = 0; i < s.size(); ++i) {
    s[i] = box.fractional(position[i]);
    if (!std::isfinite(s[i].x + s[i].y + s[i].z))
      throw Error(fmt::format("the position of atom {} is not finite", i + 1), Error::Kind::failed);
  }
  return s;
}
}  // namespace

Vec3 Unwrap::step(Vec3 from, Vec3 to, const Box& box, std::size_t atom) const {
  Vec3 ds = to - from;
  if (given_ == Given::unwrapped) return ds;
  for (int k = 0; k < 3; ++k) {
    if (!box.is_periodic(k)) continue;
    ds[k] -= std::round(ds[k]);
    if (std::abs(ds[k]) > farthest_move)
      throw Error(
          fmt::format("atom {} moved too far since the frame before to follow it through the periodic cell", atom + 1))
          .key(fmt::format("move along {}", "abc"[k]))
          .value(fmt::format("{:.3f} of the cell", std::abs(ds[k])))
          .allowed(
              fmt::format("up to {} of the cell; write frames more often, or with unwrapped_position", farthest_move));
  }
  return ds;
}

const std::vector<Vec3>& Unwrap::add(const std::vector<Vec3>& position, const Box& box) {
  std::vector<Vec3> now = fractional(position, box);
  if (path_.empty()) {
    path_ = position;
  } else {
    if (now.size() != path_.size())
      throw Error("the number of atoms changes")
          .value(std::to_string(now.size()))
          .allowed(std::to_string(path_.size()));
    for (std::size_t i = 0; i < now.size(); ++i) path_[i] += box.cartesian(step(fractional_[i], now[i], box, i));
  }
  fractional_ = std::move(now);
  return path_;
}

void Unwrap::save(Record& record) const {
  record.put("fractional", fractional_);
  record.put("path", path_);
}

void Unwrap::load(const Record& record) {
  fractional_ = record.vectors("fractional");
  path_ = vectors_of(record, "path", fractional_.size());
}

}  // namespace nacre
