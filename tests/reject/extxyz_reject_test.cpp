// Every way an extended XYZ file can be wrong: the message names the file, the line, the key and what was found there.
// And two thousand random mutations of good files: an Error or a frame that holds together, never anything else.
#include <cmath>
#include <random>

#include "io/extxyz.h"
#include "unit/scratch.h"

namespace extxyz_reject_test {

namespace {

using namespace nacre;
using namespace nacre_test;

struct Rejected {
  const char* name;
  std::string text;
  long line;
  std::vector<std::string> words;  ///< all must be in the message
};

const std::string cell = "Lattice=\"9 0 0 0 9 0 0 0 9\"", columns = "Properties=species:S:1:pos:R:3";
const std::string head = "1\n" + cell + " " + columns;
const std::string start = cell + " Properties=species:S:1:pos:R:3:";

std::string with_column(const std::string& column, const std::string& values) {
  return "1\n" + start + column + "\nC 0 0 0 " + values + "\n";
}
std::string with_key(const std::string& key) { return head + " " + key + "\nC 0 0 0\n"; }
std::string with_properties(const std::string& properties) { return "1\n" + cell + " " + properties + "\nC 0 0 0\n"; }
std::string with_lattice(const std::string& lattice) { return "1\n" + lattice + " " + columns + "\nC 0 0 0\n"; }

const std::vector<Rejected> cases = {
    {"EmptyFile", "", 0, {"holds no structure"}},
    {"BlankFile", "\n  \n", 0, {"holds no structure"}},
    {"CountIsAWord", "two\n", 1, {"number of atoms", "'two'"}},
    {"CountIsZero", "0\n" + cell + "\n", 1, {"number of atoms", "'0'", "1 .."}},
    {"CountIsNegative", "-3\n", 1, {"number of atoms", "'-3'"}},
    {"CountIsReal", "2.0\n", 1, {"number of atoms", "'2.0'"}},
    {"CountTooLarge", "3000000000\n", 1, {"number of atoms", "'3000000000'"}},
    {"TwoCounts", "2 3\n", 1, {"number of atoms", "'2 3'", "one integer"}},
    {"NoComment", "2\n", 1, {"comment line"}},
    {"NoProperties",
     "1\n" + cell + " Propertes=species:S:1:pos:R:3\nC 0 0 0\n",
     2,
     {"properties", "did you mean 'propertes'"}},
    {"NoLattice",
     "1\nLatice=\"9 0 0 0 9 0 0 0 9\" " + columns + "\nC 0 0 0\n",
     2,
     {"lattice", "did you mean 'latice'"}},
    {"LatticeOfSix", with_lattice("Lattice=\"9 9 9 90 90 90\""), 2, {"lattice", "9 numbers", "'9 9 9 90 90 90'"}},
    {"LatticeWord", with_lattice("Lattice=\"9 0 0 0 nine 0 0 0 9\""), 2, {"lattice", "'nine'"}},
    {"LatticeNotFinite", with_lattice("Lattice=\"9 0 0 0 inf 0 0 0 9\""), 2, {"lattice", "'inf'"}},
    {"LatticeFlat", with_lattice("Lattice=\"9 0 0 0 9 0 9 9 0\""), 2, {"lattice", "no volume", "'9 0 0 0 9 0 9 9 0'"}},
    {"LatticeOfZeros", with_lattice("pbc=\"T T T\" Lattice=\"0 0 0 0 0 0 0 0 0\""), 2, {"lattice", "no volume"}},
    {"AtomicNumberZero", "1\n" + cell + " Properties=Z:I:1:pos:R:3\n0 0 0 0\n", 3, {"Z"}},
    {"LatticeTwice", with_key(cell), 2, {"lattice", "twice"}},
    {"PbcTwoFlags", with_key("pbc=\"T T\""), 2, {"pbc", "'T T'", "three"}},
    {"PbcWord", with_key("pbc=\"T T yes\""), 2, {"pbc", "'T T yes'"}},
    {"QuoteOpen", with_key("note=\"abc"), 2, {"note", "quote"}},
    {"BracketOpen", with_key("note={1 2"), 2, {"note", "bracket"}},
    {"NoKey", with_key("=5"), 2, {"comment line", "key is missing"}},
    {"EnergyWord", with_key("energy=low"), 2, {"energy", "'low'"}},
    {"EnergyNan", with_key("energy=nan"), 2, {"energy", "'nan'"}},
    {"EnergyEmpty", with_key("energy="), 2, {"energy", "1 numbers"}},
    {"VirialOfSeven", with_key("virial=\"1 2 3 4 5 6 7\""), 2, {"virial", "9 numbers"}},
    {"StressWord", with_key("stress=\"1 2 3 4 5 6 7 8 x\""), 2, {"stress", "'x'"}},
    {"PropertiesOdd", with_properties("Properties=species:S:1:pos:R"), 2, {"properties", "name:type:width"}},
    {"PropertiesEmpty", with_properties("Properties=\"\""), 2, {"properties"}},
    {"PropertiesNameless", with_properties("Properties=:S:1:pos:R:3"), 2, {"properties", "no name"}},
    {"PropertiesType", with_properties("Properties=species:S:1:pos:Q:3"), 2, {"properties", "'pos:Q:3'"}},
    {"PropertiesWidth", with_properties("Properties=species:S:1:pos:R:x"), 2, {"properties", "'x'"}},
    {"PropertiesWidthZero", with_properties("Properties=species:S:1:pos:R:3:tag:I:0"), 2, {"properties", "'0'"}},
    {"PropertiesWidthHuge",
     with_properties("Properties=species:S:1:pos:R:3:tag:I:99999999"),
     2,
     {"properties", "'99999999'"}},
    {"PositionOfTwo", with_properties("Properties=species:S:1:pos:R:2"), 2, {"properties", "'pos:R:2'", "pos:R:3"}},
    {"PositionMissing", with_properties("Properties=species:S:1:force:R:3"), 2, {"properties", "pos:R:3", "missing"}},
    {"SpeciesMissing", with_properties("Properties=pos:R:3"), 2, {"properties", "species:S:1", "missing"}},
    {"SpeciesNumber", with_properties("Properties=species:I:1:pos:R:3"), 2, {"properties", "'species:I:1'"}},
    {"ColumnTwice", with_properties("Properties=species:S:1:pos:R:3:pos:R:3"), 2, {"properties", "twice"}},
    {"ForceTwoNames", with_column("force:R:3:forces:R:3", "0 0 0 0 0 0"), 2, {"properties", "twice"}},
    {"MassOfTwo", with_column("mass:R:2", "1 1"), 2, {"properties", "'mass:R:2'"}},
    {"GroupWord", with_column("group:S:1", "1"), 2, {"properties", "'group:S:1'"}},
    {"GroupsTooMany", with_column("group:I:65", "1"), 2, {"properties", "'group:I:65'"}},
    {"UnknownElement", head + "\nQ 0 0 0\n", 3, {"species", "'Q'"}},
    {"UnknownElementNear", head + "\nNaa 0 0 0\n", 3, {"species", "'Naa'", "did you mean 'Na'"}},
    {"ElementLowerCase", head + "\nna 0 0 0\n", 3, {"species", "'na'", "did you mean"}},
    {"PositionWord", head + "\nC 0 zero 0\n", 3, {"pos", "'zero'"}},
    {"PositionGlued", head + "\nC 0 1.0-2.0 0\n", 3, {"pos", "'1.0-2.0'"}},
    {"PositionNan", head + "\nC 0 nan 0\n", 3, {"pos", "'nan'"}},
    {"PositionInf", head + "\nC 0 1e999 0\n", 3, {"pos", "'1e999'"}},
    {"PositionCut", head + "\nC 0 0\n", 3, {"pos", "too few words"}},
    {"EmptyAtomLine", "2\n" + cell + " " + columns + "\nC 0 0 0\n\n", 4, {"species", "too few words"}},
    {"TooManyWords", head + "\nC 0 0 0 7\n", 3, {"properties", "'7'", "more words"}},
    {"VelocityWord", with_column("vel:R:3", "0 x 0"), 3, {"vel", "'x'"}},
    {"ForceNotFinite", with_column("forces:R:3", "0 -inf 0"), 3, {"forces", "'-inf'"}},
    {"MassZero", with_column("mass:R:1", "0"), 3, {"mass", "> 0"}},
    {"MassNegative", with_column("mass:R:1", "-12"), 3, {"mass", "> 0"}},
    {"GroupNegative", with_column("group:I:2", "0 -1"), 3, {"group", "'-1'", "0 .."}},
    {"GroupNotInteger", with_column("group:I:1", "1.5"), 3, {"group", "'1.5'"}},
    {"GroupTooLarge", with_column("group:I:1", "2147483647"), 3, {"group", "'2147483647'"}},
    {"SkippedColumnCut", with_column("tag:I:3", "1 2"), 3, {"tag", "too few words"}},
    {"AtomsMissing", "3\n" + cell + " " + columns + "\nC 0 0 0\nC 1 1 1\n", 4, {"number of atoms", "2 of 3", "'3'"}},
    {"CellFreeOverflow", "2\n" + columns + "\nC -1e308 0 0\nC 1e308 0 0\n", 4, {"lattice"}},
};

void PrintTo(const Rejected& r, std::ostream* out) { *out << r.name; }

class ExtxyzRejects : public testing::TestWithParam<Rejected> {};

TEST_P(ExtxyzRejects, NamesFileLineKeyAndValue) {
  const Scratch scratch;
  const std::string path = scratch.write("model.xyz", GetParam().text);
  const Error e = error_of([&] { read_frame(path); });
  EXPECT_EQ(e.kind(), Error::Kind::bad_input);
  EXPECT_EQ(e.file(), path);
  EXPECT_EQ(e.line(), GetParam().line) << e.what();
  for (const std::string& word : GetParam().words)
    EXPECT_TRUE(mentions(e, word)) << "'" << word << "' in: " << e.what();
}

INSTANTIATE_TEST_SUITE_P(All, ExtxyzRejects, testing::ValuesIn(cases),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(ExtxyzReject, GarbageAfterTheFirstFrame) {
  const Scratch scratch;
  const std::string path = scratch.write("t.xyz", head + "\nC 0 0 0\n\nthe end\n");
  ExtxyzReader reader(path);
  Frame frame;
  EXPECT_TRUE(reader.next(frame));
  const Error e = error_of([&] { reader.next(frame); });
  EXPECT_EQ(e.line(), 5);
  EXPECT_TRUE(mentions(e, "'the end'") && mentions(e, "more rows")) << e.what();
}

TEST(ExtxyzReject, FilesThatCannotBeRead) {
  const Scratch scratch;
  EXPECT_TRUE(mentions(error_of([&] { ExtxyzReader reader(scratch.path("absent")); }), "No such file"));
  EXPECT_TRUE(mentions(error_of([&] { ExtxyzReader reader(scratch.path("")); }), "folder"));
}

const std::vector<std::string> good_files = {
    head + "\nC 0 0 0\n",
    "2\nPROPERTIES=tag:I:2:vel:R:3:group:I:2:mass:R:1:pos:R:3:species:S:1:forces:R:3:energy_atom:R:1 Lattice=\"9 0 0 1 "
    "9 0 "
    "0 2 9\" pbc='T f 1' Energy= -3.5 virial=\"1 2 3 4 5 6 7 8 9\" stress=\"9 8 7 6 5 4 3 2 1\"\n"
    "1 2 0.1 0.2 0.3 4 0 12.5 1 2 3 C -1 -2 -3 -7.5\n3 4 0 0 0 0 5 +1 4 5 6 Na 1 2 3 7.5\n",
    "1\n" + columns + "\nC 0 0 0\n2\r\n" + cell + " " + columns + " json={\"a\": [1]}\r\nC 0 0 0\r\nNa 1 1 1\r\n\n",
};
const std::vector<std::string> dictionary = {"=",
                                             "\"",
                                             "'",
                                             "{",
                                             "]",
                                             "\\",
                                             ":",
                                             "\n",
                                             "\r",
                                             " ",
                                             "0",
                                             "-1",
                                             "nan",
                                             "1e999",
                                             "99999999",
                                             "2147483647",
                                             "4294967296",
                                             "18446744073709551616",
                                             "species:S:1",
                                             "pos:R:3:",
                                             "group:I:9",
                                             "Lattice=",
                                             "pbc=",
                                             "Properties=",
                                             std::string(1, '\0'),
                                             "\xff\xfe"};

std::string mutate(std::string text, std::mt19937& random) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % std::max<std::size_t>(n, 1)); };
  for (std::size_t n = 1 + below(4); n > 0; --n) {
    const std::size_t at = below(text.size() + 1), length = std::min(below(12), text.size() - at);
    switch (below(5)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(random());
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(below(text.size() + 1), text.substr(at, length));
        break;
      case 3:
        text.insert(at, dictionary[below(dictionary.size())]);
        break;
      default:
        text.replace(at, length, dictionary[below(dictionary.size())]);
    }
  }
  return text;
}

