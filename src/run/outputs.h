// The dumps of one run: what they write and when; and the calls that ask for thermodynamic values or frames. File formats: docs/input.md.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "integrate/device_dynamics.h"
#include "run/calls.h"
#include "run/deck/deck.h"
#include "run/output_files.h"

namespace nacre::run {

/// One dump line at work: writes after every interval-th step of its run.
class Dump {
 public:
  explicit Dump(std::int64_t interval) : interval_(interval) {}
  virtual ~Dump() = default;
  bool is_due(std::int64_t steps_done) const { return steps_done % interval_ == 0; }
  std::int64_t interval() const { return interval_; }
  virtual bool needs_atom_virial() const { return false; }
  /// Arrays of atoms that it writes; none: only totals.
  virtual bool needs_atoms() const { return true; }
  virtual SnapshotParts needs() const { return {}; }
  /// Opens the file, so that a name that cannot be written stops the run before it begins; writes headers.
  /// `resumed`: the run goes on from a checkpoint, its header stands in the file already.
  virtual void begin(OutputFiles&, bool resumed) = 0;
  virtual void write(OutputFiles&, const Dynamics&, const Thermo&) = 0;
  /// After the last step of the run.
  virtual void finish(OutputFiles&, const Dynamics&) {}
  /// What it has accumulated, for the checkpoint.
  virtual void save(Record&) const {}
  virtual void load(const Record&) {}

 private:
  std::int64_t interval_;
};

/// " energy=... virial=... stress=..." for the comment line of a frame. The stress is -virial/V, the sign of training
/// data: a dumped frame can be fed back as it is.
std::string totals_text(const Evaluation& now, const Box& box, int digits);
/// A frame whose comment line begins with its time; `more` goes on there. `now`: null, or what the columns need.
std::string frame_text(ExtxyzOptions& options, const System& system, const Evaluation* now, const std::string& more);

/// The lines with '#' of a file of thermodynamic values, and a row of it: 18 columns, see docs/input.md.
std::string thermo_header(const std::string& line, std::int64_t interval, std::size_t atoms, double dt_fs);
std::string thermo_text(const Thermo& thermo, double energy, const Box& box);

class Outputs {
 public:
  Outputs(const RunSettings& settings, const System& system, const RunCalls& calls, OutputFiles& files, bool resumed);

  /// What the force call that leads to `steps_done` must compute.
  Request request(std::int64_t steps_done) const;
  bool is_due(std::int64_t steps_done) const;
  /// The first step after `steps_done` at which something is due; a number beyond every run when nothing ever is.
  std::int64_t next_due(std::int64_t steps_done) const;
  /// Does what is due need arrays of atoms, and which besides positions and velocities?
  bool needs_atoms(std::int64_t steps_done) const;
  SnapshotParts needs(std::int64_t steps_done) const;
  /// After the last step of the run.
  void finish(const Dynamics& dynamics);
  /// What dumps have accumulated, one part each; load() after the constructor of a resumed run.
  void save(std::map<std::string, Record>& parts) const;
  void load(const std::map<std::string, Record>& parts);
  /// Writes all that is due. dynamics.step_in_run counts the steps done.
  void write(const Dynamics& dynamics, const Thermo& thermo);

 private:
  OutputFiles& files_;
  std::vector<std::unique_ptr<Dump>> dumps_;
};

}  // namespace nacre::run
