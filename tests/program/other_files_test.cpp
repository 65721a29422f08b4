// Files and decks of other people's, as they are: what is not used is said once, what is another thing is called by its
// name, and no message comes from the depths of a library or lacks its file. The cases came from bug reports and from
// faults that were tried on version 0.1.0.
#include <yaml-cpp/yaml.h>

#include <regex>

#include "nacre_command.h"
#include "source_dir.h"

namespace other_files_test {

namespace {

using namespace program;

std::string case_text(const std::string& name) {
  return read_file(fs::path(nacre_test::source_dir()) / "tests/cases" / name);
}

const std::string argon_lj = "lj 1 Ar\n0.0103408 3.4 8.5\n";

/// 32 argon atoms; `column`: a further column of each, with these words.
std::string argon(const std::string& column = "", const std::string& words = "", const std::string& keys = "") {
  std::ostringstream s;
  s << "32\n"
    << keys << " Lattice=\"10.52 0 0 0 10.52 0 0 0 10.52\" pbc=\"T T T\" Properties=species:S:1:pos:R:3" << column
    << "\n";
  const double basis[4][3] = {{0, 0, 0}, {0, .5, .5}, {.5, 0, .5}, {.5, .5, 0}};
  for (int i = 0; i < 8; ++i)
    for (const auto& b : basis)
      s << "Ar " << 5.26 * (i / 4 + b[0]) << " " << 5.26 * (i / 2 % 2 + b[1]) << " " << 5.26 * (i % 2 + b[2]) << " "
        << words << "\n";
  return s.str();
}

/// How often the text stands in what was printed.
long times(const Outcome& o, const std::string& text) { return count_of(o.out + o.err, text); }

// --- half-read settings

TEST(OtherFiles, OneTypingErrorInNepIn) {
  const Workspace w;
  w.write("nep.in", "type 2 C NA\ncutoff 8 4\n");
  for (const char* command : {"check .", "train ."}) {
    const Outcome o = w.nacre(command);
    EXPECT_EQ(o.code, 2) << command;
    EXPECT_TRUE(o.says("nep.in:1: type: unknown element, given 'NA'") && o.says("did you mean 'Na'")) << o.err;
    EXPECT_TRUE(o.says("1 error in")) << o.err;
  }
}

// --- columns and keys

TEST(OtherFiles, MassesAreReadUnderBothNames) {
  for (const std::string name : {"mass", "masses"}) {
    const Workspace w;
    w.write("Ar.lj", argon_lj);
    w.write("run.in", "potential Ar.lj\nvelocity 80 seed 1\nensemble nve\nrun 1\n");
    w.write("model.xyz", argon(":" + name + ":R:1", "36.0"));
    const Outcome o = w.nacre("check");
    EXPECT_EQ(o.code, 0) << o.err;
    EXPECT_TRUE(o.says("1.643 g/cm3")) << o.out;
    EXPECT_FALSE(o.says("not used")) << o.out;
  }
}

TEST(OtherFiles, WhatIsNotReadIsSaidOnce) {
  const Workspace w;
  w.write("Ar.lj", argon_lj);
  w.write("run.in", "potential Ar.lj\nensemble nve\nrun 1\n");
  w.write("model.xyz", argon(":velo_ps:R:3:tags:I:1", "1 2 3 0", "Timestep=0 Origin=\"1 1 1\""));
  w.write("Na.lj", "lj 2 Na Ar\n0.01 3.4 8.5\n0.01 3.4 8.5\n0.01 3.4 8.5\n0.01 3.4 8.5\n");
  w.write(
      "insert.yaml",
      "structure: model.xyz\npotential: Na.lj\nhost: Ar\nuntil: {count: 0}\nbulk_energy: -1\nrelax: {host: false}\n");
  const std::string all =
      "columns velo_ps (velocities are read from vel:R:3, A/fs), tags; keys Origin (positions are taken "
      "as they stand), Timestep";
  for (const std::string command :
       {"check", "run", "predict Ar.lj model.xyz", "analyze rdf model.xyz", "insert insert.yaml"}) {
    const Outcome o = w.nacre(command);
    EXPECT_EQ(o.code, 0) << command << o.err;
    EXPECT_EQ(times(o, all), 1) << command << o.out << o.err;
  }
}

TEST(OtherFiles, TheTemperatureOfGivenVelocitiesIsSaid) {
  const Workspace w;
  w.write("Ar.lj", argon_lj);
  w.write("run.in", "potential Ar.lj\nensemble nve\nrun 1\n");
  w.write("model.xyz", argon(":vel:R:3", "2.2 -1.5 0.3"));  // A/ps, as LAMMPS writes them
  const Outcome o = w.nacre("check");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("its velocities, read as A/fs, are those of") && o.says("LAMMPS")) << o.out;
  w.write("model.xyz", argon(":vel:R:3", "0.0022 -0.0015 0.0003"));
  EXPECT_FALSE(w.nacre("check").says("LAMMPS"));
}

TEST(OtherFiles, FramesAndRowsBeyondTheFirst) {
  const Workspace w;
  w.write("Ar.lj", argon_lj);
  w.write("run.in", "potential Ar.lj\nvelocity 80\nensemble nve\nrun 1\n");
  w.write("model.xyz", argon() + argon());
  Outcome o = w.nacre("check");
  EXPECT_EQ(o.code, 0);
  EXPECT_TRUE(o.says("model.xyz:35: the file holds more than one frame")) << o.out;
  w.write("model.xyz", argon() + "Ar 1 1 1\n");
  o = w.nacre("check");
  EXPECT_TRUE(o.says("model.xyz:35: this line and those after it are not read")) << o.out;
  const Outcome analysis = w.nacre("analyze rdf model.xyz");
  EXPECT_EQ(analysis.code, 2);
  EXPECT_TRUE(analysis.says("model.xyz:35") && analysis.says("more rows than the 32 atoms")) << analysis.err;
}

TEST(OtherFiles, LabelsUnderOtherNames) {
  const Workspace w;
  w.write("nep.in", case_text("mace-label-names/nep.in"));
  const auto train = [&](const std::string& name) {
    w.write("train.xyz", case_text("mace-label-names/" + name));
    return w.nacre("train . --check");
  };
  const Outcome a = train("a.xyz");
  EXPECT_EQ(a.code, 2);
  EXPECT_TRUE(a.says("energy_key REF_energy")) << a.err;
  const Outcome b = train("b.xyz");
  EXPECT_EQ(b.code, 0) << b.err;
  EXPECT_TRUE(b.says("4 of 4 frames have no `virial`, but `virials`; if that is meant, say `virial_key virials`"))
      << b.out;
  EXPECT_TRUE(train("c.xyz").says("virial_key dft_virial"));
  w.write("nep.in", case_text("mace-label-names/nep.in") +
                        "energy_key REF_energy\nforce_key REF_forces\nvirial_key REF_virials\n");
  const Outcome named = train("a.xyz");
  EXPECT_EQ(named.code, 0) << named.err;
  EXPECT_TRUE(named.says("energy 4, forces 4, virial 4") && named.says("0 warnings")) << named.out;
}

TEST(OtherFiles, PredictHintsAsTrainDoes) {
  const Workspace w;
  w.write("Ar.lj", argon_lj);
  w.write("a.xyz", case_text("mace-label-names/a.xyz"));
  const Outcome o = w.nacre("predict Ar.lj a.xyz");
  EXPECT_EQ(o.code, 0) << o.err;
  for (const char* hint : {"--energy-key REF_energy", "--force-key REF_forces", "--virial-key REF_virials"})
    EXPECT_EQ(times(o, hint), 1) << hint << o.out;
  const Outcome named = w.nacre(
      "predict Ar.lj a.xyz --energy-key REF_energy --force-key REF_forces --virial-key REF_virials --summary s.yaml");
  EXPECT_EQ(named.code, 0) << named.err;
  EXPECT_TRUE(named.says("rmse energy") && named.says("rmse force") && named.says("rmse virial")) << named.out;
  EXPECT_TRUE(YAML::Load(w.read("s.yaml"))["rmse_virial_eV_per_atom"].IsDefined());
}

// Labels that are the potential's own energies less 5 eV an atom: one number explains the error.
TEST(OtherFiles, PredictSaysWhenAShiftExplainsTheError) {
  const Workspace w;
  w.write("Ar.lj", argon_lj);
  w.write("a.xyz", case_text("mace-label-names/b.xyz"));
  ASSERT_EQ(w.nacre("predict Ar.lj a.xyz --output own.xyz").code, 0);
  std::string shifted = w.read("own.xyz");
  const std::regex energy("energy=([-0-9.e]+)");
  std::string text;
  std::istringstream lines(shifted);
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    if (std::regex_search(line, found, energy))
      line.replace(found.position(1), found.length(1), std::to_string(std::stod(found[1]) - 160));
    text += line + "\n";
  }
  w.write("shifted.xyz", text);
  const Outcome o = w.nacre("predict Ar.lj shifted.xyz --summary s.yaml");
  EXPECT_TRUE(o.says("one energy an element (Ar -5 eV) explains the error") && o.says("--reference")) << o.out;
  EXPECT_NEAR(YAML::Load(w.read("s.yaml"))["rmse_energy_eV_per_atom"].as<double>(), 5, 1e-6);
  const Outcome less = w.nacre("predict Ar.lj shifted.xyz --reference --summary s.yaml");
  EXPECT_TRUE(less.says("less one energy an element")) << less.out;
  EXPECT_LT(YAML::Load(w.read("s.yaml"))["rmse_energy_eV_per_atom"].as<double>(), 1e-6);
  EXPECT_FALSE(w.nacre("predict Ar.lj own.xyz").says("explains the error"));
}

