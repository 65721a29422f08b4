#include "io/kept_file.h"

#include <cstring>
#include <random>

#include "io/checkpoint.h"
#include "io/hash.h"
#include "unit/scratch.h"

namespace kept_file_test {

namespace {

using namespace nacre;
using namespace nacre_test;

std::string checksum(const std::string& text) {
  EndChecksum sum;
  sum.add(text);
  return sum.text();
}

TEST(EndChecksum, DoesNotDependOnPieces) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += std::to_string(i * i) + " ";
  std::mt19937 random(1);
  for (int k = 0; k < 50; ++k) {
    EndChecksum sum;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t piece = random() % 20;
      sum.add(std::string_view(text).substr(at, piece));
      at += piece;
    }
    EXPECT_EQ(sum.text(), checksum(text));
  }
}

TEST(EndChecksum, SeesEveryByteAndTheLength) {
  const std::string text = "a row of numbers 1.25 2.5\n";
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = static_cast<char>(other[i] ^ 1);
    EXPECT_NE(checksum(other), checksum(text)) << i;
  }
}

TEST(EndChecksum, OfALongFileItsLastBlocks) {
  const std::uint64_t block = EndChecksum::block_bytes;
  EXPECT_EQ(EndChecksum::begin_of(block - 1), 0u);
  EXPECT_EQ(EndChecksum::begin_of(2 * block), block);
  EXPECT_EQ(EndChecksum::begin_of(3 * block + 5), 2 * block);
  EndChecksum whole, end;
  std::string piece(1 << 20, 'x');
  for (std::uint64_t at = 0; at < 3 * block; at += piece.size()) {
    piece[7] = static_cast<char>('a' + at / piece.size() % 26);
    whole.add(piece);
    if (at == 2 * block) end.skip(2 * block);
    if (at >= 2 * block) end.add(piece);
  }
  whole.add("rest"), end.add("rest");
  EXPECT_EQ(whole.text(), end.text());
  EXPECT_EQ(whole.size(), end.size());
}

TEST(KeptFile, IsKnownAgain) {
  const Scratch scratch;
  const std::string path = scratch.path("thermo.out");
  FileMark mark;
  {
    KeptFile file(path);
    file.append("one\n");
    mark = file.mark();
    file.append("two\n");
  }
  KeptFile again(path, mark);
  EXPECT_EQ(content(path), "one\n");
  again.append("2\n");
  KeptFile third(path);
  EXPECT_EQ(third.mark().checksum, again.mark().checksum) << "as if it had been written by one program";
}

TEST(KeptFile, RefusesAChangeAndNamesALostEnd) {
  const Scratch scratch;
  const std::string path = scratch.path("thermo.out");
  KeptFile file(path);
  file.append("one row\ntwo row\n");
  const FileMark mark = file.mark();
  scratch.write("thermo.out", "one row\ntwo\n");
  EXPECT_THROW(KeptFile(path, mark), LostEnd);
  scratch.write("thermo.out", "one row\ntwo" + std::string(5, '\0'));
  EXPECT_THROW(KeptFile(path, mark), LostEnd);
  scratch.write("thermo.out", "one raw\ntwo row\n");
  const Error e = error_of([&] { KeptFile(path, mark); });
  EXPECT_EQ(e.kind(), Error::Kind::bad_input);
  EXPECT_TRUE(mentions(e, "was changed since")) << e.what();
  KeptFile(path, {mark.size, ""});  // of version 0.1, which had no checksum
}

TEST(PreviousCheckpoint, KeepLeaveReplace) {
  const Scratch scratch;
  const std::string path = scratch.path("c"), previous = previous_checkpoint(path);
  const auto write = [&](int step, Previous how) {
    System system;
    system.step = step;
    write_checkpoint(path, system, {}, how);
  };
  const auto step_of = [](const std::string& file) { return read_checkpoint(file).system.step; };
  write(1, Previous::replace);
  EXPECT_FALSE(std::filesystem::exists(previous));
  write(2, Previous::keep);
  EXPECT_EQ(step_of(previous), 1);
  write(3, Previous::leave);
  EXPECT_EQ(step_of(previous), 1);
  EXPECT_EQ(step_of(path), 3);
  write(4, Previous::keep);
  EXPECT_EQ(step_of(previous), 3);
  write(5, Previous::replace);
  EXPECT_FALSE(std::filesystem::exists(previous));
}

