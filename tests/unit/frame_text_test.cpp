// Frames taken as text and read later are those, and the errors those, of a reader that reads at once.
#include <gtest/gtest.h>

#include <filesystem>

#include "core/error.h"
#include "device/parallel.h"
#include "device/progress.h"
#include "io/extxyz.h"
#include "io/files.h"

namespace frame_text_test {

namespace {

using namespace nacre;

/// Everything a file says, frame after frame, and the error that ends it.
template <class Next>
std::string story(Next&& next) {
  std::string text;
  try {
    for (Frame f; next(f);) {
      text += std::to_string(f.line) + ":";
      for (std::size_t i = 0; i < f.atoms.size(); ++i)
        text += " " + f.atoms.species[f.atoms.type[i]] + std::to_string(f.atoms.position[i].x);
      text += "\n";
    }
  } catch (const Error& e) {
    text += e.what();
  }
  return text;
}

void expect_same_story(const std::string& content) {
  const std::string path = (std::filesystem::temp_directory_path() / "nacre-frame-text.xyz").string();
  write_whole(path, content);
  ExtxyzReader at_once(path), later(path);
  const std::string expected = story([&](Frame& f) { return at_once.next(f); });
  EXPECT_FALSE(expected.empty());
  EXPECT_EQ(expected, story([&](Frame& f) {
              ExtxyzText text;
              if (!later.next_text(text)) return false;
              f = read_frame(std::move(text));
              return true;
            }));
  std::filesystem::remove(path);
}

TEST(FrameText, TheSameFramesAndErrors) {
  const std::string head = "\nLattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3\n";
  const std::string one = "1" + head + "C 1 2 3\n", two = "2" + head + "C 1 2 3\nNa 4 5 6\n";
  expect_same_story(one);
  expect_same_story(one + "\n  \n" + two + one);
  expect_same_story("\xEF\xBB\xBF" + two + one.substr(0, one.size() - 1));
  expect_same_story("2" + head + "C 1 2 3\r\nNa 4 5 6\r\n" + one);
  expect_same_story(one + "two" + head + "C 1 2 3\n");
  expect_same_story(one + "0" + head);
  expect_same_story(one + "2 3" + head + "C 1 2 3\n");
  expect_same_story(two + "3" + head + "C 1 2 3\n");
  expect_same_story(two + "1\n");
  expect_same_story(one + "1" + head + "C 1 2 x\n" + two);
  expect_same_story(one + "1\nProperties=species:S:1:pos:R\nC 1 2 3\n");
}

TEST(LoopProgress, SaysWhatBeganLastAndHowFarItIs) {
  EXPECT_FALSE(LoopProgress::now());
  {
    LoopProgress outer("frames", 4);
    outer.add();
    EXPECT_DOUBLE_EQ(LoopProgress::now()->share, 0.25);
    {
      LoopProgress inner("rings", 1000);
      parallel_for(
          10, [&](std::ptrdiff_t) { inner.add(50); }, 1);
      EXPECT_STREQ(LoopProgress::now()->what, "rings");
      EXPECT_DOUBLE_EQ(LoopProgress::now()->share, 0.5);
    }
    EXPECT_STREQ(LoopProgress::now()->what, "frames");
  }
  EXPECT_FALSE(LoopProgress::now());
}

TEST(ParallelNesting, ALoopInsideALoopSeesOneThread) {
  const int before = threads();
  set_threads(3);
  std::vector<int> seen(3);
  parallel_for(
      3, [&](std::ptrdiff_t i) { seen[i] = threads(); }, 1);
  EXPECT_EQ(seen, std::vector<int>(3, 1));
  EXPECT_EQ(threads(), 3);
  set_threads(before);
}

}  // namespace

}  // namespace frame_text_test
