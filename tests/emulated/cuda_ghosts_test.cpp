// What a step of a parallel program costs a GPU, counted: kernels, of which ghosts add none, and copies.
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

// 24 bytes of places go to the GPU for each own atom and ghost; 24 of force and 8 of energy come back. Of what does not grow
// with the atoms: the cell goes (9 numbers), and the state of the list (32 bytes), energy and virial (10 numbers) come.
TEST(CudaGhosts, AStepCopiesPlacesOnceToTheGpuAndForcesOnceBack) {
  const std::string file = nacre_test::source_dir() + "/tests/data/nep-random/nep4_zbl_NaC/nep.txt";
  const auto pieces = make_cuda_ghost_force(file);
  Atoms atoms = cluster();
  GhostEvaluation own;
  pieces->compute_own(atoms, Box(), 9, {}, own);  // makes the list
  for (Vec3& r : atoms.position) r.x += 0.01;
  const auto to_device = cuda::emulated::copies_to_device(), to_host = cuda::emulated::copies_to_host();
  pieces->compute_own(atoms, Box(), 9, {}, own);
  ASSERT_EQ(pieces->counts().rebuilds, 1);
  EXPECT_EQ(cuda::emulated::copies_to_device().number - to_device.number, 2);
  EXPECT_EQ(cuda::emulated::copies_to_device().bytes - to_device.bytes, 24 * atoms.size() + 72);
  EXPECT_EQ(cuda::emulated::copies_to_host().number - to_host.number, 4);
  EXPECT_EQ(cuda::emulated::copies_to_host().bytes - to_host.bytes, (24 + 8) * atoms.size() + 32 + 80);
}

}  // namespace