// --- rows in any order

TEST(OtherFiles, AnIdOrdersTheRowsOfATrajectory) {
  const Workspace w;
  const auto frame = [](int k, const std::vector<int>& order) {
    std::ostringstream s;
    s << "3\nTime=" << 10 * k << " Lattice=\"20 0 0 0 20 0 0 0 20\" Properties=id:I:1:species:S:1:pos:R:3\n";
    for (const int i : order) s << i << " C " << 5 * i + 0.1 * k << " " << 3 * i << " 1\n";
    return s.str();
  };
  std::string sorted, shuffled;
  const std::vector<std::vector<int>> orders = {{1, 2, 3}, {3, 1, 2}, {2, 3, 1}, {3, 2, 1}, {2, 1, 3}, {1, 3, 2}};
  for (int k = 0; k < 40; ++k) sorted += frame(k, {1, 2, 3}), shuffled += frame(k, orders[k % 6]);
  w.write("sorted.xyz", sorted);
  w.write("shuffled.xyz", shuffled);
  ASSERT_EQ(w.nacre("analyze msd sorted.xyz -o a.csv").code, 0);
  const Outcome o = w.nacre("analyze msd shuffled.xyz -o b.csv");
  ASSERT_EQ(o.code, 0) << o.err;
  const auto rows = [&](const std::string& name) {
    return std::regex_replace(w.read(name), std::regex("#[^\n]*\n"), "");
  };
  EXPECT_EQ(rows("a.csv"), rows("b.csv"));
  w.write("twice.xyz", frame(0, {1, 2, 3}) + frame(1, {1, 2, 2}));
  EXPECT_TRUE(w.nacre("analyze rdf twice.xyz").says("two atoms of a frame have one number"));
}

