#include "app/job_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "app/channel.h"
#include "app/commands.h"
#include "app/device_choice.h"
#include "app/signals.h"
#include "app/terminal_log.h"
#include "core/error.h"
#include "io/files.h"
#include "jobs/detailed_error.h"
#include "jobs/job.h"
#include "jobs/names.h"
#include "jobs/option_file.h"
#include "jobs/option_text.h"
#include "report/render.h"

namespace nacre::app {

namespace {
/// A job with its table and the options that all have, as long as its command lives.
struct BoundJob {
  const jobs::JobKind& kind;
  std::unique_ptr<jobs::Job> job;
  jobs::CommonOptions common;
  jobs::Options table;
  std::string input;  ///< the file or folder that it is called on; empty: none
  std::optional<jobs::NamedFiles> files;

  explicit BoundJob(const jobs::JobKind& of) : kind(of), job(of.make()) {
    job->options(table);
    common.options(table);
    files.emplace(table);
  }
};

/// "-o,--output-dir,--folder"; of a positional option its name.
std::string flags_of(const jobs::Option& o) {
  if (o.positional) return o.name;
  std::string flags = o.short_name.empty() ? "" : "-" + o.short_name + ",";
  flags += "--" + o.name;
  for (const std::string& name : o.other) flags += ",--" + name;
  return flags;
}

/// Words of the command line into the option; its errors name it as a user writes it.
void set_from_words(jobs::Options& table, const std::string& name, const std::vector<std::string>& words) {
  jobs::Option& option = table.at(name);
  try {
    option.set(words);
  } catch (Error& e) {
    throw e.key(option.positional ? name : "--" + name);
  }
}

CLI::Option* add_option(CLI::App& command, const std::shared_ptr<BoundJob>& bound, const jobs::Option& o) {
  const auto set = [bound, name = o.name](const CLI::results_t& words) {
    set_from_words(bound->table, name, words);
    const jobs::Option& given = bound->table.at(name);
    if (given.positional && given.path == jobs::Path::input && !words.empty()) bound->input = words.back();
    return true;
  };
  if (o.flag)
    return command.add_flag_callback(
        flags_of(o), [set] { set({}); }, o.sentence);
  CLI::Option* made = command.add_option(flags_of(o), CLI::callback_t(set), o.sentence);
  made->type_name(jobs::type_text(o))->default_str(o.standard);
  if (o.is_list()) made->expected(jobs::any_number);
  if (o.repeatable)
    made->allow_extra_args(false);  // or it would swallow the files that follow
  else if (o.least > 1 || (o.is_list() && o.most != jobs::any_number))
    made->expected(o.least, o.most);
  return made->required(o.required);
}

CLI::Option* find(CLI::App& command, const jobs::Option& o) {
  return command.get_option(o.positional ? o.name : "--" + o.name);
}

void add_options(CLI::App& command, const std::shared_ptr<BoundJob>& bound) {
  for (const jobs::Option& o : bound->table.rows()) {
    CLI::Option* made = add_option(command, bound, o);
    if (!o.group.empty()) made->group(o.group);
  }
  for (const jobs::Option& o : bound->table.rows())
    for (const std::string& other : o.excludes) find(command, o)->excludes(find(command, bound->table.at(other)));
}

/// --config and --schema. What the file gives is not required of the command line.
void add_option_file(CLI::App& command, const std::shared_ptr<BoundJob>& bound, GlobalOptions& options) {
  command.add_option_function<std::string>(
      "--config",
      [&command, bound, &options](const std::string& path) {
        bound->files->add_input(path, "--config");
        options.config_lines = jobs::read_option_file(path, bound->kind.command, bound->table);
        for (const jobs::Option& o : bound->table.rows())
          if (o.given) find(command, o)->required(false);
      },
      "YAML file of options, long names as keys; the command line wins");
  command.add_flag_callback(
      "--schema",
      [bound] {
        standard_output().write(jobs::option_file_schema(bound->kind.command, bound->table));
        throw CLI::Success();
      },
      "Print such a file with every default");
}

/// The page on the terminal, and the summary's file.
void show(const report::Report& report, TerminalLog& log, const jobs::CommonOptions& common) {
  if (!common.quiet) {
    log.end_state();
    standard_output().write(report::page_text(report));
    if (!report.written.empty()) standard_output().write("\n" + report.written + "\n");
  }
  if (!common.summary.empty() && !report.summary.empty()) write_whole(common.summary, report.summary.yaml());
}

/// Before a device is looked for: what the job cannot do there is wrong on every machine.
void refuse_gpu(const jobs::Job& job, const std::string& device) {
  if (!names_cuda(device)) return;
  if (std::optional<Error> why = job.why_no_gpu()) throw why->value(device);
}

/// Does the error name a file, or an option of the command line? Others come from the depths of what is read, and get the
/// file that the job was called on.
bool has_place(BoundJob& bound, const Error& e) {
  const std::string& key = e.key();
  const std::string name = key.rfind("--", 0) == 0 ? key.substr(2) : key;
  return !e.file().empty() || bound.input.empty() || e.kind() != Error::Kind::bad_input ||
         bound.table.find(name) != nullptr;
}

void run(BoundJob& bound) {
  bound.table.check();
  TerminalLog log(bound.common.quiet);
  jobs::Surroundings around;
  bound.files->check(*bound.job, around);
  refuse_gpu(*bound.job, bound.common.device);
  around.device = choose_device(bound.common.device, bound.common.threads, bound.job->computes());
  around.device_is_given = bound.common.device != "auto";
  around.log = &log;
  std::optional<StopRequest> stop;
  if (bound.job->can_stop()) {
    stop.emplace();
    around.stop = [] { return StopRequest::signal() != 0; };
    around.stopped_by = StopRequest::text;
  }
  try {
    show(bound.job->run(around), log, bound.common);
  } catch (const jobs::DetailedError& e) {
    if (e.found()) show(*e.found(), log, bound.common);
    for (const std::string& text : jobs::few_texts(e.causes())) log.complaint(text);
    throw;
  } catch (Error& e) {
    throw has_place(bound, e) ? e : e.file(bound.input);
  }
}

/// "rdf" of "analyze rdf".
std::string last_word(const std::string& command) { return command.substr(command.rfind(' ') + 1); }
}  // namespace

void add_job(CLI::App& parent, const std::string& command, GlobalOptions& options) {
  const auto bound = std::make_shared<BoundJob>(*jobs::find_job(command));
  CLI::App* made = parent.add_subcommand(last_word(command), bound->kind.sentence);
  add_options(*made, bound);
  if (bound->kind.option_file) add_option_file(*made, bound, options);
  made->footer("Example:\n  " + bound->kind.example);
  made->callback([bound] { run(*bound); });
}

void add_job_group(CLI::App& app, const std::string& group, const std::string& sentence, const std::string& example,
                   GlobalOptions& options) {
  CLI::App* made = app.add_subcommand(group, sentence);
  made->require_subcommand(1);
  made->footer("Example:\n  " + example);
  for (const jobs::JobKind& kind : jobs::job_kinds())
    if (kind.command.rfind(group + " ", 0) == 0) add_job(*made, kind.command, options);
}

}  // namespace nacre::app
