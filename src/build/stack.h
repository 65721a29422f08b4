// One graphitic stack, in its own frame: layers across z, the middle at the origin.
#pragma once
#include <cstdint>
#include <vector>

#include "build/domains.h"

namespace nacre {

struct Stack {
  DomainStack about;
  std::vector<Vec3> atoms;    ///< Å, layer after layer
  std::vector<Vec3> between;  ///< Å, an image of each atom half a spacing above it, except those of the last layer
  double radius = 0;          ///< Å, of the farthest atom
};

/// Stacks until their atoms are the graphitic share, to half a stack. Throws Error where one has no atoms or too many.
std::vector<Stack> make_stacks(const Domains& request);

/// Where a stack lies: centre and rotation of one try.
struct StackPose {
  Vec3 centre;  ///< Å
  Mat3 rotation;
  Vec3 place(Vec3 local) const { return centre + rotation * local; }
};
/// Try number `attempt` of stack s, uniform in a cube.
StackPose random_pose(const Domains& request, std::size_t s, int attempt, double edge);

}  // namespace nacre