// --- messages

// Every command reads every format; what a file lacks is said with its name.
TEST(OtherFiles, OtherFormatsAreRead) {
  const Workspace w;
  const std::vector<std::pair<std::string, std::string>> files = {{"a.cif", "has sites"},
                                                                  {"a.pdb", "holds no"},
                                                                  {"a.xyz.gz", "nacre convert --types"},
                                                                  {"x.data", "nacre convert --types"},
                                                                  {"dump.lammpstrj", "ITEM: ATOMS"}};
  w.write("POSCAR", case_text("foreign-formats/POSCAR"));
  for (const char* command : {"predict tersoff-carbon POSCAR", "analyze rings POSCAR --cutoff C-C=1.85"})
    EXPECT_EQ(w.nacre(command).code, 0) << command;
  for (const auto& [name, says] : files) {
    w.write(name, case_text("foreign-formats/" + name));
    const std::string predict = "predict tersoff-carbon " + name,
                      rings = "analyze rings " + name + " --cutoff C-C=1.85";
    for (const std::string& command : {predict, rings}) {
      const Outcome o = w.nacre(command);
      EXPECT_EQ(o.code, 2) << command;
      EXPECT_TRUE(o.says(name) && o.says(says)) << o.err;
    }
  }
}

TEST(OtherFiles, ConvertSaysWhatAFormatCannotHold) {
  const Workspace w;
  w.write("OUTCAR", read_file(fs::path(nacre_test::source_dir()) / "tests/data/formats/OUTCAR"));
  const Outcome train = w.nacre("convert OUTCAR train.xyz");
  EXPECT_EQ(train.code, 0) << train.err;
  EXPECT_TRUE(train.says("2 frames, 8 atoms")) << train.out;
  const Outcome many = w.nacre("convert OUTCAR POSCAR");
  EXPECT_EQ(many.code, 2);
  EXPECT_TRUE(many.says("a POSCAR of VASP holds one structure")) << many.err;
  const Outcome last = w.nacre("convert OUTCAR POSCAR --frame last");
  EXPECT_EQ(last.code, 0) << last.err;
  EXPECT_TRUE(last.says("cannot hold and leaves out: energy, forces, virial")) << last.out;
  EXPECT_EQ(w.nacre("convert POSCAR a.cif").code, 0);
  EXPECT_EQ(w.nacre("convert a.cif a.data").code, 0);
  EXPECT_EQ(w.nacre("analyze rdf a.data --rmax 5").code, 0);
  EXPECT_TRUE(w.nacre("convert a.cif b.txt").says("--to does"));
  EXPECT_TRUE(w.nacre("convert a.cif b.xyz --frame 2").says("allowed: 1 to 1, or last"));
}

