// What batches promise, on both devices: structures of any size and cell together give the bits they give one by one.
#include "contract/force_contract.h"
#include "contract/zoo.h"
#include "source_dir.h"

namespace contract::batch_contract_test {
namespace {

class BatchContract : public SubjectTest {
 protected:
  /// The zoo, a twin of its first structure, and nothing at all, in the middle.
  std::vector<Sample> structures() const {
    const auto species = subject().make()->species();
    std::vector<Sample> all;
    for (auto& named : samples::zoo(species, subject().spacing)) all.push_back(std::move(named.sample));
    Sample nothing{Atoms{}, Box(10.0 * identity())};
    nothing.atoms.species = species;
    all.insert(all.begin() + 3, std::move(nothing));
    all.push_back(all[0].clone());
    return all;
  }
};

std::vector<BatchItem> items(const std::vector<Sample>& structures) {
  std::vector<BatchItem> batch;
  for (const Sample& s : structures) batch.push_back({&s.atoms, &s.box});
  return batch;
}

TEST_P(BatchContract, EqualsOneByOneToTheBit) {
  const std::vector<Sample> all = structures();
  const auto force = subject().make_batch();
  std::vector<Evaluation> together;
  force->compute(items(all), {true}, together);
  ASSERT_EQ(together.size(), all.size());
  double largest_force = 0;
  for (std::size_t k = 0; k < all.size(); ++k) {
    EXPECT_TRUE(same_bits(together[k], evaluate(subject(), all[k]))) << "structure " << k;
    largest_force = std::max(largest_force, largest(together[k].force));
  }
  EXPECT_TRUE(same_bits(together.front(), together.back())) << "twins";
  std::vector<Evaluation> alone;
  force->compute({{&all[2].atoms, &all[2].box}}, {true}, alone);
  EXPECT_TRUE(same_bits(together[2], alone.at(0))) << "a batch of one";
  EXPECT_GT(largest_force, 0.01) << "forces are nearly zero: nothing is tested";
}

TEST_P(BatchContract, OrderAndThreadsDoNotMatter) {
  std::vector<Sample> all = structures();
  const auto force = subject().make_batch();
  std::vector<Evaluation> together, reversed;
  set_threads(3);
  force->compute(items(all), {true}, together);
  std::reverse(all.begin(), all.end());
  set_threads(1);
  const ReversedThreads backwards;
  force->compute(items(all), {true}, reversed);
  set_threads(0);
  std::reverse(reversed.begin(), reversed.end());
  for (std::size_t k = 0; k < all.size(); ++k) EXPECT_TRUE(same_bits(together[k], reversed[k])) << k;
}

TEST_P(BatchContract, EmptyBatchesAndStaleResults) {
  const auto force = subject().make_batch();
  const auto one = subject().make();
  EXPECT_EQ(force->name(), one->name());
  EXPECT_EQ(force->species(), one->species());
  EXPECT_EQ(force->cutoff(), one->cutoff());
  std::vector<Evaluation> out(3);
  force->compute({}, {true}, out);
  EXPECT_TRUE(out.empty());
  const std::vector<Sample> all = structures();
  out.resize(2);
  out[0].energy = 7, out[0].force.resize(99), out[0].atom_virial.resize(99);
  force->compute({{&all[3].atoms, &all[3].box}}, {false}, out);  // no atoms
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(out[0].energy, 0);
  EXPECT_TRUE(out[0].force.empty());
  EXPECT_TRUE(out[0].atom_virial.empty());
  force->compute({{&all[0].atoms, &all[0].box}}, {false}, out);  // after nothing, something
  EXPECT_EQ(out[0].force.size(), all[0].atoms.size());
  EXPECT_TRUE(out[0].atom_virial.empty());
  EXPECT_NE(out[0].energy, 0);
}

TEST_P(BatchContract, ErrorsNameTheFirstBadStructure) {
  std::vector<Sample> all = structures();
  all[4].atoms.position[2].x = std::nan("");
  all[6].atoms.position[5].z = INFINITY;
  const auto force = subject().make_batch();
  std::vector<Evaluation> out;
  set_threads(3);
  try {
    force->compute(items(all), {true}, out);
    ADD_FAILURE() << "accepted";
  } catch (const Error& error) {
    const std::string text = error.what();
    EXPECT_EQ(error.kind(), Error::Kind::failed);
    EXPECT_NE(text.find("structure 4 of the batch"), std::string::npos) << text;
    EXPECT_NE(text.find("atom 2 "), std::string::npos) << text;
  }
  set_threads(0);
  all.erase(all.begin() + 4, all.end());
  force->compute(items(all), {true}, out);  // and is good for more
  EXPECT_TRUE(same_bits(out[0], evaluate(subject(), all[0])));
}

// On the CPU structures of more than 4096 atoms go another way: one after the other, with all threads.
TEST(LargeStructuresInBatches, SameBitsAsAloneOnTheCpu) {
  const std::string path = nacre_test::source_dir() + "/input/potentials/Ar.lj";
  const Sample small = samples::lattice({"Ar"}, {{3, 3, 3}, 3.7}, 1);
  const Sample large = samples::lattice({"Ar"}, {{17, 16, 16}, 3.7}, 2);
  ASSERT_GT(large.atoms.size(), 4096u);
  std::vector<Evaluation> out;
  make_batch_force(path)->compute({{&large.atoms, &large.box}, {&small.atoms, &small.box}, {&large.atoms, &large.box}},
                                  {true}, out);
  const Evaluation expected = evaluate(*make_force(path), large);
  EXPECT_TRUE(same_bits(out[0], expected));
  EXPECT_TRUE(same_bits(out[1], evaluate(*make_force(path), small)));
  EXPECT_TRUE(same_bits(out[2], expected));
}

// They are done after the small ones, and yet the first bad structure is named, not the one that was met first.
TEST(LargeStructuresInBatches, FirstBadStructureIsNamedWhoeverFailsFirst) {
  const std::string path = nacre_test::source_dir() + "/input/potentials/Ar.lj";
  Sample large = samples::lattice({"Ar"}, {{17, 16, 16}, 3.7}, 2),
         small = samples::lattice({"Ar"}, {{3, 3, 3}, 3.7}, 1);
  large.atoms.position[4000].x = small.atoms.position[1].x = std::nan("");
  std::vector<Evaluation> out;
  try {
    make_batch_force(path)->compute({{&large.atoms, &large.box}, {&small.atoms, &small.box}}, {true}, out);
    ADD_FAILURE() << "accepted";
  } catch (const Error& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("structure 0 of the batch"), std::string::npos) << text;
    EXPECT_NE(text.find("atom 4000 "), std::string::npos) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(All, BatchContract, ::testing::ValuesIn(subjects()), test_name);

}  // namespace
}  // namespace contract::batch_contract_test
