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

Error cuda_error(const std::string& text) { return Error(text, Error::Kind::failed).key("--device cuda"); }

void use_cuda(int number) {
  if (const std::string why = why_no_cuda(); !why.empty()) throw cuda_error(why);
  const auto count = static_cast<int>(cuda_devices().size());
  if (number >= count) throw cuda_error(fmt::format("there is no CUDA device {}; this machine has {}", number, count));
  if (number >= 0) use_cuda_device(number);
}
}  // namespace

Device apply_global_options(const GlobalOptions& options, Computes computes) {
  set_threads(options.threads);
  const int number = device_number(options.device);
  const bool asked = options.device.rfind("cuda", 0) == 0;
  if (computes == Computes::cpu_only) {
    if (asked) throw cuda_error("this command computes on the CPU only; use --device cpu or auto");
    return Device::cpu;
  }
  if (asked) use_cuda(number);
  return asked || (options.device == "auto" && !cuda_devices().empty()) ? Device::cuda : Device::cpu;
}

}  // namespace nacre::app
