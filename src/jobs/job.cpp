#include "jobs/job.h"

#include <filesystem>

#include "core/error.h"
#include "io/paths.h"
#include "jobs/earlier_results.h"
#include "report/render.h"

namespace nacre::jobs {

Log& silent_log() {
  static Log silent;
  return silent;
}

std::string Surroundings::path(const std::string& given) const {
  if (folder.empty() || given.empty()) return given;
  return (std::filesystem::path(folder) / given).lexically_normal().string();
}

void CommonOptions::options(Options& table) {
  table.add("device", device, "auto, cpu, cuda or cuda:N");
  table.add("threads", threads, "Threads; 0: all processors this process may run on").in(between(0, 4096));
  table.add("quiet", quiet, "Print nothing but errors");
  table.add("summary", summary, "Write the summary as YAML to this file").as(Path::output);
}

void write_files(const report::Report& report, const Surroundings& around) {
  std::vector<report::File> files = report::files_of(report);
  for (report::File& file : files) file.name = around.path(file.name);
  replace_files(files, around.said());
}

void make_folder(const std::string& folder, const Surroundings& around) {
  namespace fs = std::filesystem;
  const std::string path = around.path(folder);
  std::error_code error;
  fs::create_directories(path, error);
  if (!is_folder(path))
    throw Error("cannot make the folder: " + (error ? error.message() : "a file has its name"), Error::Kind::failed)
        .file(path);
}

}  // namespace nacre::jobs
