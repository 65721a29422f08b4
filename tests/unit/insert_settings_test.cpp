// insert.yaml: defaults, every key, and what is refused with file, line and the word that was meant.
#include "insert/settings.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "insert/keys.h"
#include "scratch.h"
#include "source_dir.h"

namespace nacre::insert::insert_settings_test {
namespace {

using nacre_test::content;
using nacre_test::error_of;
using nacre_test::Scratch;

const std::string needed = "structure: c.xyz\npotential: nep.txt\nuntil: {count: 3}\n";

InsertSettings read(const std::string& text) {
  const Scratch folder;
  std::vector<Error> errors;
  InsertSettings s = read_insert_settings(folder.write("insert.yaml", text), errors);
  for (const Error& e : errors) ADD_FAILURE() << e.what();
  return s;
}

TEST(InsertSettings, Defaults) {
  const InsertSettings s = read(needed);
  EXPECT_EQ(s.structure, "c.xyz");
  EXPECT_EQ(s.until.count, 3);
  EXPECT_FALSE(s.until.ratio || s.until.voltage);
  EXPECT_EQ(s.species, "Na");
  EXPECT_EQ(s.mode, Mode::insert);
  EXPECT_EQ(s.min_distance_to("C"), 2.0);
  EXPECT_EQ(s.min_distance_to("Na"), 3.0);
  EXPECT_EQ(s.keep, 50);
  EXPECT_FALSE(s.host_molar_mass || s.charge || s.of_total_mass);
  EXPECT_EQ(s.ion_charge(), 1);
  EXPECT_FALSE(s.bulk_energy);
  EXPECT_EQ(s.relax.box, CellFreedom::fixed);
  EXPECT_EQ(s.given.size(), 3u);
}

TEST(InsertSettings, EveryKey) {
  const InsertSettings s = read(R"(structure: c.xyz
potential: nep.txt
species: Li
host: Si
mode: random
batch_size: 5
seed: [3, 1, 2]
until:
  count: 3
  ratio: 0.2
  voltage: -0.05
candidates:
  spacing: 0.3
  min_distance: {Li-Si: 1.9, C: 2.1, Li: 2.5}
  reduce: poisson
  radius: 1.1
screen: {keep: 7, apart: 0.5, exact: true, tolerance: 0.1}
relax:
  algorithm: lbfgs
  force_tolerance: 0.01
  local_tolerance: 0.05
  local_steps: 20
  max_steps: 99
  scope: full
  radius: 9
  finalists: 4
  window: 0.6
  host: false
  box: hydrostatic
bulk_energy: -1.9
host_energy: auto
charge: 2
host_molar_mass: 12.0
capacity_basis: total
smoothing: 5
structures:
  every: 0
  file: frames.xyz
)");
  EXPECT_EQ(s.species + s.host, "LiSi");
  EXPECT_EQ(s.mode, Mode::random);
  EXPECT_EQ(s.batch_size, 5);
  EXPECT_EQ(s.seeds, (std::vector<std::uint64_t>{3, 1, 2}));
  EXPECT_EQ(s.until.ratio, 0.2);
  EXPECT_EQ(s.until.voltage, -0.05);
  EXPECT_EQ(s.spacing, 0.3);
  EXPECT_EQ(s.min_distance_to("Si"), 1.9);
  EXPECT_EQ(s.min_distance_to("C"), 2.1);
  EXPECT_EQ(s.min_distance_to("Li"), 2.5);
  EXPECT_EQ(s.min_distance_to("O"), 2.0);
  EXPECT_EQ(s.reduce, Reduction::poisson_disc);
  EXPECT_EQ(s.disc, 1.1);
  EXPECT_EQ(s.keep, 7);
  EXPECT_EQ(s.apart, 0.5);
  EXPECT_TRUE(s.exact);
  EXPECT_EQ(s.tolerance, 0.1);
  EXPECT_EQ(s.relax.algorithm, "lbfgs");
  EXPECT_EQ(s.relax.force_tolerance, 0.01);
  EXPECT_EQ(s.relax.local_tolerance, 0.05);
  EXPECT_EQ(s.relax.local_steps, 20);
  EXPECT_EQ(s.relax.max_steps, 99);
  EXPECT_FALSE(s.relax.local);
  EXPECT_EQ(s.relax.radius, 9);
  EXPECT_EQ(s.relax.finalists, 4);
  EXPECT_EQ(s.relax.window, 0.6);
  EXPECT_FALSE(s.relax.host);
  EXPECT_EQ(s.relax.box, CellFreedom::hydrostatic);
  EXPECT_EQ(s.bulk_energy, -1.9);
  EXPECT_FALSE(s.host_energy);
  EXPECT_EQ(s.host_molar_mass, 12);
  EXPECT_TRUE(s.of_total_mass);
  EXPECT_EQ(s.ion_charge(), 2);
  EXPECT_EQ(s.smoothing, 5);
  EXPECT_EQ(s.structures_every, 0);
  EXPECT_EQ(s.structures_file, "frames.xyz");
  EXPECT_EQ(s.given.size(), key_table().size()) << "this test leaves a key out";
}

struct Wrong {
  std::string text, message;
};

TEST(InsertSettings, WhatIsWrongIsNamed) {
  const Wrong cases[] = {
      {needed + "spices: Na\n", "insert.yaml:4: spices: unknown key; did you mean 'species'?"},
      {needed + "keep: 3\n", "did you mean 'screen.keep'?"},
      {needed + "relax:\n  box: none\n  radus: 3\n",
       "insert.yaml:6: relax.radus: unknown key; did you mean 'relax.radius'?"},
      {needed + "relax: full\n", "holds other keys"},
      {needed + "screen:\n  keep: 0\n", "insert.yaml:5"},
      {needed + "screen:\n  keep: 2.5\n", "screen.keep"},
      {needed + "candidates: {spacing: 0.01}\n", "candidates.spacing"},
      {needed + "candidates: {spacing: fine}\n", "fine"},
      {needed + "candidates: {reduce: poison}\n", "poisson"},
      {needed + "candidates: {min_distance: 2}\n", "a map"},
      {needed + "candidates:\n  min_distance:\n    Na-Xx: 2\n",
       "insert.yaml:6: candidates.min_distance: unknown element"},
      {needed + "candidates: {min_distance: {C-C: 2}}\n", "must name the inserted species"},
      {needed + "candidates: {min_distance: {C: 2, Na-C: 3}}\n", "given twice"},
      {needed + "candidates: {min_distance: {C: -2}}\n", "min_distance C"},
      {needed + "relax: {algorithm: cgg}\n", "did you mean 'cg'?"},
      {needed + "mode: insertion\n", "did you mean 'insert'?"},
      {needed + "mode: insert\nbatch_size: 4\n", "mode random"},
      {needed + "seed: [1, 2, 1]\n", "given twice"},
      {needed + "seed: -1\n", "seed"},
      {needed + "species: Sodium\n", "unknown element"},
      {needed + "species: Fe\n", "charge: the charge of this ion is not known"},
      {needed + "species: C\nhost: Si\n", "charge: the charge of this ion is not known"},
      {needed + "charge: 0\n", "insert.yaml:4: charge"},
      {needed + "capacity_basis: totl\n", "did you mean 'total'?"},
      {needed + "charge: 1.5\n", "charge"},
      {needed + "screen: {exact: yes}\n", "true"},
      {needed + "structures: {file: insert.csv}\n", "another output"},
      {needed + "structures: {file: a/b.xyz}\n", "not a path"},
      {needed + "smoothing:\n", "no value"},
      {needed + "smoothing: {a: 1}\n", "not further keys"},
      {needed + "bulk_energy: none\n", "bulk_energy"},
      {"structure: final.xyz\npotential: nep.txt\nuntil: {count: 3}\n", "would be overwritten"},
      {"structure: c.xyz\nuntil: {count: 3}\n", "potential: this key is needed"},
      {"structure: c.xyz\npotential: nep.txt\n", "the end is needed"},
      {"- a\n- b\n", "not a map"},
      {"", "not a map"},
  };
  const Scratch folder;
  for (const Wrong& c : cases) {
    std::vector<Error> errors;
    read_insert_settings(folder.write("insert.yaml", c.text), errors);
    ASSERT_FALSE(errors.empty()) << c.text;
    EXPECT_NE(std::string(errors[0].what()).find(c.message), std::string::npos) << c.text << errors[0].what();
    EXPECT_NE(std::string(errors[0].what()).find("insert.yaml"), std::string::npos) << errors[0].what();
  }
}

TEST(InsertSettings, AllErrorsAtOnce) {
  const Scratch folder;
  std::vector<Error> errors;
  read_insert_settings(folder.write("insert.yaml", needed + "spices: Na\nscreen: {keep: 0, foo: 1}\nhosts: C\n"),
                       errors);
  EXPECT_EQ(errors.size(), 4u);
}

TEST(InsertSettings, NotYaml) {
  const Scratch folder;
  std::vector<Error> errors;
  const Error e = error_of([&] { read_insert_settings(folder.write("insert.yaml", "a: [1,\nb: 2\n"), errors); });
  EXPECT_TRUE(nacre_test::mentions(e, "not YAML") && nacre_test::mentions(e, "insert.yaml:")) << e.what();
  const Error twice =
      error_of([&] { read_insert_settings(folder.write("insert.yaml", needed + "structure: d.xyz\n"), errors); });
  EXPECT_TRUE(nacre_test::mentions(twice, "insert.yaml:4: structure: this key is given twice")) << twice.what();
  EXPECT_TRUE(
      nacre_test::mentions(error_of([&] { read_insert_settings(folder.path("none.yaml"), errors); }), "none.yaml"));
}

TEST(InsertSettings, ThePageHoldsTheTable) {
  const std::string page = content(nacre_test::source_dir() + "/docs/insert.md");
  EXPECT_NE(page.find(key_manual()), std::string::npos)
      << "docs/insert.md must hold what `nacre insert --keywords` prints:\n"
      << key_manual();
}

}  // namespace
}  // namespace nacre::insert::insert_settings_test
