#include "jobs/final_structure.h"

#include "io/extxyz.h"
#include "io/files.h"

namespace nacre::jobs {

void write_final_structure(const std::string& path, const System& system) {
  std::string text;
  format_frame(text, system.atoms, system.box, nullptr, exact_options());
  write_whole(path, text);
}

}  // namespace nacre::jobs