TEST(OtherFiles, ATrajectoryCutInItsLastFrame) {
  const Workspace w;
  const std::string whole = argon() + argon(), frame = argon();
  w.write("whole.xyz", whole);
  ASSERT_EQ(w.nacre("analyze rdf whole.xyz -o whole.csv --summary whole.yaml").code, 0);
  const auto table = [&](const std::string& name) {
    return std::regex_replace(w.read(name), std::regex("#[^\n]*\n"), "");
  };
  for (const std::size_t kept : {frame.size() / 2, frame.size() - 9, std::size_t{3}}) {
    w.write("cut.xyz", whole + frame.substr(0, kept));
    const Outcome o = w.nacre("analyze rdf cut.xyz -o cut.csv");
    EXPECT_EQ(o.code, 0) << kept << o.err;
    EXPECT_EQ(times(o, "warning: cut.xyz:69: the file ends within this frame"), 1) << kept << o.out;
    EXPECT_EQ(table("cut.csv"), table("whole.csv")) << kept;
    EXPECT_EQ(w.nacre("analyze rdf cut.xyz --frames last -o last.csv").code, 0) << kept;
  }
  w.write("only.xyz", frame.substr(0, frame.find('\n', frame.size() / 2) + 1));
  const Outcome o = w.nacre("analyze rdf only.xyz");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("only.xyz:") && o.says("the file ends after")) << o.err;
}

TEST(OtherFiles, NoWordsOfTheLibrary) {
  const Workspace w;
  const std::string deck = "potential Ar.lj\nensemble nve\nrun 1\n";
  w.write("Ar.lj", argon_lj);
  w.write("run.in", deck);
  fs::create_symlink("model.xyz", w.path("model.xyz"));
  Outcome o = w.nacre("run --quiet");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("model.xyz") && o.says("Too many levels") && !o.says("filesystem")) << o.err;
  fs::remove(w.path("model.xyz"));
  w.write("model.xyz", argon());
  w.write("run.in", "potential " + std::string(300, '7') + "\nensemble nve\nrun 1\n");
  o = w.nacre("check --quiet");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("File name too long") && !o.says("filesystem")) << o.err;
  w.write("p.yaml", "stages: {build: {kind: crystal, name: diamond}}\n");
  o = w.nacre("check p.yaml", "TMPDIR=/nonexistent");
  EXPECT_TRUE(o.says("/nonexistent") && o.says("temporary files") && !o.says("filesystem")) << o.err;
  w.write("loop.yaml", "stages: &s {build: *s}\n");
  o = w.nacre("check loop.yaml");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("loop.yaml:1")) << o.err;
}

