#include "jobs/info.h"

#include <fmt/core.h>
#include <hwy/highway.h>

#include <CLI/Version.hpp>

#include "device/cuda_devices.h"
#include "device/parallel.h"
#include "device/simd_target.h"
#include "run/deck/manual.h"

namespace nacre::jobs {

namespace {
using report::Summary;

std::string cuda_text() { return built_with_cuda() ? cuda_versions() : std::string("not in this build"); }

Summary summary_of(const std::vector<std::string>& devices) {
  Summary summary;
  summary.put("version", NACRE_VERSION);
  summary.put("cuda", cuda_text());
  summary.put_list("cuda_devices", std::vector<Summary::Value>(devices.begin(), devices.end()));
  summary.put("simd", std::string(simd_target_name()));
  summary.put("threads", threads());
  return summary;
}

std::string libraries_text() {
  return fmt::format("libraries     fmt {}.{}.{}, CLI11 {}, Highway {}.{}.{}", FMT_VERSION / 10000,
                     FMT_VERSION / 100 % 100, FMT_VERSION % 100, CLI11_VERSION, HWY_MAJOR, HWY_MINOR, HWY_PATCH);
}

std::vector<std::string> page_of(const std::vector<std::string>& devices) {
  std::vector<std::string> lines{"nacre " NACRE_VERSION, fmt::format("SIMD target   {}", simd_target_name()),
                                 fmt::format("threads       {}", threads()), "CUDA          " + cuda_text()};
  if (built_with_cuda() && devices.empty()) lines.push_back("  no device   " + why_no_cuda());
  for (std::size_t i = 0; i < devices.size(); ++i) lines.push_back(fmt::format("  cuda:{}      {}", i, devices[i]));
  lines.push_back(libraries_text());
  return lines;
}
}  // namespace

void Info::options(Options& table) { table.add("keywords", keywords, "Print the manual of run.in as Markdown"); }

report::Report Info::run(const Surroundings&) {
  const std::vector<std::string> devices = cuda_devices();
  report::Report report;
  report.summary = summary_of(devices);
  if (keywords)
    report.words = app::input_manual();
  else
    report.head = page_of(devices);
  return report;
}

}  // namespace nacre::jobs
