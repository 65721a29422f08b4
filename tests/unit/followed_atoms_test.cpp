// A selection of atoms that are followed: chosen in the first frame, the same ones in every other.
#include <gtest/gtest.h>

#include <filesystem>

#include "app/analyze/frames.h"
#include "core/error.h"
#include "io/files.h"

namespace {

using namespace nacre;

/// The masses of the atoms that each frame gives, in order.
std::vector<double> masses(const std::string& content, bool same_atoms) {
  const std::string path = (std::filesystem::temp_directory_path() / "nacre-followed.xyz").string();
  write_whole(path, content);
  app::FrameArguments arguments;
  arguments.files = {path}, arguments.slabs = {"c=0:0.5"}, arguments.same_atoms = same_atoms;
  std::vector<double> found;
  app::for_each_frame(arguments, [&](const Frame& f) {
    found.insert(found.end(), f.atoms.mass.begin(), f.atoms.mass.end());
    EXPECT_EQ(f.force.size(), f.atoms.size());
    for (std::size_t i = 0; i < f.atoms.size(); ++i) EXPECT_EQ(f.force[i].x, 10 * f.atoms.mass[i]);
  });
  std::filesystem::remove(path);
  return found;
}

const std::string head = "Lattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3:mass:R:1:forces:R:3\n";
const std::string first = "3\n" + head + "C 1 1 1 1 10 0 0\nC 1 1 2 2 20 0 0\nC 1 1 7 3 30 0 0\n",
                  second = "3\n" + head + "C 1 1 8 1 10 0 0\nC 1 1 2 2 20 0 0\nC 1 1 3 3 30 0 0\n";

TEST(FollowedAtoms, AreThoseOfTheFirstFrame) {
  EXPECT_EQ(masses(first + second, false), (std::vector<double>{1, 2, 2, 3}));
  EXPECT_EQ(masses(first + second, true), (std::vector<double>{1, 2, 1, 2}));
  const std::string fewer = "2\n" + head + "C 1 1 1 1 10 0 0\nC 1 1 2 2 20 0 0\n";
  EXPECT_EQ(masses(first + fewer, false).size(), 4u);
  EXPECT_THROW(masses(first + fewer, true), Error);
}

}  // namespace
