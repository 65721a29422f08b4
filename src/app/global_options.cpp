#include "app/commands.h"
#include "app/device_choice.h"

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

Device apply_global_options(const GlobalOptions& options, Computes computes) {
  return choose_device(options.device, options.threads, computes);
}

}  // namespace nacre::app