TEST(PreviousCheckpoint, IsGoneBackToForALostEnd) {
  const Scratch scratch;
  const std::string path = scratch.path("c");
  write_checkpoint(path, System(), {});
  System second;
  second.step = 2;
  write_checkpoint(path, second, {}, Previous::keep);
  std::vector<std::string> asked;
  EXPECT_THROW(load_or_go_back(path, [&](const std::string&) { throw Error("changed"); }), Error);
  EXPECT_EQ(read_checkpoint(path).system.step, 2);
  const std::string said = load_or_go_back(path, [&](const std::string& file) {
    asked.push_back(file);
    if (file == path) throw LostEnd(Error("lost"));
  });
  EXPECT_EQ(asked, (std::vector<std::string>{path, path + ".previous"}));
  EXPECT_EQ(said.rfind("lost; it goes on from ", 0), 0u) << said;
  EXPECT_EQ(read_checkpoint(path).system.step, 0);
  EXPECT_THROW(load_or_go_back(path, [&](const std::string&) { throw LostEnd(Error("lost")); }), LostEnd);
}

/// Two checkpoints, of steps 0 and 2.
std::string two_checkpoints(const Scratch& scratch) {
  const std::string path = scratch.path("c");
  write_checkpoint(path, System(), {});
  System second;
  second.step = 2;
  write_checkpoint(path, second, {}, Previous::keep);
  return path;
}
void flip(const Scratch& scratch, const std::string& name, std::size_t byte) {
  std::string bytes = content(scratch.path(name));
  bytes.at(byte) = static_cast<char>(bytes.at(byte) ^ 1);
  scratch.write(name, bytes);
}
WorkDone step_of_work(const Checkpoint& checkpoint) { return {false, checkpoint.system.step}; }

TEST(PreviousCheckpoint, IsGoneBackToForADamagedOne) {
  for (const std::size_t byte : {0, 9, 17, 40, 60}) {  // magic word, version, size, payload
    const Scratch scratch;
    const std::string path = two_checkpoints(scratch);
    flip(scratch, "c", byte);
    const EarlierWork earlier = earlier_work(path, step_of_work);
    EXPECT_EQ(earlier.state, EarlierWork::State::unfinished);
    EXPECT_TRUE(earlier.file == path + ".previous" && earlier.done == 0 && earlier.why == path + " is damaged");
    std::int64_t step = -1;
    const std::string said =
        load_or_go_back(path, [&](const std::string& file) { step = read_checkpoint(file).system.step; });
    EXPECT_EQ(step, 0);
    EXPECT_TRUE(said.find("it goes on from " + path + ".previous") != std::string::npos) << said;
    EXPECT_EQ(read_checkpoint(path).system.step, 0);
  }
}

TEST(PreviousCheckpoint, NoWayBackNamesBoth) {
  const Scratch scratch;
  const std::string path = two_checkpoints(scratch);
  flip(scratch, "c", 50), flip(scratch, "c.previous", 50);
  const Error e = error_of([&] { load_or_go_back(path, [](const std::string& file) { read_checkpoint(file); }); });
  EXPECT_EQ(e.file(), path);
  EXPECT_TRUE(mentions(e, "damaged") && mentions(e, "c.previous")) << e.what();
  EXPECT_TRUE(std::filesystem::exists(path) && std::filesystem::exists(path + ".previous")) << "nothing is moved";
  EXPECT_THROW(earlier_work(path, step_of_work), DamagedCheckpoint);
}

// Whole, but of a later program: to go back would throw its work away.
TEST(PreviousCheckpoint, IsNotGoneBackToForAnotherVersion) {
  const Scratch scratch;
  const std::string path = two_checkpoints(scratch);
  std::string bytes = content(path);
  bytes[8] = 99;
  const std::uint64_t checksum = fnv1a(std::string_view(bytes).substr(0, bytes.size() - 8));
  std::memcpy(bytes.data() + bytes.size() - 8, &checksum, 8);
  scratch.write("c", bytes);
  const Error e = error_of([&] { load_or_go_back(path, [](const std::string& file) { read_checkpoint(file); }); });
  EXPECT_TRUE(mentions(e, "version")) << e.what();
  EXPECT_EQ(read_checkpoint(path + ".previous").system.step, 0);
}

TEST(PreviousCheckpoint, AloneItIsNamed) {
  const Scratch scratch;
  const std::string path = two_checkpoints(scratch);
  std::filesystem::remove(path);
  const EarlierWork earlier = earlier_work(path, step_of_work);
  EXPECT_TRUE(earlier.file == path + ".previous" && earlier.why == path + " is not there");
  std::filesystem::remove(path + ".previous");
  EXPECT_EQ(earlier_work(path, step_of_work).state, EarlierWork::State::none);
}

}  // namespace

}  // namespace kept_file_test
