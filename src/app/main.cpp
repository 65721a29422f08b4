// The `nacre` command. Exit codes: 0 done, 1 the work failed, 2 bad input or usage, 130 interrupted; a job that can stop
// has then written a checkpoint.
#include <CLI/CLI.hpp>
#include <exception>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "app/channel.h"
#include "app/commands.h"
#include "app/job_command.h"
#include "app/out_of_memory.h"
#include "app/signals.h"
#include "core/error.h"

namespace {

using namespace nacre;

enum ExitCode { done = 0, failed = 1, bad_usage = 2, interrupted = 130 };

int exit_code(Error::Kind kind) {
  switch (kind) {
    case Error::Kind::bad_input:
      return bad_usage;
    case Error::Kind::interrupted:
      return interrupted;
    case Error::Kind::failed:
      break;
  }
  return failed;
}

/// A wrong first word gets the nearest subcommand; the parser itself would only call it unexpected.
void check_subcommand(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return;
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands({})) names.push_back(sub->get_name());
  std::string all;
  for (const std::string& name : names) {
    if (name == argv[1]) return;
    all += (all.empty() ? "" : " | ") + name;
  }
  throw Error("unknown command").value(argv[1]).allowed(all).nearest(nearest_word(argv[1], names));
}

int run_command(CLI::App& command, int argc, char** argv) {
  check_subcommand(command, argc, argv);
  try {
    command.parse(argc, argv);
    return done;
  } catch (const CLI::ParseError& e) {
    const bool wanted = e.get_exit_code() == 0;  // --help, --version
    std::ostringstream out, err;
    command.exit(e, out, err);
    app::standard_output().write(out.str());
    app::standard_error().write(err.str());
    return wanted ? done : bad_usage;
  }
}

/// In pieces: where memory is short none is taken.
int print_error(const char* text, int code) noexcept {
  for (const char* piece : {"nacre: ", text, "\n"}) app::standard_error().write(piece);
  return code;
}

/// `nacre help --rmax` asks about an option: what stands behind `help` are words.
void make_words_for_help(int argc, char** argv) {
  if (argc < 3 || std::string_view(argv[1]) != "help") return;
  for (int k = 2; k < argc; ++k)
    while (std::string_view(argv[k]) != "--help" && *argv[k] == '-') ++argv[k];
}

int run_program(int argc, char** argv) {
  make_words_for_help(argc, argv);
  CLI::App app("Molecular dynamics of battery carbons with neuroevolution potentials", "nacre");
  app.set_version_flag("--version", "nacre " NACRE_VERSION);
  app.require_subcommand(1);
  app.footer("Each command explains itself: nacre run --help");
  app::GlobalOptions options;
  for (const char* command : {"run", "check"}) app::add_job(app, command, options);
  app::register_pipeline(app);
  for (const char* command : {"train", "predict", "formation", "select", "learn", "insert"}) app::add_job(app, command, options);
  app::add_job_group(app, "model", "NEP models: show, keep, add, convert, compare, active",
                     "nacre model keep nep89.txt --elements C Na -o nep.txt", options);
  if (argc > 2 && std::string_view(argv[1]) == "convert" && std::string_view(argv[2]) == "deck") {
    app::add_job_group(app, "convert", "Write a deck as the input of LAMMPS",
                       "nacre convert deck --to lammps input/anneal-carbon", options);
  } else {
    app::add_job(app, "convert", options);
  }
  app::add_job_group(app, "build", "Make a structure: random, crystal, layers, slit, wedge, edge, tube, domains",
                     "nacre build random --species C --atoms 5000 --box 41.4 --min-distance 1.2 -o model.xyz", options);
  app::add_job_group(app, "analyze", "Analyse structures: bonds, rings, domains, RDF, XRD, pores",
                     "nacre analyze coordination model.xyz --cutoff C-C=1.85", options);
  app::add_job_group(app, "sites", "Sodium sites: features, intercalation, types",
                     "nacre sites features final.xyz --output features.csv", options);
  for (const char* command : {"info", "help", "completion", "man"}) app::add_job(app, command, options);
  try {
    return run_command(app, argc, argv);
  } catch (Error& e) {
    const auto place = options.config_lines.find(e.key());
    if (e.file().empty() && place != options.config_lines.end()) e.file(place->second.first).line(place->second.second);
    return print_error(e.what(), exit_code(e.kind()));
  }
}

/// Before the tables of the program are made, which takes memory.
[[gnu::constructor(101)]] void prepare_for_little_memory() { app::expect_little_memory(); }

/// Also where the commands themselves find no memory.
int run_guarded(int argc, char** argv) {
  try {
    return run_program(argc, argv);
  } catch (const std::bad_alloc&) {
    return print_error("out of memory", failed);
  } catch (const std::length_error&) {
    return print_error("out of memory: the input asks for more than a computer can hold", failed);
  } catch (const std::filesystem::filesystem_error& e) {
    return print_error(nacre::Error(e.code().message()).file(e.path1().string()).what(), failed);
  } catch (const std::exception& e) {
    return print_error(e.what(), failed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  app::guard_descriptors();
  app::catch_signals();
  return app::end_of_output(run_guarded(argc, argv));
}
