#include "look/disk_look.h"

#include <filesystem>

#include "device/memory.h"

namespace nacre::look {

namespace {
constexpr double beside_digits = 3;  // sign, point and blank of a number
constexpr double species_bytes = 3;
constexpr double group_bytes = 3;
constexpr double checkpoints = 3;
}  // namespace

double frame_bytes(const ExtxyzColumns& c, int digits, double atoms, std::size_t groups) {
  const int numbers =
      3 + c.mass + 3 * c.velocity + 3 * c.force + c.atom_energy + 3 * c.unwrapped_position + 9 * c.atom_virial;
  const double labels = c.group ? group_bytes * static_cast<double>(groups) : 0;
  return atoms * (species_bytes + numbers * (digits + beside_digits) + labels);
}

double checkpoint_bytes(double atoms, double atom_bytes) { return checkpoints * atoms * atom_bytes; }

std::string look_at_disk(const std::string& folder, double bytes, const std::string& what) {
  std::error_code failure;
  const auto disk = std::filesystem::space(folder.empty() ? "." : folder, failure);
  const auto available = static_cast<double>(disk.available);
  if (failure || bytes <= available) return "";
  return what + " will take about " + bytes_text(bytes) + ", and the disk of its folder has " + bytes_text(available) +
         " free";
}

}  // namespace nacre::look