TEST(OtherFiles, NoErrorWithoutItsFile) {
  const Workspace w;
  w.write("Ar.lj", argon_lj);
  w.write("c.xyz", "1\nLattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3\nSi 0 0 0\n");
  w.write("insert.yaml",
          "structure: c.xyz\npotential: Ar.lj\nspecies: Ar\ncharge: 1\nhost: Si\nuntil: {count: 1}\nbulk_energy: -1\n");
  for (const char* command : {"insert .", "check ."}) {
    const Outcome o = w.nacre(command);
    EXPECT_EQ(o.code, 2);
    EXPECT_TRUE(o.says("c.xyz: species: the potential does not know this element, given 'Si'")) << o.err;
  }
  w.write("t.xyz", argon() + argon() + argon());
  const Outcome msd = w.nacre("analyze msd t.xyz --time-step 1");
  EXPECT_EQ(msd.code, 2);
  EXPECT_TRUE(msd.says("t.xyz: fit-from, fit-to: no window for the fit")) << msd.err;
  const Outcome crystal = w.nacre("build crystal diamond --a 1e-300 -o o.xyz");
  EXPECT_EQ(crystal.code, 2);
  EXPECT_TRUE(crystal.says("--a")) << crystal.err;
  // An option that is wrong is the command line's, not the file's.
  const Outcome option = w.nacre("analyze rdf t.xyz --rmax -1");
  EXPECT_EQ(option.code, 2);
  EXPECT_FALSE(option.says("t.xyz: ")) << option.err;
}

TEST(OtherFiles, AtMostTenErrorsOfAKind) {
  const Workspace w;
  w.write("model.xyz", diamond(1));
  std::string deck = "potential tersoff-carbon\nensemble nve\n";
  for (int i = 0; i < 300; ++i) deck += "dump_thermo x" + std::to_string(i) + "\n";
  w.write("run.in", deck + "fix 9\nrun 5\n");
  const Outcome o = w.nacre("check --summary s.yaml");
  EXPECT_EQ(o.code, 2);
  EXPECT_EQ(times(o, "interval (steps): not an integer"), 10) << o.err;
  EXPECT_TRUE(o.says("and 290 more like this") && o.says("301 errors") && o.says("run.in:303")) << o.err;
  EXPECT_EQ(YAML::Load(w.read("s.yaml"))["errors"].size(), 301u);
}

TEST(OtherFiles, NamesInPicturesAndTables) {
  const Workspace w;
  const std::string head = "3\nLattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:mass:R:1:pos:R:3\n";
  w.write("escape.xyz", head + "A\x1b[1m 12 0 0 0\nA\x1b[1m 12 1.5 0 0\nB<& 12 0 1.5 0\n");
  ASSERT_EQ(w.nacre("analyze rdf escape.xyz --figure e.svg --quiet").code, 0);
  for (const char c : w.read("e.svg")) ASSERT_TRUE(c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= 32);
  EXPECT_NE(w.read("e.svg").find("B&lt;&amp;"), std::string::npos);
  w.write("comma.xyz", head + "A,B 12 0 0 0\nA,B 12 1.5 0 0\n\"C 12 0 1.5 0\n");
  ASSERT_EQ(w.nacre("analyze rdf comma.xyz -o c.csv --quiet").code, 0);
  std::istringstream lines(w.read("c.csv"));
  long columns = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line[0] == '#') continue;
    long count = 1;
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') quoted = !quoted;
      count += c == ',' && !quoted;
    }
    if (columns == 0) columns = count;
    ASSERT_EQ(count, columns) << line;
  }
}

// --- decks

TEST(OtherFiles, OldDecksRun) {
  const Workspace w;
  w.write("model.xyz", diamond(2));
  w.write("run.in",
          "potential tersoff-carbon 0\nvelocity 300\nneighbor off\nensemble nve\ndump_thermo 1\nrun 3\n"
          "dump_thermo 1\nrun 2\n");
  const Outcome check = w.nacre("check");
  EXPECT_EQ(check.code, 0) << check.err;
  for (const char* note :
       {"run.in:1: potential: numbers after the file", "run.in:3: neighbor: is a keyword of old decks",
        "run.in:8: run: has no `ensemble` of its own; that of line 4 is taken"})
    EXPECT_EQ(times(check, note), 1) << note << check.out;
  ASSERT_EQ(w.nacre("run").code, 0);
  const std::string old = w.read("thermo.out");
  w.write("new/model.xyz", diamond(2));
  w.write("new/run.in",
          "potential tersoff-carbon\nvelocity 300\nensemble nve\ndump_thermo 1\nrun 3\nensemble nve\ndump_thermo "
          "1\nrun 2\n");
  ASSERT_EQ(w.nacre("run new").code, 0);
  EXPECT_EQ(w.read("new/thermo.out"), old);
}

