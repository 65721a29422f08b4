// nacre analyze all: every analysis with its defaults, one page.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "app/analyze/commands.h"
#include "app/analyze/frames.h"
#include "app/analyze/page.h"
#include "core/error.h"
#include "io/files.h"

namespace nacre::app {

namespace {
struct AllArguments {
  FrameArguments input;
  double bond = 1.85;  ///< A
  std::string folder;
};

std::string folder_of(const AllArguments& arguments) {
  if (!arguments.folder.empty()) return arguments.folder;
  return std::filesystem::path(arguments.input.files[0]).stem().string() + "-analysis";
}

void write_files(const std::string& folder, const std::vector<Overview>& found) {
  for (const Overview& overview : found)
    for (const auto& [name, content] : overview.files)
      write_whole((std::filesystem::path(folder) / name).string(), content);
}

void analyze_all(const AllArguments& arguments, CLI::App& analyze, const PartSettings& settings,
                 const GlobalOptions& options) {
  const Device device = apply_global_options(options, Computes::anywhere);
  set_bonds(analyze, arguments.bond);
  const Page page = make_page(arguments.input, settings, device);
  const std::string folder = folder_of(arguments);
  make_folder(folder);
  write_files(folder, page.found);
  write_whole((std::filesystem::path(folder) / "page.txt").string(), page.text);
  write_whole((std::filesystem::path(folder) / "summary.yaml").string(), page.summary);
  if (!options.quiet) fmt::print("{}\nTables, pictures and summary.yaml: {}\n", page.text, folder);
  if (!options.summary.empty()) write_whole(options.summary, page.summary);
}
}  // namespace

void register_all(CLI::App& analyze, GlobalOptions& options, const std::shared_ptr<PartSettings>& parts) {
  auto* command = analyze.add_subcommand("all", "Every analysis with its defaults: one page, a folder of files");
  const auto arguments = std::make_shared<AllArguments>();
  arguments->input.add_inputs(*command);
  command->add_option("--bond", arguments->bond, "Longest bond between carbon atoms (A)")->capture_default_str();
  command->add_option("-o,--output-dir", arguments->folder,
                      "Folder for tables, pictures and summary.yaml; unless given, the first file's stem + -analysis");
  add_global_options(command, options, "nacre analyze all carbon.xyz --output-dir carbon-analysis");
  command->callback([arguments, parts, &analyze, &options] { analyze_all(*arguments, analyze, *parts, options); });
}

}  // namespace nacre::app
