// Every format that is read, against what ASE reads in the same files (tests/data/formats/make.py), and every format that is
// written, read back. Signs of labels against a formula: the files of VASP and CP2K hold Lennard-Jones argon.
#include <lzma.h>
#include <zlib.h>

#include <algorithm>
#include <fstream>

#include "core/elements.h"
#include "io/formats/format.h"
#include "io/formats/write.h"
#include "reference/lennard_jones.h"
#include "source_dir.h"
#include "unit/scratch.h"

namespace formats_test {

namespace {

using namespace nacre;
using namespace nacre_test;

const std::string folder = source_dir() + "/tests/data/formats/";
constexpr double ase_digits = 1e-7;  ///< of positions and cells: eight digits, of vasprun.xml in fractions of the cell

std::vector<Frame> frames_of(const std::string& name) { return read_frames(folder + name); }

/// The shortest way from a to b over the cell's periods.
double separation(const Vec3& a, const Vec3& b, const Box& box) {
  Vec3 s = box.fractional(a - b);
  for (int k = 0; k < 3; ++k)
    if (box.is_periodic(k)) s[k] -= std::round(s[k]);
  return norm(box.cartesian(s));
}

const std::string& symbol(const Frame& f, std::size_t i) { return f.atoms.species[f.atoms.type[i]]; }

void expect_same_cell(const Frame& found, const Frame& expected, double tolerance) {
  ASSERT_EQ(found.has_lattice, expected.has_lattice);
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) EXPECT_NEAR(found.box.h()[i][j], expected.box.h()[i][j], tolerance);
  EXPECT_EQ(found.box.periodic(), expected.box.periodic());
}

void expect_near(const std::vector<Vec3>& found, const std::vector<Vec3>& expected, double tolerance,
                 const char* what) {
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (std::size_t i = 0; i < found.size(); ++i)
    for (int k = 0; k < 3; ++k) EXPECT_NEAR(found[i][k], expected[i][k], tolerance) << what << " of atom " << i;
}

void expect_same_labels(const Frame& found, const Frame& expected) {
  ASSERT_EQ(found.energy.has_value(), expected.energy.has_value());
  if (found.energy) {
    EXPECT_NEAR(*found.energy, *expected.energy, 1e-7);
  }
  expect_near(found.force, expected.force, 2e-7, "force");
  ASSERT_EQ(found.virial.has_value(), expected.stress.has_value());
  if (!found.virial) return;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j)
      EXPECT_NEAR((*found.virial)[i][j], -expected.box.volume() * expected.stress->m[i][j], 1e-6) << i << j;
}

void expect_same(const Frame& found, const Frame& expected) {
  expect_same_cell(found, expected, ase_digits);
  ASSERT_EQ(found.atoms.size(), expected.atoms.size());
  for (std::size_t i = 0; i < found.atoms.size(); ++i) {
    EXPECT_EQ(symbol(found, i), symbol(expected, i)) << i;
    EXPECT_LT(separation(found.atoms.position[i], expected.atoms.position[i], expected.box), ase_digits) << i;
    EXPECT_EQ(found.atoms.mass[i], element_mass(atomic_number(symbol(found, i))));
  }
  EXPECT_EQ(found.atoms.has_velocity, expected.atoms.has_velocity);
  if (found.atoms.has_velocity) expect_near(found.atoms.velocity, expected.atoms.velocity, 1e-5, "velocity");
  expect_same_labels(found, expected);
}

class ReadsAsAse : public testing::TestWithParam<const char*> {};

TEST_P(ReadsAsAse, AtomsCellVelocitiesLabels) {
  const std::vector<Frame> found = frames_of(GetParam()), expected = frames_of(std::string(GetParam()) + ".ase.xyz");
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t f = 0; f < found.size(); ++f) expect_same(found[f], expected[f]);
}

