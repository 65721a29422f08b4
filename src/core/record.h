// Record: named arrays of numbers. What a thermostat, a barostat, a force or an accumulator puts into a checkpoint.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/vec3.h"

namespace nacre {

struct Record {
  std::map<std::string, std::vector<double>> reals;
  std::map<std::string, std::vector<std::int64_t>> integers;
  std::map<std::string, std::string> texts;

  void put(const std::string& name, double v) { reals[name] = {v}; }
  void put(const std::string& name, const std::vector<double>& v) { reals[name] = v; }
  void put(const std::string& name, const std::vector<Vec3>& v) {
    auto& flat = reals[name];
    flat.clear();
    flat.reserve(3 * v.size());
    for (const Vec3& a : v) flat.insert(flat.end(), {a.x, a.y, a.z});
  }
  void put(const std::string& name, const Mat3& v) { reals[name].assign(&v.m[0][0], &v.m[0][0] + 9); }
  void put_integer(const std::string& name, std::int64_t v) { integers[name] = {v}; }

  /// Each get throws Error(failed) when the name is missing or the size is wrong.
  const std::vector<double>& reals_at(const std::string& name) const { return at(reals, name); }
  const std::vector<std::int64_t>& integers_at(const std::string& name) const { return at(integers, name); }
  const std::string& text_at(const std::string& name) const { return at(texts, name); }
  double real(const std::string& name) const { return sized(reals_at(name), 1, name)[0]; }
  std::int64_t integer(const std::string& name) const { return sized(integers_at(name), 1, name)[0]; }
  Mat3 matrix(const std::string& name) const {
    const auto& v = sized(reals_at(name), 9, name);
    Mat3 m;
    for (int i = 0; i < 9; ++i) m.m[i / 3][i % 3] = v[i];
    return m;
  }
  std::vector<Vec3> vectors(const std::string& name) const {
    const auto& v = reals_at(name);
    std::vector<Vec3> out(v.size() / 3);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = {v[3 * i], v[3 * i + 1], v[3 * i + 2]};
    return out;
  }

 private:
  template <class Map>
  static const typename Map::mapped_type& at(const Map& map, const std::string& name) {
    const auto found = map.find(name);
    if (found == map.end()) throw Error("the checkpoint lacks an entry", Error::Kind::failed).key(name);
    return found->second;
  }
  template <class V>
  static const V& sized(const V& v, std::size_t n, const std::string& name) {
    if (v.size() != n) throw Error("the checkpoint entry has the wrong size", Error::Kind::failed).key(name);
    return v;
  }
};

}  // namespace nacre
