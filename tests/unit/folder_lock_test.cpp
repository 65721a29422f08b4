#include "io/folder_lock.h"

#include <unistd.h>

#include "unit/scratch.h"

namespace folder_lock_test {

namespace {

using namespace nacre;
using namespace nacre_test;

TEST(FolderLock, KeepsOthersOutAndSaysWhoHoldsIt) {
  const Scratch scratch;
  {
    const FolderLock lock(scratch.path(""), "nacre run");
    const Error e = error_of([&] { FolderLock(scratch.path(""), "nacre train"); });
    EXPECT_EQ(e.kind(), Error::Kind::failed);
    EXPECT_TRUE(mentions(e, "nacre run, process " + std::to_string(::getpid()) + " on ")) << e.what();
    EXPECT_EQ(scratch.files(), 1);
  }
  EXPECT_EQ(scratch.files(), 0);
  const FolderLock again(scratch.path(""), "nacre train");
}

TEST(FolderLock, TakesWhatADeadOneLeft) {
  const Scratch scratch;
  scratch.write(".nacre.lock", "nacre run, process 1 on nowhere");
  FolderLock lock(scratch.path(""), "nacre run");
  EXPECT_EQ(content(scratch.path(".nacre.lock")).find("nowhere"), std::string::npos);
  FolderLock moved(std::move(lock));
  EXPECT_THROW(FolderLock(scratch.path(""), "x"), Error) << "the lock moved, and holds";
  moved = FolderLock();
  EXPECT_EQ(scratch.files(), 0);
}

TEST(FolderLock, NeedsAFolderThatCanBeWritten) {
  const Scratch scratch;
  const Error e = error_of([&] { FolderLock(scratch.path("absent"), "nacre run"); });
  EXPECT_EQ(e.file(), scratch.path("absent"));
  EXPECT_TRUE(mentions(e, "No such file")) << e.what();
}

}  // namespace

}  // namespace folder_lock_test
