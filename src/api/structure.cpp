#include "api/inside.h"

#include "nacre/version.h"

#include <cstdio>

#include "device/cuda_devices.h"
#include "device/parallel.h"
#include "io/files.h"

namespace nacre::v1 {

std::string version() { return NACRE_VERSION; }
void set_threads(int count) { nacre::set_threads(count); }
std::vector<std::string> cuda_devices() { return nacre::cuda_devices(); }

Structure read_structure(const std::string& path) {
  return guarded([&] {
    ExtxyzReader reader(path);
    Frame frame;
    if (!reader.next(frame)) throw nacre::Error("there is no structure in this file").file(path);
    return from_frame(std::move(frame));
  });
}

std::vector<Structure> read_structures(const std::string& path) {
  std::vector<Structure> all;
  StructureReader reader(path);
  for (Structure s; reader.next(s);) all.push_back(std::move(s));
  return all;
}

struct StructureReader::Inside {
  ExtxyzReader reader;
};

StructureReader::StructureReader(const std::string& path)
    : inside_(guarded([&] { return std::unique_ptr<Inside>(new Inside{ExtxyzReader(path)}); })) {}
StructureReader::StructureReader(StructureReader&&) noexcept = default;
StructureReader& StructureReader::operator=(StructureReader&&) noexcept = default;
StructureReader::~StructureReader() = default;

bool StructureReader::next(Structure& structure) {
  return guarded([&] {
    Frame frame;
    if (!inside_->reader.next(frame)) return false;
    structure = from_frame(std::move(frame));
    return true;
  });
}

namespace {
std::string number_text(double v) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", v);
  return text;
}

/// Labels and what stood in the comment line, as key=value.
std::string comment_text(const Structure& s) {
  std::string text;
  const auto add = [&](const std::string& words) { text += (text.empty() ? "" : " ") + words; };
  for (const auto& [key, value] : s.info)
    add(key + "=" + (value.find_first_of(" \t") == std::string::npos ? value : "\"" + value + "\""));
  if (s.energy) add("energy=" + number_text(*s.energy));
  if (s.virial) {
    std::string nine;
    for (const double v : *s.virial) nine += (nine.empty() ? "" : " ") + number_text(v);
    add("virial=\"" + nine + "\"");
  }
  return text;
}

void append(std::string& out, const Structure& s, ExtxyzOptions options) {
  const Atoms atoms = to_atoms(s);
  nacre::Evaluation labels;
  if (!s.forces.empty()) expect_size("forces", s.forces.size(), 3 * s.size(), "three an atom, or none at all");
  labels.force = to_vectors(s.forces);
  options.columns.mass = !s.masses.empty();
  options.columns.velocity = !s.velocities.empty();
  options.columns.force = !s.forces.empty();
  options.columns.group = !s.groups.empty();
  options.wrap = false;
  options.extra = comment_text(s);
  format_frame(out, atoms, to_box(s.cell, s.periodic), &labels, options);
}
}  // namespace

void write_structures(const std::string& path, std::span<const Structure> structures, int digits) {
  guarded([&] {
    if (digits < 1 || digits > 17)
      throw bad_argument("not a number of digits", "digits", std::to_string(digits), "1 to 17");
    ExtxyzOptions options;
    options.digits = digits;
    std::string text;
    for (const Structure& s : structures) append(text, s, options);
    write_whole(path, text);
  });
}

void write_structure(const std::string& path, const Structure& structure, int digits) {
  write_structures(path, {&structure, 1}, digits);
}

}  // namespace nacre::v1
