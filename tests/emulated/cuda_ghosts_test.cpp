// What a step of a parallel program costs a GPU, counted: ghosts add no kernel.
#include <gtest/gtest.h>

#include "../unit/scratch.h"
#include "core/system.h"
#include "device/cuda.h"
#include "force/cuda_host.h"
#include "source_dir.h"

namespace {

using namespace nacre;
using cuda::emulated::launches;

/// A grid of carbon and sodium, no cell.
Atoms cluster() {
  Atoms atoms;
  atoms.resize(27);
  for (int i = 0; i < 27; ++i) {
    atoms.position[i] = {2.3 * (i % 3), 2.4 * (i / 3 % 3), 2.5 * (i / 9)};
    atoms.type[i] = i % 2;
  }
  return atoms;
}

TEST(CudaGhosts, AStepLaunchesTheKernelsOfAStepWithoutGhosts) {
  const std::string file = nacre_test::source_dir() + "/tests/data/nep-random/nep4_zbl_NaC/nep.txt";
  const auto whole = make_cuda_host_force(file);
  const auto pieces = make_cuda_ghost_force(file);
  Atoms atoms = cluster();
  Evaluation all;
  GhostEvaluation own;
  long of_whole = 0, of_pieces = 0;
  for (int step = 0; step < 3; ++step) {  // the first one makes the list
    for (Vec3& r : atoms.position) r.x += 0.01;
    const long start = launches();
    whole->compute(atoms, Box(), {}, all);
    const long middle = launches();
    pieces->compute_own(atoms, Box(), 9, {}, own);
    of_whole = middle - start, of_pieces = launches() - middle;
  }
  EXPECT_EQ(of_pieces, of_whole);
  RecordProperty("launches", static_cast<int>(of_pieces));
  EXPECT_EQ(pieces->counts().rebuilds, 1);
  EXPECT_NE(own.energy, all.energy);
}

}  // namespace
