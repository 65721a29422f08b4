// State of a checkpoint that is whole by its checksum and still not what its reader can go on from: entries of other
// sizes, counts out of range. Each is an Error; none is read past.
#include <functional>

#include "analysis/motion/displacement.h"
#include "analysis/motion/window_correlation.h"
#include "analysis/pairs/rdf.h"
#include "core/record_sizes.h"
#include "neighbor/neighbor_list.h"
#include "run/output_files.h"
#include "scratch.h"
#include "train/optimise/adam.h"
#include "train/optimise/optimizer.h"
#include "train/optimise/snes.h"

namespace damaged_state_test {

namespace {

using namespace nacre;
using nacre_test::error_of;
using nacre_test::mentions;

/// load() of a record that `damage` changed says these words.
template <class Part>
void expect_refused(const Part& part, const std::function<Part()>& make, const std::function<void(Record&)>& damage,
                    const std::string& words) {
  Record record;
  part.save(record);
  Part whole = make();
  whole.load(record);
  damage(record);
  Part damaged = make();
  const Error error = error_of([&] { damaged.load(record); });
  EXPECT_TRUE(mentions(error, words)) << error.what();
  EXPECT_EQ(error.kind(), Error::Kind::failed);
}

TEST(DamagedState, EntriesOfAnotherSize) {
  Record record;
  record.put("a", std::vector<double>{1, 2, 3});
  record.integers["b"] = {7, -1};
  EXPECT_EQ(reals_of(record, "a", 3), (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(vectors_of(record, "a", 1).at(0).z, 3);
  EXPECT_EQ(integers_of(record, "b", 2).at(1), -1);
  EXPECT_TRUE(mentions(error_of([&] { reals_of(record, "a", 4); }), "a: the checkpoint entry has the wrong size"));
  EXPECT_TRUE(mentions(error_of([&] { vectors_of(record, "a", 2); }), "wrong size"));
  EXPECT_TRUE(mentions(error_of([&] { integers_of(record, "b", 1); }), "wrong size"));
  record.put_integer("n", -1);
  EXPECT_TRUE(mentions(error_of([&] { count_of(record, "n"); }), "out of range"));
  record.put_integer("n", most_counted);
  EXPECT_EQ(count_of(record, "n"), most_counted);
}

TEST(DamagedState, NeighbourList) {
  NeighborSettings settings;
  settings.types = 1, settings.outer = {3.0};
  const std::function<NeighborList()> make = [&] { return NeighborList(settings); };
  NeighborList list = make();
  Atoms atoms;
  atoms.species = {"C"};
  atoms.resize(2);
  atoms.position[1] = {1.4, 0, 0};
  list.update(atoms, Box({{{10, 0, 0}, {0, 10, 0}, {0, 0, 10}}}));
  expect_refused<NeighborList>(
      list, make, [](Record& r) { r.integers["built_type"].pop_back(); }, "built_type");
  expect_refused<NeighborList>(
      list, make, [](Record& r) { r.integers["built_periodic"].pop_back(); }, "built_periodic");
  expect_refused<NeighborList>(
      list, make, [](Record& r) { r.integers["built_type"][0] = 1; }, "type");
  expect_refused<NeighborList>(
      list, make, [](Record& r) { r.integers["built_type"][0] = -1; }, "type");
}

TEST(DamagedState, Correlations) {
  const std::function<WindowCorrelation()> make = [] { return WindowCorrelation(Correlated::product, 3, {0, 0}, 1); };
  WindowCorrelation sums = make();
  sums.add({{1, 0, 0}, {0, 1, 0}});
  expect_refused<WindowCorrelation>(
      sums, make, [](Record& r) { r.put_integer("samples", -1); }, "samples");
  expect_refused<WindowCorrelation>(
      sums, make, [](Record& r) { r.reals["buffer"].pop_back(); }, "buffer");
  const std::function<Unwrap()> make_path = [] { return Unwrap(Unwrap::Given::wrapped); };
  Unwrap path = make_path();
  path.add({{1, 0, 0}, {0, 1, 0}}, Box());
  expect_refused<Unwrap>(
      path, make_path, [](Record& r) { r.reals["path"].resize(3); }, "path");
}

TEST(DamagedState, PairDistribution) {
  const std::function<Rdf()> make = [] { return Rdf({4, 10, 2}); };
  Rdf rdf = make();
  Atoms atoms;
  atoms.species = {"C"};
  atoms.resize(2);
  atoms.position[1] = {1.4, 0, 0};
  rdf.add(atoms, Box({{{10, 0, 0}, {0, 10, 0}, {0, 0, 10}}}));
  const auto renamed = [](const std::string& name) {
    return [name](Record& r) { r.reals = {{name, r.reals.begin()->second}}; };
  };
  expect_refused<Rdf>(
      rdf, make, [](Record& r) { r.integers["0/C/C"].pop_back(); }, "0/C/C");
  expect_refused<Rdf>(
      rdf, make, [](Record& r) { r.integers["frames"][1] = 0; }, "frames");
  expect_refused<Rdf>(rdf, make, renamed("no block"), "none of g(r)");
}

TEST(DamagedState, Optimisers) {
  const std::function<train::Snes()> make_snes = [] {
    return train::Snes(1, 10, 1, std::vector<double>(4, 0.0), std::vector<double>(4, 0.1), std::vector<int>(4, 0));
  };
  const auto snes = [&](const std::function<void(Record&)>& damage, const std::string& words) {
    expect_refused<train::Snes>(make_snes(), make_snes, damage, words);
  };
  snes([](Record& r) { r.reals["sigma"].pop_back(); }, "sigma");
  snes([](Record& r) { r.put_integer("generation", -1); }, "generation");
  const std::function<train::Adam()> make_adam = [] { return train::Adam(3); };
  expect_refused<train::Adam>(
      make_adam(), make_adam, [](Record& r) { r.put_integer("steps", -5); }, "steps");
  expect_refused<train::Adam>(
      make_adam(), make_adam, [](Record& r) { r.reals["second_moment"].clear(); }, "second_moment");
  Record record;
  train::save_loss(record, {6, 5, 4, 3, 2, 1});
  EXPECT_EQ(train::saved_loss(record).rmse_virial, 1);
  record.reals["loss"].pop_back();
  EXPECT_TRUE(mentions(error_of([&] { train::saved_loss(record); }), "loss"));
}

// A file that was not there at the checkpoint is removed by a resumed run, but never one that the deck does not write.
TEST(DamagedState, FilesOfOthersStay) {
  const nacre_test::Scratch folder;
  const std::string model = folder.write("model.xyz", "precious");
  run::OutputFiles files(folder.path(""), {"thermo.out"});
  Record record;
  record.put_integer("model.xyz", -1);
  const Error error = error_of([&] { files.restore(record); });
  EXPECT_TRUE(mentions(error, "'model.xyz'") && mentions(error, "does not write")) << error.what();
  EXPECT_EQ(nacre_test::content(model), "precious");
}

}  // namespace

}  // namespace damaged_state_test
