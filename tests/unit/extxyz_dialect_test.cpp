// Extended XYZ as other programs write it: arrays in brackets, atomic numbers, masses under another name, labels that are
// real numbers, molecules without a cell; what is not read is named; and what is no extended XYZ is called by its name.
#include <fstream>

#include "core/units.h"
#include "io/extxyz.h"
#include "io/extxyz_comment.h"
#include "io/file_kind.h"
#include "io/unused_parts.h"
#include "source_dir.h"
#include "unit/scratch.h"

namespace extxyz_dialect_test {

namespace {

using namespace nacre;
using namespace nacre_test;

std::string case_file(const std::string& name) { return source_dir() + "/tests/cases/" + name; }

Frame read_text_frame(const std::string& text) {
  const Scratch scratch;
  const std::string path = scratch.write("model.xyz", text);
  Frame frame;
  EXPECT_TRUE(ExtxyzReader(path).next(frame));
  return frame;
}

const std::string cell = "Lattice=\"9 0 0 0 9 0 0 0 9\" ";

TEST(ExtxyzDialect, ArraysHoweverTheyAreWritten) {
  for (const char* name : {"json_lattice", "json_lattice_flat", "comma_lattice", "braces"}) {
    const Frame f = read_frame(case_file("extxyz-spec/" + std::string(name) + ".xyz"));
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) EXPECT_EQ(f.box.h()[i][j], i == j ? 3.57 : 0) << name;
    EXPECT_TRUE(f.box.all_periodic()) << name;
  }
}

// Rows of a nested array are the lattice vectors.
TEST(ExtxyzDialect, NestedRowsAreLatticeVectors) {
  const Frame f = read_text_frame(
      "1\nLattice=[[9, 0, 0], [1, 8, 0], [0, 2, 7]] pbc=[true, F, 1] "
      "virial=\"_JSON [[1, 2, 3], [4, 5, 6], [7, 8, 9]]\" stress=\"_JSON [1, 2, 3, 4, 5, 6]\" "
      "Properties=species:S:1:pos:R:3\nC 0 0 0\n");
  EXPECT_EQ(f.box.h()[1][0], 1);
  EXPECT_EQ(f.box.h()[2][1], 2);
  EXPECT_EQ(f.box.periodic(), (std::array<bool, 3>{true, false, true}));
  EXPECT_EQ(f.virial->m[1][2], 6);
  EXPECT_EQ(f.virial->m[2][0], 7);
  EXPECT_EQ(f.stress->m[1][2], 4);
}

TEST(ExtxyzDialect, AtomicNumbers) {
  const Frame f = read_frame(case_file("extxyz-spec/znum.xyz"));
  EXPECT_EQ(f.atoms.species, std::vector<std::string>{"C"});
  EXPECT_EQ(f.atoms.mass[1], 12.011);
  const Frame g = read_text_frame("2\n" + cell + "Properties=numbers:I:1:pos:R:3\n11 0 0 0\n6 1 1 1\n");
  EXPECT_EQ(g.atoms.species, (std::vector<std::string>{"Na", "C"}));
  // Beside the symbols they say nothing new.
  const Frame h = read_text_frame("1\n" + cell + "Properties=species:S:1:Z:I:1:pos:R:3\nNa 6 0 0 0\n");
  EXPECT_EQ(h.atoms.species, std::vector<std::string>{"Na"});
  EXPECT_TRUE(mentions(error_of([] { read_text_frame("1\n" + cell + "Properties=Z:I:1:pos:R:3\n104 0 0 0\n"); }),
                       "no element has this number"));
  const Error digit = error_of([] { read_text_frame("1\n" + cell + "Properties=species:S:1:pos:R:3\n6 0 0 0\n"); });
  EXPECT_TRUE(mentions(digit, "Z:I:1")) << digit.what();
  EXPECT_FALSE(mentions(digit, "did you mean")) << digit.what();
  const Error lower = error_of([] { read_text_frame("1\n" + cell + "Properties=species:S:1:pos:R:3\nc 0 0 0\n"); });
  EXPECT_TRUE(mentions(lower, "did you mean 'C'")) << lower.what();
}

TEST(ExtxyzDialect, MassesUnderTheOtherName) {
  const Frame f = read_text_frame("1\n" + cell + "Properties=species:S:1:pos:R:3:masses:R:1\nAr 0 0 0 36\n");
  EXPECT_EQ(f.atoms.mass[0], 36);
  const Frame both =
      read_text_frame("1\n" + cell + "Properties=species:S:1:pos:R:3:masses:R:1:mass:R:1\nAr 0 0 0 36 38\n");
  EXPECT_EQ(both.atoms.mass[0], 38);
  EXPECT_EQ(both.skipped.at(0).name, "masses");
}

TEST(ExtxyzDialect, GroupLabelsThatAreRealNumbers) {
  const Frame f =
      read_text_frame("2\n" + cell + "Properties=species:S:1:pos:R:3:group:R:2\nC 0 0 0 0.0 3.000\nC 1 1 1 2. 1\n");
  EXPECT_EQ(f.atoms.group, (std::vector<std::vector<int>>{{0, 2}, {3, 1}}));
  const Frame g = read_text_frame("1\n" + cell + "Properties=species:S:1:pos:R:3:group:I:1\nC 0 0 0 0.0\n");
  EXPECT_EQ(g.atoms.group[0][0], 0);
}

TEST(ExtxyzDialect, ACellOfZerosIsNone) {
  const std::string zeros = "Lattice=\"0 0 0 0 0 0 0 0 0\" ", columns = "Properties=species:S:1:pos:R:3\nC 1 2 3\n";
  for (const std::string pbc : {"", "pbc=\"F F F\" "}) {
    const Frame f = read_text_frame("1\n" + zeros + pbc + columns);
    EXPECT_FALSE(f.has_lattice);
    EXPECT_EQ(f.box.periodic(), (std::array<bool, 3>{false, false, false}));
  }
  EXPECT_TRUE(mentions(error_of([&] { read_text_frame("1\n" + zeros + "pbc=\"T F F\" " + columns); }), "no volume"));
}

TEST(UnusedParts, ColumnsAndKeysAreNamedOnce) {
  const Frame f = read_frame(case_file("extxyz-spec/odd.xyz"));
  const std::string text = unused_parts(f);
  for (const char* part : {"columns magmom, move_mask", "Origin (positions are taken as they stand)", "title", "ratio"})
    EXPECT_NE(text.find(part), std::string::npos) << text << " lacks " << part;
  EXPECT_EQ(
      unused_parts(f, {"magmom", "move_mask", "origin", "title", "note", "flag", "2s-name", "ratio", "cell_offset"}),
      "");
  const Frame own = read_text_frame("1\n" + cell +
                                    "Time=3 config_type=a energy=-1 Properties=species:S:1:pos:R:3:vel:R:3:virial:R:9\n"
                                    "C 0 0 0 0 0 0 1 2 3 4 5 6 7 8 9\n");
  EXPECT_EQ(unused_parts(own), "") << "what nacre writes itself";
}

TEST(UnusedParts, TheNameThatWouldBeRead) {
  const Frame f = read_text_frame(
      "1\n" + cell +
      "REF_virials=\"1 2 3 4 5 6\" dft_stress=1 Properties=species:S:1:pos:R:3:velo_ps:R:3:REF_forces:R:3\n"
      "C 0 0 0 1 2 3 4 5 6\n");
  const std::string text = unused_parts(f);
  for (const char* part :
       {"velo_ps (velocities are read from vel:R:3, A/fs)", "REF_forces (forces are read from forces",
        "REF_virials (read from virial=", "dft_stress (read from stress="})
    EXPECT_NE(text.find(part), std::string::npos) << text << " lacks " << part;
  EXPECT_FALSE(f.atoms.has_velocity);
  EXPECT_EQ(other_keys(f, "virial"), std::vector<std::string>{"REF_virials"});
  EXPECT_EQ(other_force_columns(f), std::vector<std::string>{"REF_forces"});
}

TEST(ExtxyzRest, LinesAfterTheFirstFrame) {
  const Scratch scratch;
  const std::string frame = "1\n" + cell + "Properties=species:S:1:pos:R:3\nC 0 0 0\n";
  const auto rest = [&](const std::string& text) {
    std::string found = "?";
    read_frame(scratch.write("model.xyz", text), &found);
    return found;
  };
  EXPECT_EQ(rest(frame + "\n \n"), "");
  EXPECT_NE(rest(frame + frame).find("more than one frame"), std::string::npos);
  EXPECT_NE(rest(frame + "C 1 1 1\n").find("model.xyz:4: this line and those after it are not read"),
            std::string::npos);
}

TEST(ExtxyzText, ACutFrameIsKnown) {
  const Scratch scratch;
  const std::string frame = "2\n" + cell + "Properties=species:S:1:pos:R:3\nC 0 0 0\nC 1 1 1.25\n";
  const auto is_cut = [&](const std::string& text) {
    ExtxyzReader reader(scratch.write("t.xyz", text));
    ExtxyzText last;
    for (ExtxyzText next; reader.next_text(next);) last = next;
    return last.is_cut;
  };
  EXPECT_FALSE(is_cut(frame + frame));
  EXPECT_FALSE(is_cut(frame + frame.substr(0, frame.size() - 1))) << "only the last line end is missing";
  EXPECT_TRUE(is_cut(frame + frame.substr(0, frame.size() - 12)));
  EXPECT_TRUE(is_cut(frame + frame.substr(0, frame.size() - 6))) << "the last line has too few words";
  EXPECT_TRUE(is_cut(frame + "2\n"));
}

// Pieces of files of other programs are read as what they are, and what they lack is named.
TEST(ForeignFormat, FilesOfUsersAreReadAsWhatTheyAre) {
  const std::vector<std::pair<std::string, std::string>> files = {{"a.cif", "no block of this CIF has sites"},
                                                                  {"a.xyz.gz", "nacre convert --types"},
                                                                  {"x.data", "nacre convert --types"},
                                                                  {"dump.lammpstrj", "before ITEM: ATOMS"}};
  for (const auto& [name, says] : files) {
    const Error e = error_of([&, file = name] { read_frames(case_file("foreign-formats/" + file)); });
    EXPECT_TRUE(mentions(e, says)) << e.what();
    EXPECT_TRUE(mentions(e, name)) << e.what();
  }
  EXPECT_EQ(read_frames(case_file("foreign-formats/POSCAR"))[0].atoms.size(), 2U);
  EXPECT_TRUE(read_frames(case_file("foreign-formats/a.pdb")).empty());
}

TEST(ForeignFormat, OthersAreCalledByTheirNames) {
  const Scratch scratch;
  const std::string bzip2 = scratch.write("a.xyz.bz2", "BZh91AY&SY\x01\x02");
  const Error e = error_of([&] { read_frames(bzip2); });
  EXPECT_TRUE(mentions(e, "compressed with bzip2; unpack it")) << e.what();
  for (const char c : std::string(e.what())) EXPECT_TRUE(c == '\n' || (c >= 32 && c < 127));
}

TEST(ForeignFormat, OthersAreToldApart) {
  EXPECT_EQ(foreign_format("\x89HDF\r\n\x1a\n...."), "an HDF5 file");
  EXPECT_EQ(foreign_format(std::string("PK\x03\x04") + "abc"), "a zip archive");
  EXPECT_EQ(foreign_format("water\n3\n    1SOL     OW    1   0.1   0.2   0.3\n"), "a GRO file of GROMACS");
  EXPECT_EQ(foreign_format("nep4 2 Na C\ncutoff 8 4\n"), "a NEP potential");
  EXPECT_EQ(foreign_format("2\rLattice=\"1\"\rC 0 0 0\rC 1 1 1"), "text with the line ends of old Macs");
  for (const char* own : {"", "2\n", "2\na comment\nC 0 0 0\nC 1 1 1\n", "hello\nworld\n",
                          "2\nLattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3\nC 0 0 0\nC 1 1 1\n"})
    EXPECT_EQ(foreign_format(own), "") << own;
}

}  // namespace

}  // namespace extxyz_dialect_test
