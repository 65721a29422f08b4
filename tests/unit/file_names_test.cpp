#include "io/file_names.h"

#include "unit/scratch.h"

namespace file_names_test {

namespace {

using namespace nacre;
using namespace nacre_test;
namespace fs = std::filesystem;

TEST(FileNames, OneFileUnderManyNames) {
  const Scratch scratch;
  const std::string a = scratch.write("a.xyz", "x");
  fs::create_symlink("a.xyz", scratch.path("link"));
  fs::create_symlink("link", scratch.path("second"));
  fs::create_hard_link(a, scratch.path("hard"));
  fs::create_directories(scratch.path("sub"));
  FileNames names;
  names.read(a, "the input");
  for (const char* name : {"a.xyz", "./a.xyz", "sub/../a.xyz", "link", "second", "hard", "A.xyz"}) {
    const Error e = error_of([&] { names.write(scratch.path(name), "an output"); });
    EXPECT_TRUE(mentions(e, "would overwrite an input, the input")) << name << e.what();
  }
  names.write(scratch.path("b.xyz"), "an output");
  EXPECT_TRUE(
      mentions(error_of([&] { names.write(scratch.path("./b.xyz"), "x"); }), "the same file, this and an output"));
  names.write(scratch.path("sub/a.xyz"), "another");
}

TEST(FileNames, LinksToNothingLeadToWhatTheyWouldCreate) {
  const Scratch scratch;
  fs::create_symlink("new.xyz", scratch.path("link"));
  FileNames names;
  names.write(scratch.path("link"), "one");
  EXPECT_EQ(names.known(scratch.path("new.xyz")), "one");
}

TEST(FileNames, NumbersInPlaceOfAStar) {
  const Scratch scratch;
  FileNames names;
  names.read(scratch.path("f.20.xyz"), "input");
  names.read(scratch.path("f.x.xyz"), "no number");
  EXPECT_EQ(names.known(scratch.path("f.*.xyz"), true), "input");
  EXPECT_EQ(names.known(scratch.path("f.2*.xyz"), true), "input");
  EXPECT_EQ(names.known(scratch.path("f.3*.xyz"), true), "");
  names.write(scratch.path("g*.xyz"), "g", true);
  EXPECT_EQ(names.known(scratch.path("g1*.xyz"), true), "g");
  EXPECT_EQ(names.known(scratch.path("g*0.xyz"), true), "g");  // 1 in place of the star is g10.xyz of both
  EXPECT_EQ(names.known(scratch.path("h*.xyz"), true), "");
  EXPECT_EQ(names.known(scratch.path("g7.xyz")), "g");
}

TEST(FileNames, DevicesDoNotCount) {
  FileNames names;
  names.write("/dev/null", "one");
  names.write("/dev/null", "two");
}

TEST(LeavesFolder, ByPathAndByLink) {
  const Scratch scratch, other;
  fs::create_directories(scratch.path("sub"));
  fs::create_directory_symlink(other.path(""), scratch.path("away"));
  const std::string folder = scratch.path("");
  EXPECT_FALSE(leaves_folder(folder, scratch.path("a")));
  EXPECT_FALSE(leaves_folder(folder, scratch.path("sub/../sub/a")));
  EXPECT_FALSE(leaves_folder(folder, scratch.path("..a")));
  EXPECT_TRUE(leaves_folder(folder, scratch.path("../a")));
  EXPECT_TRUE(leaves_folder(folder, scratch.path("away/a")));
  EXPECT_TRUE(leaves_folder(folder, other.path("a")));
  EXPECT_FALSE(leaves_folder(".", "a"));
  EXPECT_TRUE(leaves_folder("", "../a"));
}

}  // namespace

}  // namespace file_names_test
