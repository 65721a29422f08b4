#include "io/files.h"

#include <sys/stat.h>

#include "io/text_lines.h"
#include "unit/scratch.h"

namespace files_test {

namespace {

using namespace nacre;
using namespace nacre_test;

TEST(WriteWhole, CreatesReplacesAndLeavesNothingElse) {
  const Scratch scratch;
  const std::string path = scratch.path("a.txt");
  write_whole(path, "one");
  EXPECT_EQ(content(path), "one");
  write_whole(path, std::string(100000, 'x'));
  EXPECT_EQ(content(path), std::string(100000, 'x'));
  write_whole(path, "");
  EXPECT_EQ(content(path), "");
  EXPECT_EQ(scratch.files(), 1);
}

TEST(WriteWhole, KeepsTheModeOfTheFileAndFollowsLinks) {
  const Scratch scratch;
  const std::string path = scratch.write("a.txt", "old"), link = scratch.path("link");
  std::filesystem::permissions(path, std::filesystem::perms(0640));
  std::filesystem::create_symlink("a.txt", link);
  write_whole(link, "new");
  EXPECT_EQ(content(path), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0640));
}

TEST(WriteWhole, FullDiskLeavesTheOlderFileAndNoTemporary) {
  const Scratch scratch;
  const std::string path = scratch.write("a.txt", "old");
  {
    const FullDisk full(1000);
    const Error e = error_of([&] { write_whole(path, std::string(5000, 'x')); });
    EXPECT_EQ(e.kind(), Error::Kind::failed);
    EXPECT_EQ(e.file(), path);
    EXPECT_TRUE(mentions(e, "File too large")) << e.what();
  }
  EXPECT_EQ(content(path), "old");
  EXPECT_EQ(scratch.files(), 1);
}

TEST(WriteWhole, ADeviceIsWrittenNotReplaced) {
  const Error e = error_of([] { write_whole("/dev/full", "text"); });
  EXPECT_EQ(e.kind(), Error::Kind::failed);
  EXPECT_TRUE(mentions(e, "No space left")) << e.what();
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
  write_whole("/dev/null", "text");
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(WriteWhole, FolderThatIsMissingOrIsTheTarget) {
  const Scratch scratch;
  EXPECT_TRUE(mentions(error_of([&] { write_whole(scratch.path("no/a.txt"), "x"); }), "No such file"));
  EXPECT_TRUE(mentions(error_of([&] { write_whole(scratch.path(""), "x"); }), "directory"));
}

TEST(GrowingFile, AppendsAndCountsBytes) {
  const Scratch scratch;
  const std::string path = scratch.path("thermo.out");
  {
    GrowingFile file(path);
    file.append("one\n");
    EXPECT_EQ(content(path), "one\n") << "each append reaches the system at once";
    file.append("two\n");
    EXPECT_EQ(file.size(), 8u);
  }
  GrowingFile again(path);
  EXPECT_EQ(again.size(), 8u);
  GrowingFile moved(std::move(again));
  moved.append("three\n");
  EXPECT_EQ(content(path), "one\ntwo\nthree\n");
}

TEST(GrowingFile, IsCutBackToTheCheckpoint) {
  const Scratch scratch;
  const std::string path = scratch.write("thermo.out", "one\ntwo\nthree\n");
  GrowingFile file(path, 8);
  EXPECT_EQ(content(path), "one\ntwo\n");
  file.append("3\n");
  EXPECT_EQ(content(path), "one\ntwo\n3\n");
  EXPECT_EQ(file.size(), 10u);
}

TEST(GrowingFile, RefusesAFileShorterThanTheCheckpoint) {
  const Scratch scratch;
  const std::string path = scratch.write("thermo.out", "one\n");
  const Error e = error_of([&] { GrowingFile(path, 8); });
  EXPECT_EQ(e.file(), path);
  EXPECT_TRUE(mentions(e, "shorter")) << e.what();
  EXPECT_EQ(content(path), "one\n");
  EXPECT_TRUE(mentions(error_of([&] { GrowingFile(scratch.path("absent"), 8); }), "No such file"));
  EXPECT_EQ(scratch.files(), 1);
  GrowingFile(scratch.path("new"), 0);
  EXPECT_EQ(scratch.files(), 2);
}

TEST(GrowingFile, FullDiskKeepsWholeRecordsOnly) {
  const Scratch scratch;
  const std::string path = scratch.path("dump.xyz");
  GrowingFile file(path);
  file.append(std::string(600, 'a'));
  {
    const FullDisk full(1000);
    const Error e = error_of([&] { file.append(std::string(600, 'b')); });
    EXPECT_EQ(e.kind(), Error::Kind::failed);
    EXPECT_EQ(e.file(), path);
    EXPECT_EQ(content(path), std::string(600, 'a')) << "the 400 bytes that fitted must be cut off again";
    EXPECT_EQ(file.size(), 600u);
  }
  file.append("c");
  EXPECT_EQ(content(path), std::string(600, 'a') + "c");
}

TEST(GrowingFile, FullDevice) {
  GrowingFile file("/dev/full");
  EXPECT_TRUE(mentions(error_of([&] { file.append("x"); }), "No space left"));
}

// The buffer of a small file is as large as the file.
TEST(TextLines, FilesAboutAsLargeAsTheirBuffer) {
  const Scratch scratch;
  for (const std::size_t size : {0, 1, 4094, 4095, 4096, 4097, 262143, 262144, 262145}) {
    TextLines lines(scratch.write("x", std::string(size, 'x')));
    std::string_view line;
    ASSERT_EQ(lines.next(line), size > 0);
    if (size == 0) continue;
    EXPECT_EQ(line, std::string(size, 'x'));
    EXPECT_TRUE(lines.ends_open());
    EXPECT_FALSE(lines.next(line));
  }
}

TEST(TextLines, AnyBlockSizeGivesTheSameLines) {
  const Scratch scratch;
  const std::string path = scratch.write("t",
                                         "\xEF\xBB\xBF"
                                         "first\r\n\nthird line is long\n\r\nlast without end");
  const std::vector<std::string> expected = {"first", "", "third line is long", "", "last without end"};
  for (const std::size_t block : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}, std::size_t{4096}}) {
    TextLines lines(path, block);
    std::vector<std::string> got;
    for (std::string_view line; lines.next(line);) {
      got.emplace_back(line);
      EXPECT_EQ(lines.number(), static_cast<long>(got.size()));
    }
    EXPECT_EQ(got, expected) << "block of " << block;
  }
}

}  // namespace

}  // namespace files_test