// One frame of the unchanged start, with forces and energy, whatever the ensemble.
TEST(OtherFiles, TimeStepZeroGivesTheStart) {
  const std::string start = diamond(2);
  for (const std::string ensemble :
       {"nve", "nvt_ber 3000 3000 1", "npt_scr 300 300 100 50 500 10", "nvt_lan 900 900 2"}) {
    const Workspace w;
    w.write("model.xyz", start);
    w.write(
        "run.in",
        "potential tersoff-carbon\nvelocity 300 seed 1\nensemble " + ensemble +
            "\ntime_step 0\ndump_xyz 1 start.xyz velocity force potential precision double\ndump_thermo 1\nrun 1\n");
    const Outcome o = w.nacre("run --summary s.yaml");
    ASSERT_EQ(o.code, 0) << ensemble << o.err;
    w.write("just.xyz", start);
    ASSERT_EQ(w.nacre("predict tersoff-carbon just.xyz --output just-out.xyz").code, 0);
    std::istringstream dumped(w.read("start.xyz")), given(start);
    std::string a, b;
    for (int k = 0; k < 2; ++k) std::getline(dumped, a), std::getline(given, b);
    EXPECT_NE(a.find("Time=0.00000000"), std::string::npos) << a;
    for (int k = 0; k < 64; ++k) {
      std::string word, other;
      double x = 0, y = 0;
      dumped >> word, given >> other;
      for (int c = 0; c < 3; ++c) {
        dumped >> x, given >> y;
        EXPECT_NEAR(x, y, 1e-12) << ensemble;
      }
      std::getline(dumped, a), std::getline(given, b);
    }
    const YAML::Node s = YAML::Load(w.read("s.yaml"));
    EXPECT_NEAR(s["temperature_K"].as<double>(), 300, 1e-6) << ensemble;
    const std::string out = w.read("just-out.xyz");
    EXPECT_NEAR(s["energy_eV"].as<double>(), std::stod(out.substr(out.find("energy=") + 7)), 1e-3);
  }
}

TEST(OtherFiles, ASheetWithAnOpenDirection) {
  const Workspace w;
  ASSERT_EQ(w.nacre("build crystal graphene --repeat 3 3 1 -o model.xyz").code, 0);
  ASSERT_NE(w.read("model.xyz").find("pbc=\"T T F\""), std::string::npos);
  const auto deck = [&](const std::string& pressure) {
    w.write("run.in", "potential tersoff-carbon\nvelocity 300 seed 1\nensemble npt_scr 300 300 100 " + pressure +
                          "\ndump_restart 50\nrun 50\n");
  };
  const std::string six = "0 0 0 0 0 0 500 500 500 500 500 500 1000";
  for (const std::string& pressure : {std::string("0 50 1000"), six}) {
    deck(pressure);
    const Outcome o = w.nacre("run");
    EXPECT_EQ(o.code, 0) << pressure << o.err;
    EXPECT_NE(w.read("restart.xyz").find("pbc=\"T T F\""), std::string::npos);
  }
  deck("0 0 0 500 500 500 1000");
  const Outcome three = w.nacre("check");
  EXPECT_EQ(three.code, 2);
  EXPECT_TRUE(three.says("one pressure, or six; both leave open directions alone")) << three.err;
}

TEST(OtherFiles, LennardJonesWithoutASize) {
  const Workspace w;
  w.write("Ar.lj", "lj 1 Ar\n0 0 8.5\n");
  w.write("a.xyz", argon());
  const Outcome o = w.nacre("predict Ar.lj a.xyz --summary s.yaml --output o.xyz");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_NE(w.read("o.xyz").find("energy=0 "), std::string::npos);
}

// In a log a line every few per cent.
TEST(OtherFiles, ALogGetsALineEveryFewPerCent) {
  const Workspace w;
  w.write("model.xyz", diamond(1));
  w.write("run.in", "potential tersoff-carbon\nvelocity 300\nensemble nve\nrun 100\n");
  const Outcome o = w.nacre("run");
  EXPECT_EQ(times(o, " of 100 ("), 20) << o.out;
}

}  // namespace

}  // namespace other_files_test