void expect_whole(const Frame& f) {
  const std::size_t n = f.atoms.size();
  ASSERT_GE(n, 1u);
  ASSERT_TRUE(f.atoms.velocity.size() == n && f.atoms.mass.size() == n && f.atoms.type.size() == n);
  ASSERT_TRUE(f.force.empty() || f.force.size() == n);
  ASSERT_TRUE(f.atom_energy.empty() || f.atom_energy.size() == n);
  for (std::size_t i = 0; i < n; ++i) {
    ASSERT_LT(static_cast<std::size_t>(f.atoms.type[i]), f.atoms.species.size());
    ASSERT_GT(f.atoms.mass[i], 0);
    for (int k = 0; k < 3; ++k) ASSERT_TRUE(std::isfinite(f.atoms.position[i][k]));
  }
}

TEST(ExtxyzReject, TwoThousandMutationsNeverCrash) {
  const Scratch scratch;
  std::mt19937 random(20240117);
  int accepted = 0, rejected = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string text = mutate(good_files[i % good_files.size()], random);
    const std::string path = scratch.write("m.xyz", text);
    try {
      for (const Frame& f : read_frames(path)) expect_whole(f);
      ++accepted;
    } catch (const Error& e) {
      ++rejected;
      ASSERT_EQ(e.file(), path) << e.what();
      ASSERT_GT(e.line(), 0) << e.what();
    }
  }
  // Both kinds must be plentiful, or the mutations test nothing.
  EXPECT_GT(accepted, 100);
  EXPECT_GT(rejected, 1000);
}

}  // namespace

}  // namespace extxyz_reject_test
