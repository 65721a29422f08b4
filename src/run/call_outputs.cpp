#include "run/call_outputs.h"

namespace nacre::run {

namespace {
class ThermoCallOutput final : public Dump {
 public:
  explicit ThermoCallOutput(const ThermoCall& call) : Dump(call.interval), call_(call.call) {}
  bool needs_atoms() const override { return false; }
  void begin(OutputFiles&, bool) override {}
  void write(OutputFiles&, const Dynamics& dynamics, const Thermo& thermo) override {
    const System& system = dynamics.system;
    call_({system.step, system.time_fs, thermo, dynamics.now.energy, system.box});
  }

 private:
  std::function<void(const ThermoRow&)> call_;
};

class FrameCallOutput final : public Dump {
 public:
  explicit FrameCallOutput(const FrameCall& call) : Dump(call.interval), parts_(call.parts), call_(call.call) {}
  bool needs_atom_virial() const override { return parts_.atom_virials; }
  SnapshotParts needs() const override { return parts_; }
  void begin(OutputFiles&, bool) override {}
  void write(OutputFiles&, const Dynamics& dynamics, const Thermo&) override { call_({dynamics.system, dynamics.now}); }

 private:
  SnapshotParts parts_;
  std::function<void(const FrameView&)> call_;
};
}  // namespace

void add_call_outputs(const RunCalls& calls, std::vector<std::unique_ptr<Dump>>& dumps) {
  if (calls.thermo.call && calls.thermo.interval > 0) dumps.push_back(std::make_unique<ThermoCallOutput>(calls.thermo));
  if (calls.frame.call && calls.frame.interval > 0) dumps.push_back(std::make_unique<FrameCallOutput>(calls.frame));
}

}  // namespace nacre::run
