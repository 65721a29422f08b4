// docs/pipeline.md against the program.
#include "background.h"
#include "source_dir.h"

namespace pipeline_manual_test {

namespace {

using namespace program;

// What the program says about its keys is what the document says.
TEST(Pipeline, TheDocumentHoldsTheKeys) {
  const Workspace w;
  const Outcome o = w.nacre("pipeline --keywords");
  ASSERT_EQ(o.code, 0);
  EXPECT_NE(read_file(fs::path(nacre_test::source_dir()) / "docs/pipeline.md").find(o.out), std::string::npos)
      << "docs/pipeline.md must hold what `nacre pipeline --keywords` prints:\n"
      << o.out;
}

}  // namespace

}  // namespace pipeline_manual_test
