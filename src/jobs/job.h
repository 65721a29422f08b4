// A job: what one command of `nacre` does, as a struct of options in and a report out. It knows its folder and its
// log; it changes no state of the process (no current folder, no descriptors, no signals, no printing). The program,
// a stage of a pipeline, Python and a test call the same job.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "jobs/options.h"
#include "report/report.h"

namespace nacre {
class FileNames;
}

namespace nacre::jobs {

enum class Device { cpu, cuda };
/// Where a job can compute.
enum class Computes { cpu_only, anywhere };

/// Where a job says what it does. The default says nothing. Any thread may call; the texts are single lines or blocks.
class Log {
 public:
  virtual ~Log() = default;
  /// Is anything shown at all? Spares the making of texts.
  virtual bool listens() const { return false; }
  /// Do states replace each other? Elsewhere each is a line that stays, so that few should be said.
  virtual bool is_terminal() const { return false; }
  /// Text that stays.
  virtual void line(const std::string&) {}
  /// How far the work is; a later state takes its place on a terminal.
  virtual void state(const std::string&) {}
  /// Would a state be shown that comes now? On a terminal twice a second, in a log twenty times in all.
  virtual bool is_due(double share_done) { return static_cast<void>(share_done), false; }
  /// The last state stays, and what is said next begins on a line of its own.
  virtual void end_state() {}
  /// A state that leaves no trace, only for a terminal; empty: wipes it.
  virtual void passing(const std::string&) {}
  virtual bool shows_passing() const { return false; }
  /// One of several errors, before the last one is thrown; shown even where nothing else is.
  virtual void complaint(const std::string&) {}
};

/// The log of a job that was given none.
Log& silent_log();

/// What surrounds a job.
struct Surroundings {
  std::string folder;  ///< where relative paths of options start; empty: the current folder of the process
  Device device = Device::cpu;
  Log* log = nullptr;                       ///< null: nothing is said
  bool device_is_given = false;             ///< the user named the device; else it is the best there is
  std::function<bool()> stop;               ///< true: write a checkpoint and stop; empty: never
  std::function<std::string()> stopped_by;  ///< who asked for the stop, for the message: "signal 2"; empty: unknown
  /// Path of an option as a path that can be opened.
  std::string path(const std::string& given) const;
  Log& said() const { return log != nullptr ? *log : silent_log(); }
};

class Job {
 public:
  virtual ~Job() = default;
  /// Binds the fields of this job.
  virtual void options(Options& table) = 0;
  /// What a user is told who asks for a GPU with the options that are set; nothing: a GPU can be used.
  virtual std::optional<Error> why_no_gpu() const { return std::nullopt; }
  /// Asked when the options are set.
  virtual Computes computes() const { return why_no_gpu() ? Computes::cpu_only : Computes::anywhere; }
  /// Does it ask Surroundings::stop? The program then catches Ctrl-C for it.
  virtual bool can_stop() const { return false; }
  /// Adds the files that it reads and writes besides those that options name. `names` holds the inputs that options name:
  /// throws Error(bad_input) where one of these would be overwritten.
  virtual void own_files(const Surroundings&, FileNames& names) const { static_cast<void>(names); }
  /// Does the work. Throws Error: bad_input before anything is written, failed, or interrupted with a checkpoint.
  virtual report::Report run(const Surroundings& around) = 0;
};

/// A row of the table of jobs, from which the command line and the pipeline are made.
struct JobKind {
  std::string command;   ///< the words that call it: "run", "analyze rdf"
  std::string sentence;  ///< for the help
  std::string example;   ///< a whole command line
  std::unique_ptr<Job> (*make)();
  bool option_file = false;  ///< has --config and --schema
};

/// For the table: the factory of a kind.
template <class Kind>
std::unique_ptr<Job> make_job() {
  return std::make_unique<Kind>();
}

const std::vector<JobKind>& job_kinds();
/// Null when there is no such command.
const JobKind* find_job(const std::string& command);

/// What every command has beside the options of its job.
struct CommonOptions {
  std::string device = "auto";  ///< auto, cpu, cuda or cuda:N
  int threads = 0;              ///< 0: all processors this process may run on
  bool quiet = false;           ///< print nothing but errors
  std::string summary;          ///< YAML file for programs; empty: none
  void options(Options& table);
};

/// Writes the tables, figures and files of the report where their names say, by replace_files().
void write_files(const report::Report& report, const Surroundings& around);
/// Makes the folder, named as an option names it. Throws Error(failed) when it cannot be made.
void make_folder(const std::string& folder, const Surroundings& around);

}  // namespace nacre::jobs
