// compute at work: sums over the atoms of each group, means over samples. File format: docs/input.md; what the heat
// current is: force/heat_flux.h.
#pragma once
#include <optional>
#include <vector>

#include "force/heat_flux.h"
#include "run/outputs.h"

namespace nacre::run {

class GroupOutput final : public Dump {
 public:
  GroupOutput(const GroupCompute& compute, const RunSettings& settings, const System& system);

  bool needs_atom_virial() const override { return wants(GroupCompute::Quantity::virial); }
  SnapshotParts needs() const override;
  void begin(OutputFiles& files, bool resumed) override;
  void write(OutputFiles& files, const Dynamics& dynamics, const Thermo& thermo) override;
  void save(Record& record) const override;
  void load(const Record& record) override;

 private:
  bool wants(GroupCompute::Quantity quantity) const;
  std::size_t columns() const;
  void add_sample(const Dynamics& dynamics);
  void write_means(OutputFiles& files);

  GroupCompute compute_;
  std::vector<int> group_;  ///< [atom]
  std::size_t groups_;
  std::optional<HeatFlux> flux_;
  std::vector<double> sums_;  ///< in the order of the columns, over the samples since the last row
  std::int64_t samples_ = 0;  ///< of them
};

}  // namespace nacre::run
