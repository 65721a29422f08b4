#include "app/device_choice.h"

#include <fmt/format.h>

#include "core/error.h"
#include "device/cuda_devices.h"
#include "device/parallel.h"
#include "io/words.h"

namespace nacre::app {

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

bool names_cuda(const std::string& device) { return device.rfind("cuda", 0) == 0; }

jobs::Device choose_device(const std::string& device, int threads, jobs::Computes computes) {
  set_threads(threads);
  const int number = device_number(device);
  const bool asked = names_cuda(device);
  if (computes == jobs::Computes::cpu_only) {
    if (asked) throw cuda_error("this command computes on the CPU only; use --device cpu or auto");
    return jobs::Device::cpu;
  }
  if (asked) use_cuda(number);
  return asked || (device == "auto" && !cuda_devices().empty()) ? jobs::Device::cuda : jobs::Device::cpu;
}

}  // namespace nacre::app