// Frames of other formats come through the readers of unread frames too.
TEST_P(ReadsAsAse, UnreadTextGivesTheSame) {
  ExtxyzReader reader(folder + GetParam());
  const std::vector<Frame> expected = frames_of(GetParam());
  std::size_t f = 0;
  for (ExtxyzText text; reader.next_text(text); ++f) {
    const Frame found = read_frame(std::move(text));
    expect_same_cell(found, expected.at(f), 0);
    for (std::size_t i = 0; i < found.atoms.size(); ++i)
      for (int k = 0; k < 3; ++k) EXPECT_EQ(found.atoms.position[i][k], expected[f].atoms.position[i][k]);
    EXPECT_EQ(found.energy, expected[f].energy);
    EXPECT_EQ(found.virial.has_value(), expected[f].virial.has_value());
    EXPECT_EQ(found.force.size(), expected[f].force.size());
  }
  EXPECT_EQ(f, expected.size());
}

INSTANTIATE_TEST_SUITE_P(Formats, ReadsAsAse,
                         testing::Values("POSCAR_direct", "POSCAR_selective", "POSCAR_volume", "POSCAR_three_scales",
                                         "CONTCAR", "XDATCAR", "atomic.data", "full.data", "dump.lammpstrj",
                                         "scaled.lammpstrj", "models.pdb", "OUTCAR", "vasprun.xml", "argon.out"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

/// The same sites in any order and any cell of the lattice.
void expect_same_sites(const Frame& found, const Frame& expected) {
  ASSERT_EQ(found.atoms.size(), expected.atoms.size());
  std::vector<bool> is_taken(found.atoms.size());
  for (std::size_t i = 0; i < expected.atoms.size(); ++i) {
    std::size_t best = 0;
    for (std::size_t j = 0; j < found.atoms.size(); ++j)
      if (separation(found.atoms.position[j], expected.atoms.position[i], expected.box) <
          separation(found.atoms.position[best], expected.atoms.position[i], expected.box))
        best = j;
    EXPECT_LT(separation(found.atoms.position[best], expected.atoms.position[i], expected.box), 5e-5) << i;
    EXPECT_EQ(symbol(found, best), symbol(expected, i));
    EXPECT_FALSE(is_taken[best]);
    is_taken[best] = true;
  }
}

TEST(Formats, SymmetryOfCifIsExpanded) {
  const std::pair<const char*, std::size_t> files[] = {{"graphite.cif", 4}, {"diamond.cif", 8}, {"operations.cif", 6}};
  for (const auto& [name, atoms] : files) {
    const Frame found = read_frame(folder + name), expected = read_frame(folder + std::string(name) + ".ase.xyz");
    EXPECT_EQ(found.atoms.size(), atoms) << name;
    expect_same_cell(found, expected, 1e-8);
    expect_same_sites(found, expected);
  }
}

std::string message_of(const std::string& path) {
  try {
    read_frames(path);
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

void expect_message(const std::string& name, const std::string& text, const std::string& says) {
  const Scratch scratch;
  EXPECT_NE(message_of(scratch.write(name, text)).find(says), std::string::npos)
      << message_of(scratch.write(name, text));
}

std::string text_of(const std::string& name) {
  std::ifstream in(folder + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Formats, PartialOccupancyIsRefusedWithItsSite) {
  const std::string message = message_of(folder + "partial.cif");
  EXPECT_NE(message.find("the site Na1 is not full"), std::string::npos) << message;
  EXPECT_NE(message.find("given '0.5'"), std::string::npos) << message;
}

TEST(Formats, WhatIsWrongIsNamed) {
  const std::string poscar = text_of("POSCAR_direct");
  expect_message("POSCAR", replaced(poscar, " C   Na", " C   Xx"), "the elements are missing");
  expect_message("POSCAR", poscar.substr(0, poscar.rfind('\n', poscar.size() - 2) + 1),
                 "the file ends before the position of an atom");
  expect_message("x.cif", replaced(text_of("graphite.cif"), "'P 63/m m c'", "'P 63/m m q'"),
                 "no space group has this name");
  expect_message("x.cif", replaced(text_of("graphite.cif"), "_cell_length_b 2.464(2)", "_cell_length_b ?"),
                 "_cell_length_b: missing");
  expect_message("x.cif", "data_a\n_x 'open\n", "this CIF breaks off");
  expect_message("x.data", replaced(text_of("full.data"), "units = real", "units = lj"),
                 "units: these units are not read, given 'lj'");
  expect_message("x.data", replaced(text_of("full.data"), "1 12.01", "1 12.5"), "no element has the mass 12.5 amu");
  expect_message("x.data", replaced(text_of("full.data"), "Atoms # full", "Atoms # ellipsoid"), "given 'ellipsoid'");
  expect_message("x.lammpstrj", replaced(text_of("scaled.lammpstrj"), "element xs ys zs", "element q0 q1 q2"),
                 "the positions are missing");
  expect_message("x.pdb", replaced(text_of("models.pdb"), "ATOM      1    C ", "ATOM      1    CB"), "several places");
  expect_message("OUTCAR", replaced(text_of("OUTCAR"), "VRHFIN =Ar", "VRHFIN =Ax"), "unknown element");
  expect_message("vasprun.xml", replaced(text_of("vasprun.xml"), "e_fr_energy", "e_xx_energy").substr(0, 1800),
                 "the file ends before");
  expect_message("cp2k.out", replaced(text_of("argon.out"), "ATOMIC COORDINATES IN ANGSTROM", "NOTHING"),
                 "coordinates of this energy are not in the output");
}

// A run that is not over yet: its whole steps are there, the last one is said to be cut.
TEST(Formats, OutcarOfAnUnfinishedRun) {
  const std::string text = text_of("OUTCAR");
  const Scratch scratch;
  const std::string path = scratch.write("OUTCAR", text.substr(0, text.rfind("free  energy")));
  ExtxyzReader reader(path);
  Frame frame;
  EXPECT_TRUE(reader.next(frame));
  EXPECT_THROW(reader.next(frame), Error);
  ExtxyzReader again(path);
  ExtxyzText unread;
  EXPECT_TRUE(again.next_text(unread));
  EXPECT_FALSE(unread.is_cut);
  EXPECT_TRUE(again.next_text(unread));
  EXPECT_TRUE(unread.is_cut);
}

// Energy, forces and virial = -dE/d(strain) of the formula, in the units and signs of each program.
TEST(Formats, SignsOfLabelsAgainstAFormula) {
  for (const char* name : {"OUTCAR", "vasprun.xml", "argon.out"}) {
    for (const Frame& frame : frames_of(name)) {
      reference::Structure structure;
      for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) structure.cell[i][j] = frame.box.h()[i][j];
      for (const Vec3& r : frame.atoms.position) structure.position.push_back({r.x, r.y, r.z});
      structure.periodic = {true, true, true};
      structure.species.assign(frame.atoms.size(), "Ar");
      const reference::Result right = reference::lennard_jones(structure, 0.0103, 3.4, 9);
      EXPECT_NEAR(*frame.energy, right.energy, 2e-6) << name;
      for (std::size_t i = 0; i < frame.atoms.size(); ++i)
        for (int k = 0; k < 3; ++k) EXPECT_NEAR(frame.force[i][k], right.force[i][k], 2e-6) << name;
      EXPECT_GT(right.virial[0], 0.1);
      for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) EXPECT_NEAR((*frame.virial)[i][j], right.virial[3 * i + j], 2e-5) << name << i << j;
    }
  }
}

Frame written_and_read(const std::string& format, const Frame& frame) {
  std::string text;
  formats::write(formats::named(format, "to"), text, frame, {});
  const Scratch scratch;
  return read_frame(scratch.write("written", text));
}

/// Of all pairs, sorted: a POSCAR keeps the atoms of an element together.
std::vector<double> separations(const Frame& frame) {
  std::vector<double> all;
  for (std::size_t i = 0; i < frame.atoms.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      all.push_back(separation(frame.atoms.position[i], frame.atoms.position[j], frame.box));
  std::sort(all.begin(), all.end());
  return all;
}

// What is written is read back: all but the labels, and with extended XYZ these too.
TEST(Formats, WrittenFilesAreReadBack) {
  for (const char* name : {"full.data", "CONTCAR", "OUTCAR"}) {
    const Frame frame = std::move(frames_of(name)[0]);
    for (const char* format : {"extxyz", "poscar", "lammps-data", "cif"}) {
      const Frame again = written_and_read(format, frame);
      ASSERT_EQ(again.atoms.size(), frame.atoms.size()) << format;
      EXPECT_EQ(again.atoms.has_velocity, frame.atoms.has_velocity && std::string(format) != "cif") << format;
      const std::vector<double> found = separations(again), right = separations(frame);
      for (std::size_t k = 0; k < right.size(); ++k) EXPECT_NEAR(found[k], right[k], 1e-9) << name << " as " << format;
    }
    const Frame xyz = written_and_read("extxyz", frame);
    EXPECT_EQ(xyz.energy, frame.energy);
    EXPECT_EQ(xyz.force.size(), frame.force.size());
  }
}

// A cell that LAMMPS does not allow is turned, and velocities with it.
TEST(Formats, LammpsDataTurnTheCell) {
  const Frame frame = read_frame(folder + "CONTCAR"), again = written_and_read("lammps-data", frame);
  EXPECT_NE(frame.box.h()[0][1], 0);
  EXPECT_EQ(again.box.h()[0][1], 0);
  EXPECT_NEAR(again.box.volume(), frame.box.volume(), 1e-9);
  for (std::size_t i = 0; i < frame.atoms.size(); ++i) {
    EXPECT_NEAR(norm(again.atoms.velocity[i]), norm(frame.atoms.velocity[i]), 1e-12);
    for (int k = 0; k < 3; ++k)
      EXPECT_NEAR(dot(again.atoms.velocity[i], again.box.h().row(k)),
                  dot(frame.atoms.velocity[i], frame.box.h().row(k)), 1e-9);
  }
}

TEST(Formats, TypesOfLammpsAsTheUserSays) {
  TextLines lines(folder + "full.data");
  const auto reader = formats::named("lammps-data", "").open(std::move(lines), {{"Si", "Cl"}, "metal", ""});
  Frame frame;
  ASSERT_TRUE(reader->next(frame));
  EXPECT_EQ(symbol(frame, 0), "Cl");
  EXPECT_EQ(symbol(frame, 1), "Si");
  // A velocity in A/ps is a thousandth of the same number in A/fs.
  EXPECT_NEAR(norm(frame.atoms.velocity[0]) * 1000, norm(read_frame(folder + "full.data").atoms.velocity[0]), 1e-12);
}

TEST(Formats, FirstBytesSayIt) {
  const std::pair<const char*, const char*> files[] = {{"POSCAR_direct", "poscar"},
                                                       {"XDATCAR", "xdatcar"},
                                                       {"graphite.cif", "cif"},
                                                       {"full.data", "lammps-data"},
                                                       {"dump.lammpstrj", "lammps-dump"},
                                                       {"models.pdb", "pdb"},
                                                       {"OUTCAR", "outcar"},
                                                       {"vasprun.xml", "vasprun"},
                                                       {"argon.out", "cp2k"},
                                                       {"OUTCAR.ase.xyz", "extxyz"}};
  for (const auto& [file, name] : files) {
    const formats::Format* found = formats::recognised(text_of(file).substr(0, formats::head_bytes));
    ASSERT_NE(found, nullptr) << file;
    EXPECT_EQ(found->name, name);
  }
  EXPECT_EQ(formats::recognised("nep4 1 C\n"), nullptr);
  EXPECT_EQ(formats::of_name("a/POSCAR.2")->name, "poscar");
  EXPECT_EQ(formats::of_name("x.CIF")->name, "cif");
  EXPECT_EQ(formats::of_name("x.txt"), nullptr);
}

std::string gzipped(const std::string& text) {
  std::string out(compressBound(text.size()) + 64, '\0');
  z_stream s{};
  deflateInit2(&s, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  s.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
  s.avail_in = static_cast<unsigned>(text.size());
  s.next_out = reinterpret_cast<unsigned char*>(out.data());
  s.avail_out = static_cast<unsigned>(out.size());
  EXPECT_EQ(deflate(&s, Z_FINISH), Z_STREAM_END);
  out.resize(s.total_out);
  deflateEnd(&s);
  return out;
}

std::string xzipped(const std::string& text) {
  std::string out(lzma_stream_buffer_bound(text.size()), '\0');
  std::size_t size = 0;
  EXPECT_EQ(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(text.data()),
                                    text.size(), reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size()),
            LZMA_OK);
  out.resize(size);
  return out;
}

TEST(Formats, CompressedFilesOfEveryFormat) {
  const Scratch scratch;
  for (const char* name : {"OUTCAR.ase.xyz", "OUTCAR", "graphite.cif"}) {
    const std::string text = text_of(name);
    const std::vector<Frame> plain = frames_of(name);
    for (const std::string& packed :
         {gzipped(text), xzipped(text), gzipped(text.substr(0, 100)) + gzipped(text.substr(100))}) {
      const std::vector<Frame> found = read_frames(scratch.write("packed", packed));
      ASSERT_EQ(found.size(), plain.size());
      EXPECT_EQ(found.back().atoms.position.back().x, plain.back().atoms.position.back().x);
    }
  }
  const std::string gz = gzipped(text_of("OUTCAR"));
  EXPECT_NE(message_of(scratch.write("cut.gz", gz.substr(0, gz.size() / 2))).find("it ends too early"),
            std::string::npos);
  std::string broken = xzipped(text_of("OUTCAR"));
  broken[broken.size() / 2] ^= 85;
  EXPECT_NE(message_of(scratch.write("broken.xz", broken)).find("it is damaged"), std::string::npos);
}

// ASE's own extended XYZ: momenta in its units, which are ours, and the energies of atoms.
TEST(Formats, MomentaOfAse) {
  const Frame frame = read_frame(folder + "CONTCAR.ase.xyz");
  ASSERT_TRUE(frame.atoms.has_velocity);
  const Frame contcar = read_frame(folder + "CONTCAR");
  expect_near(frame.atoms.velocity, contcar.atoms.velocity, 1e-6, "velocity");
  EXPECT_TRUE(frame.skipped.empty());
}

// docs/formats.md names every format, how it is written, and what it cannot hold.
TEST(Formats, TheManualKnowsThemAll) {
  std::ifstream in(source_dir() + "/docs/formats.md");
  const std::string manual{std::istreambuf_iterator<char>(in), {}};
  for (const formats::Format& f : formats::all()) {
    const std::size_t row = manual.find("| `" + f.name + "` |");
    ASSERT_NE(row, std::string::npos) << f.name;
    const std::string line = manual.substr(row, manual.find('\n', row) - row);
    for (const std::string& ending : f.endings)
      EXPECT_NE(line.find("`" + ending), std::string::npos) << f.name << ending;
  }
}

TEST(Formats, PartsAFormatCannotHold) {
  const Frame frame = std::move(frames_of("OUTCAR")[0]);
  EXPECT_EQ(formats::parts_of(frame), (std::vector<std::string>{"energy", "forces", "virial"}));
}

}  // namespace

}  // namespace formats_test
