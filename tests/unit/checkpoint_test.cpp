#include "io/checkpoint.h"

#include <bit>
#include <cstring>
#include <limits>

#include "unit/scratch.h"

namespace checkpoint_test {

namespace {

using namespace nacre;
using namespace nacre_test;

const std::vector<double> awkward = {0.1,
                                     -0.0,
                                     5e-324,
                                     1.7976931348623157e308,
                                     std::numeric_limits<double>::quiet_NaN(),
                                     -std::numeric_limits<double>::infinity()};

System make_system() {
  System s;
  s.step = 1234567890123;
  s.time_fs = 0.1 + 0.2;
  s.seed = 0xfedcba9876543210ULL;
  s.box = Box({{{10.1, 0, 0}, {-1.0 / 3, 9, 0}, {0.25, 1, 30}}}, {true, false, true});
  s.atoms.species = {"C", "Na"};
  s.atoms.group.resize(2);
  s.atoms.resize(3);
  s.atoms.has_velocity = true;
  for (int i = 0; i < 3; ++i) {
    s.atoms.position[i] = {1.0 / (i + 3), -7.0 * i, 1e5 / 7};
    s.atoms.velocity[i] = {awkward[i], 1e-3 * i, awkward[2]};
    s.atoms.mass[i] = 12.011 + i;
    s.atoms.type[i] = i % 2;
    s.atoms.group[1][i] = 7 - i;
  }
  return s;
}

std::map<std::string, Record> make_parts() {
  Record force, deck;
  force.put("positions", awkward);
  force.put("nothing", std::vector<double>{});
  force.put_integer("built", -1);
  deck.texts["line"] = std::string("run 100\n\0binary", 15);
  deck.texts["empty"] = "";
  deck.integers["many"] = {INT64_MIN, 0, INT64_MAX};
  return {{"force", force}, {"deck", deck}, {"empty", Record()}};
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}
bool same_bits(const std::vector<Vec3>& a, const std::vector<Vec3>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(Vec3)) == 0);
}

TEST(Checkpoint, EveryBitComesBack) {
  const Scratch scratch;
  const System in = make_system();
  write_checkpoint(scratch.path("c"), in, make_parts());
  const Checkpoint out = read_checkpoint(scratch.path("c"));
  EXPECT_EQ(out.system.step, in.step);
  EXPECT_EQ(std::bit_cast<std::uint64_t>(out.system.time_fs), std::bit_cast<std::uint64_t>(in.time_fs));
  EXPECT_EQ(out.system.seed, in.seed);
  EXPECT_EQ(std::memcmp(&out.system.box.h(), &in.box.h(), sizeof(Mat3)), 0);
  EXPECT_EQ(std::memcmp(&out.system.box.inverse(), &in.box.inverse(), sizeof(Mat3)), 0);
  EXPECT_EQ(out.system.box.periodic(), in.box.periodic());
  EXPECT_TRUE(same_bits(out.system.atoms.position, in.atoms.position));
  EXPECT_TRUE(same_bits(out.system.atoms.velocity, in.atoms.velocity));
  EXPECT_TRUE(same_bits(out.system.atoms.mass, in.atoms.mass));
  EXPECT_EQ(out.system.atoms.type, in.atoms.type);
  EXPECT_EQ(out.system.atoms.species, in.atoms.species);
  EXPECT_EQ(out.system.atoms.group, in.atoms.group);
  EXPECT_TRUE(out.system.atoms.has_velocity);
}

TEST(Checkpoint, PartsComeBack) {
  const Scratch scratch;
  const auto in = make_parts();
  write_checkpoint(scratch.path("c"), make_system(), in);
  const auto out = read_checkpoint(scratch.path("c")).parts;
  ASSERT_EQ(out.size(), in.size());
  for (const auto& [name, record] : in) {
    ASSERT_TRUE(out.count(name)) << name;
    const Record& got = out.at(name);
    EXPECT_EQ(got.integers, record.integers);
    EXPECT_EQ(got.texts, record.texts);
    ASSERT_EQ(got.reals.size(), record.reals.size());
    for (const auto& [key, values] : record.reals) EXPECT_TRUE(same_bits(got.reals_at(key), values)) << key;
  }
}

TEST(Checkpoint, AnEmptySystemToo) {
  const Scratch scratch;
  write_checkpoint(scratch.path("c"), System(), {});
  EXPECT_EQ(read_checkpoint(scratch.path("c")).system.atoms.size(), 0u);
}

TEST(Checkpoint, EveryDamagedByteIsSeen) {
  const Scratch scratch;
  write_checkpoint(scratch.path("c"), make_system(), make_parts());
  const std::string good = content(scratch.path("c"));
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x10);
    const std::string path = scratch.write("bad", bad);
    const Error e = error_of([&] { read_checkpoint(path); });
    ASSERT_EQ(e.kind(), Error::Kind::bad_input) << "byte " << i;
    ASSERT_EQ(e.file(), path) << "byte " << i;
  }
}

TEST(Checkpoint, EveryTruncationIsSeen) {
  const Scratch scratch;
  write_checkpoint(scratch.path("c"), make_system(), make_parts());
  const std::string good = content(scratch.path("c"));
  for (std::size_t n = 0; n < good.size(); ++n) {
    const std::string path = scratch.write("bad", good.substr(0, n));
    ASSERT_TRUE(mentions(error_of([&] { read_checkpoint(path); }), "cut off")) << n << " bytes";
  }
  EXPECT_TRUE(mentions(error_of([&] { read_checkpoint(scratch.write("bad", good + "x")); }), "follow"));
}

TEST(Checkpoint, OtherFilesAndVersionsAreNamed) {
  const Scratch scratch;
  EXPECT_TRUE(mentions(error_of([&] { read_checkpoint(scratch.path("absent")); }), "No such file"));
  EXPECT_TRUE(mentions(error_of([&] { read_checkpoint(scratch.write("x", "some text that is long enough")); }),
                       "not a checkpoint"));
  write_checkpoint(scratch.path("c"), System(), {});
  std::string newer = content(scratch.path("c"));
  newer[8] = 99;
  const Error e = error_of([&] { read_checkpoint(scratch.write("newer", newer)); });
  EXPECT_TRUE(mentions(e, "version") && mentions(e, "99")) << e.what();
}

TEST(Checkpoint, FullDiskLeavesTheOlderOne) {
  const Scratch scratch;
  const std::string path = scratch.path("c");
  write_checkpoint(path, System(), {});
  const std::string before = content(path);
  Record large;
  large.put("x", std::vector<double>(1000, 1.0));
  {
    const FullDisk full(4000);
    EXPECT_EQ(error_of([&] { write_checkpoint(path, System(), {{"large", large}}); }).kind(), Error::Kind::failed);
  }
  EXPECT_EQ(content(path), before);
  EXPECT_EQ(scratch.files(), 1);
}

}  // namespace

}  // namespace checkpoint_test
