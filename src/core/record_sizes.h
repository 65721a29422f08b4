// Entries of a Record whose size the reader knows. One of another size is no state to go on from: Error(failed).
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "core/record.h"

namespace nacre {

template <class Values>
Values of_size(Values values, std::size_t size, const std::string& name) {
  if (values.size() != size)
    throw Error("the checkpoint entry has the wrong size", Error::Kind::failed)
        .key(name)
        .value(std::to_string(values.size()))
        .allowed(std::to_string(size));
  return values;
}

inline std::vector<double> reals_of(const Record& record, const std::string& name, std::size_t size) {
  return of_size(record.reals_at(name), size, name);
}
inline std::vector<std::int64_t> integers_of(const Record& record, const std::string& name, std::size_t size) {
  return of_size(record.integers_at(name), size, name);
}
/// Three numbers each.
inline std::vector<Vec3> vectors_of(const Record& record, const std::string& name, std::size_t size) {
  of_size(record.reals_at(name), 3 * size, name);
  return record.vectors(name);
}
/// Of steps, samples, rows, atoms: more was never counted, and sums and products of a few of them do not overflow.
inline constexpr std::int64_t most_counted = 1'000'000'000'000;

/// An integer within low .. high.
inline std::int64_t integer_of(const Record& record, const std::string& name, std::int64_t low, std::int64_t high) {
  const std::int64_t value = record.integer(name);
  if (value < low || value > high)
    throw Error("the checkpoint entry is out of range", Error::Kind::failed)
        .key(name)
        .value(std::to_string(value))
        .allowed(std::to_string(low) + " .. " + std::to_string(high));
  return value;
}
inline std::int64_t count_of(const Record& record, const std::string& name) {
  return integer_of(record, name, 0, most_counted);
}

}  // namespace nacre
