#include <fmt/core.h>
#include <hwy/highway.h>

#include <memory>

#include "app/summary.h"
#include "device/cuda_devices.h"
#include "device/parallel.h"
#include "device/simd_target.h"
#include "run/deck/manual.h"

namespace nacre::app {

namespace {
void write_summary(const std::vector<std::string>& devices, const GlobalOptions& options) {
  Summary summary;
  summary.put("version", NACRE_VERSION);
  summary.put("cuda", built_with_cuda() ? cuda_versions() : std::string("not in this build"));
  summary.put_list("cuda_devices", std::vector<Summary::Value>(devices.begin(), devices.end()));
  summary.put("simd", std::string(simd_target_name()));
  summary.put("threads", threads());
  write_summary_file(summary, options);
}

void print_versions() {
  fmt::print("libraries     fmt {}.{}.{}, CLI11 {}, Highway {}.{}.{}\n", FMT_VERSION / 10000, FMT_VERSION / 100 % 100,
             FMT_VERSION % 100, CLI11_VERSION, HWY_MAJOR, HWY_MINOR, HWY_PATCH);
}

void info(bool keywords, const GlobalOptions& options) {
  apply_global_options(options, Computes::anywhere);
  const std::vector<std::string> devices = cuda_devices();
  write_summary(devices, options);
  if (keywords) return fmt::print("{}", run::input_manual());
  if (options.quiet) return;
  fmt::print("nacre {}\nSIMD target   {}\nthreads       {}\n", NACRE_VERSION, simd_target_name(), threads());
  fmt::print("CUDA          {}\n", built_with_cuda() ? cuda_versions() : "not in this build");
  if (built_with_cuda() && devices.empty()) fmt::print("  no device   {}\n", why_no_cuda());
  for (std::size_t i = 0; i < devices.size(); ++i) fmt::print("  cuda:{}      {}\n", i, devices[i]);
  print_versions();
}
}  // namespace

void register_info(CLI::App& app, GlobalOptions& options) {
  CLI::App* command = app.add_subcommand("info", "Version, SIMD target, threads, devices; the keywords of run.in");
  auto keywords = std::make_shared<bool>(false);
  command->add_flag("--keywords", *keywords, "Print the manual of run.in as Markdown");
  add_global_options(command, options, "nacre info --summary info.yaml");
  command->callback([keywords, &options] { info(*keywords, options); });
}

}  // namespace nacre::app
