// A job: what one command of `nacre` does, as a struct of options in and a report out. It knows its folder and its
// log; it changes no state of the process (no current folder, no descriptors, no signals, no printing). The program,
// a stage of a pipeline, Python and a test call the same job.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "jobs/options.h"
#include "report/report.h"

namespace nacre::jobs {

enum class Device { cpu, cuda };
/// Where a job can compute.
enum class Computes { cpu_only, anywhere };

/// Where a job says what it does. The default says nothing.
class Log {
 public:
  virtual ~Log() = default;
  /// Text that stays.
  virtual void line(const std::string&) {}
  /// How far the work is; a later state takes its place on a terminal. `is_due` spares the making of the text.
  virtual void state(const std::string&) {}
  /// Would a state be shown that comes now? `done` of `all` steps are done; a log shows a line every few per cent.
  virtual bool is_due(double share_done) const { return static_cast<void>(share_done), false; }
};

/// What surrounds a job.
struct Surroundings {
  std::string folder;  ///< where relative paths of options start; empty: the current folder of the process
  Device device = Device::cpu;
  Log* log = nullptr;          ///< null: nothing is said
  std::function<bool()> stop;  ///< true: write a checkpoint and stop; empty: never
  /// Path of an option as a path that can be opened.
  std::string path(const std::string& given) const;
};

class Job {
 public:
  virtual ~Job() = default;
  /// Binds the fields of this job.
  virtual void options(Options& table) = 0;
  virtual Computes computes() const { return Computes::anywhere; }
  /// Does the work. Throws Error: bad_input before anything is written, failed, or interrupted with a checkpoint.
  virtual report::Report run(const Surroundings& around) = 0;
};

/// A row of the table of jobs, from which the command line and the pipeline are made.
struct JobKind {
  std::string command;   ///< the words that call it: "run", "analyze rdf"
  std::string sentence;  ///< for the help
  std::string example;   ///< a whole command line
  std::unique_ptr<Job> (*make)();
};

const std::vector<JobKind>& job_kinds();
/// Null when there is no such command.
const JobKind* find_job(const std::string& command);

}  // namespace nacre::jobs
