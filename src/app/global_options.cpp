#include <fmt/format.h>

#include "app/commands.h"
#include "core/error.h"
#include "device/cuda_devices.h"
#include "device/parallel.h"
#include "io/words.h"

namespace nacre::app {

void add_global_options(CLI::App* command, GlobalOptions& options, const std::string& example) {
  command->add_option("--device", options.device, "auto, cpu, cuda or cuda:N")->capture_default_str();
  command->add_option("--threads", options.threads, "Threads; 0: all processors this process may run on")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  command->add_flag("--quiet", options.quiet, "Print nothing but errors");
  command->add_option("--summary", options.summary, "Write the summary as YAML to this file");
  command->footer("Example:\n  " + example);
}

namespace {
/// Number of the device asked for, or -1 when any will do or none is wanted.
int device_number(const std::string& device) {
  if (device == "auto" || device == "cpu" || device == "cuda") return -1;
  if (device.rfind("cuda:", 0) == 0) return static_cast<int>(to_integer(device.substr(5), "--device cuda:N", 0, 1023));
  throw Error("unknown device").key("--device").value(device).allowed("auto | cpu | cuda | cuda:N");
}

void require_cuda(int number) {
  const auto count = static_cast<int>(cuda_devices().size());
  const auto fail = [](const std::string& text) { return Error(text, Error::Kind::failed).key("--device cuda"); };
  if (!built_with_cuda())
    throw fail("this build of nacre has no CUDA; use --device cpu or build it where nvcc is found");
  if (count == 0) throw fail("no CUDA device can be used on this machine; use --device cpu");
  if (number >= count) throw fail(fmt::format("there is no CUDA device {}; this machine has {}", number, count));
  throw fail("this version of nacre computes on the CPU only; use --device cpu or auto");
}
}  // namespace

void apply_global_options(const GlobalOptions& options) {
  set_threads(options.threads);
  const int number = device_number(options.device);
  if (options.device.rfind("cuda", 0) == 0) require_cuda(number);
}

}  // namespace nacre::app
