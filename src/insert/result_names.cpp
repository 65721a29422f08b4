#include "insert/result_names.h"

#include <filesystem>

#include "insert/insertion.h"
#include "io/checkpoint.h"
#include "io/folder_lock.h"
#include "report/page.h"

namespace nacre::insert {

namespace {
namespace fs = std::filesystem;

const std::string previous = previous_checkpoint(checkpoint_file);

std::vector<std::string> folders_of(const InsertSettings& s) {
  if (s.seeds.size() < 2) return {s.output_folder};
  std::vector<std::string> folders;
  for (const std::uint64_t seed : s.seeds) folders.push_back(path_in(s, seed_folder(seed)));
  return folders;
}

/// In a folder of results. What is there already keeps one generation, as NAME.old.
std::vector<std::string> names_of(const InsertSettings& s) {
  std::vector<std::string> names{ledger_file, checkpoint_file, final_file, picture_file};
  if (s.structures_every > 0) names.push_back(s.structures_file);
  for (std::size_t k = names.size(); k-- > 0;) names.push_back(names[k] + ".old");
  names.push_back(previous);
  names.emplace_back(folder_lock_name);
  return names;
}

/// The key that names the input; of another output none.
Error clash(const InsertSettings& s, const std::string& known, const std::string& name) {
  if (known == "structure" || known == "potential")
    return Error("this file would be overwritten by the results; give it another name")
        .file(s.file)
        .key(known)
        .value(known == "structure" ? s.structure : s.potential);
  return Error(known + " has this name already").file(s.file).key("structures.file").value(name);
}
}  // namespace

FileNames result_names(const InsertSettings& s) {
  FileNames names;
  names.read(s.file, "insert.yaml");
  names.read(path_in(s, s.structure), "structure");
  names.read(potential_path(s), "potential");
  for (const std::string& folder : folders_of(s))
    for (const std::string& name : names_of(s)) {
      const std::string path = (fs::path(folder) / name).string();
      const std::string known = names.known(path);
      if (name == previous && known == checkpoint_file) continue;  // killed before the next one was written
      if (!known.empty()) throw clash(s, known, name);
      names.write(path, name);
    }
  names.write(path_in(s, report::page_name), report::page_name);
  return names;
}

}  // namespace nacre::insert
