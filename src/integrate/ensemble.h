// The two shapes that all ensembles have: velocity Verlet with a thermostat and a barostat around it, and BAOAB.
//   velocity Verlet   thermostat, kick dt/2, drift dt, force, kick dt/2, thermostat; any part may be absent
//   with a barostat   the drift is drift dt/2, strain, drift dt/2
//   BAOAB             kick dt/2, drift dt/2, Langevin exchange over dt, drift dt/2, force, kick dt/2
//                     (Leimkuhler, Matthews 10.1093/amrx/abs010)
#pragma once
#include <optional>

#include "integrate/barostat.h"
#include "integrate/plan.h"
#include "integrate/thermostat.h"

namespace nacre {

class VerletEnsemble : public Ensemble {
 public:
  /// `ramp` is empty, and `thermostat` null, where no temperature is held; `barostat` may be empty.
  VerletEnsemble(std::string name, std::optional<TemperatureRamp> ramp, std::unique_ptr<Thermostat> thermostat,
                 std::optional<Barostat> barostat = {});

  std::string name() const override { return name_; }
  void start(Dynamics& dynamics) override;
  void step(Dynamics& dynamics) override;
  bool conserves_momentum() const override { return !thermostat_ || thermostat_->conserves_momentum(); }
  double bath_energy() const override;
  double target_temperature(const Dynamics& dynamics) const override { return ramp_ ? ramp_->at(dynamics) : -1; }
  EnsemblePlan plan() const override;
  bool grow(const CellGrowth& growth) override { return barostat_ && barostat_->grow(growth); }
  Error too_much_strain() const override {
    return barostat_ ? barostat_->too_much_strain() : Ensemble::too_much_strain();
  }
  void save(Record& record) const override;
  void load(const Record& record) override;

 private:
  void move(Dynamics& dynamics);

  std::string name_;
  std::optional<TemperatureRamp> ramp_;
  std::unique_ptr<Thermostat> thermostat_;
  std::optional<Barostat> barostat_;
};

class BaoabEnsemble : public Ensemble {
 public:
  BaoabEnsemble(TemperatureRamp ramp, double coupling_steps);
  std::string name() const override { return "nvt_bao"; }
  void start(Dynamics& dynamics) override;
  void step(Dynamics& dynamics) override;
  bool conserves_momentum() const override { return false; }
  double bath_energy() const override { return bath_; }
  double target_temperature(const Dynamics& dynamics) const override { return ramp_.at(dynamics); }
  EnsemblePlan plan() const override;
  void save(Record& record) const override;
  void load(const Record& record) override;

 private:
  TemperatureRamp ramp_;
  double decay_;
  double bath_ = 0;
};

}  // namespace nacre
