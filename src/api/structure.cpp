#include "api/inside.h"

#include "nacre/version.h"

#include <cstdio>

#include "device/cuda_devices.h"
#include "device/parallel.h"
#include "io/files.h"
#include "io/formats/format.h"

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

std::vector<Structure> read_structures(const std::string& path, const LammpsChoices& choices) {
  return guarded([&] {
    TextLines lines(path);
    const formats::Format* format = formats::recognised(lines.head(formats::head_bytes));
    if (format == nullptr || format->open == nullptr) return read_structures(path);
    const auto reader = format->open(std::move(lines), {choices.types, choices.units, choices.style});
    std::vector<Structure> all;
    for (Frame frame; reader->next(frame);) all.push_back(from_frame(std::move(frame)));
    return all;
  });
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

namespace {
Frame to_frame(const Structure& s) {
  Frame frame;
  frame.atoms = to_atoms(s);
  frame.has_lattice = s.cell != Matrix{};
  if (frame.has_lattice) {
    frame.box = to_box(s.cell, s.periodic);
  } else {
    formats::set_open_box(frame);
  }
  frame.energy = s.energy;
  if (s.virial) frame.virial = to_mat3(*s.virial);
  frame.force = to_vectors(s.forces);
  frame.info = s.info;
  return frame;
}

const formats::Format& format_for(const std::string& name, const std::string& path) {
  if (!name.empty()) return formats::named(name, "format");
  if (const formats::Format* found = formats::of_name(path)) return *found;
  throw bad_argument("the name of the file does not say its format", "path", path,
                     "format: extxyz, poscar, cif or lammps-data");
}
}  // namespace

void write_structures_as(const std::string& name, const std::string& path, std::span<const Structure> structures) {
  guarded([&] {
    const formats::Format& format = format_for(name, path);
    if (!format.many && structures.size() != 1)
      throw bad_argument(format.title + " holds one structure", "structures", std::to_string(structures.size()), "1");
    std::string text;
    for (const Structure& s : structures) {
      const Frame frame = to_frame(s);
      if (!frame.has_lattice && format.name != "extxyz")
        throw bad_argument(format.title + " needs a cell", "cell", "none", "three lattice vectors");
      formats::write(format, text, frame, {});
    }
    write_whole(path, text);
  });
}

void write_structure(const std::string& path, const Structure& structure, int digits) {
  write_structures(path, {&structure, 1}, digits);
}

}  // namespace nacre::v1
