#include "jobs/final_structure.h"

#include "io/extxyz.h"
#include "io/files.h"

namespace nacre::jobs {

void write_final_structure(const std::string& path, const System& system) {
  ExtxyzOptions options;
  options.digits = 17;
  options.wrap = false;  // wrapping rounds
  options.columns.mass = options.columns.velocity = options.columns.group = true;
  std::string text;
  format_frame(text, system.atoms, system.box, nullptr, options);
  write_whole(path, text);
}

}  // namespace nacre::jobs
