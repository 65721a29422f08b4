#include "run/group_outputs.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/group_labels.h"
#include "core/record_sizes.h"
#include "core/units.h"

namespace nacre::run {

namespace {
using Quantity = GroupCompute::Quantity;

std::size_t components(Quantity q) { return q == Quantity::temperature || q == Quantity::potential ? 1 : 3; }

double twice_kinetic(const Atoms& atoms, std::size_t i) {
  return atoms.mass[i] * dot(atoms.velocity[i], atoms.velocity[i]);
}

/// What atom i adds to the sum of its group; scalars in x.
Vec3 value_of(Quantity q, const Dynamics& dynamics, const std::vector<Mat3>* virials, std::size_t i) {
  const Atoms& atoms = dynamics.system.atoms;
  const Evaluation& now = dynamics.now;
  switch (q) {
    case Quantity::temperature:
      return {twice_kinetic(atoms, i), 0, 0};
    case Quantity::potential:
      return {now.atom_energy[i], 0, 0};
    case Quantity::force:
      return now.force[i];
    case Quantity::virial:
      return {now.atom_virial[i][0][0], now.atom_virial[i][1][1], now.atom_virial[i][2][2]};
    case Quantity::jp:
      return (*virials)[i] * atoms.velocity[i];
    case Quantity::jk:
      return (now.atom_energy[i] + 0.5 * twice_kinetic(atoms, i)) * atoms.velocity[i];
    case Quantity::momentum:
      break;
  }
  return atoms.mass[i] * atoms.velocity[i];
}
}  // namespace

GroupOutput::GroupOutput(const GroupCompute& compute, const RunSettings& settings, const System& system)
    : Dump(compute.interval),
      compute_(compute),
      group_(system.atoms.group[compute.method]),
      groups_(static_cast<std::size_t>(group_count(group_))) {
  if (wants(Quantity::jp)) flux_.emplace(moving_potentials(settings));
  sums_.assign(columns(), 0.0);
}

bool GroupOutput::wants(Quantity quantity) const {
  return std::find(compute_.quantities.begin(), compute_.quantities.end(), quantity) != compute_.quantities.end();
}

std::size_t GroupOutput::columns() const {
  std::size_t columns = 0;
  for (const Quantity q : compute_.quantities) columns += components(q) * groups_;
  return columns;
}

SnapshotParts GroupOutput::needs() const {
  return {wants(Quantity::force), wants(Quantity::potential) || wants(Quantity::jk), wants(Quantity::virial)};
}

void GroupOutput::begin(OutputFiles& files, bool) { files.open("compute.out"); }

void GroupOutput::write(OutputFiles& files, const Dynamics& dynamics, const Thermo&) {
  add_sample(dynamics);
  if (++samples_ == compute_.samples) write_means(files);
}

void GroupOutput::add_sample(const Dynamics& dynamics) {
  const System& system = dynamics.system;
  const std::vector<Mat3>* virials = flux_ ? &flux_->virials(system.atoms, system.box) : nullptr;
  std::vector<double> freedom(groups_, 0.0);
  for (std::size_t i = 0; i < group_.size(); ++i) freedom[group_[i]] += dynamics.is_fixed(i) ? 0 : 3;
  double* column = sums_.data();
  for (const Quantity q : compute_.quantities) {
    std::vector<Vec3> sum(groups_);
    for (std::size_t i = 0; i < group_.size(); ++i) sum[group_[i]] += value_of(q, dynamics, virials, i);
    if (q == Quantity::temperature)
      for (std::size_t g = 0; g < groups_; ++g) sum[g] *= freedom[g] > 0 ? 1 / (units::boltzmann * freedom[g]) : 0;
    for (std::size_t c = 0; c < components(q); ++c)
      for (std::size_t g = 0; g < groups_; ++g) *column++ += sum[g][static_cast<int>(c)];
  }
}

/// With the temperature GPUMD writes two more columns, the energies of the thermostats of a heat source and a heat sink.
void GroupOutput::write_means(OutputFiles& files) {
  std::string text;
  for (double& sum : sums_) {
    text += fmt::format("{}{:.10g}", text.empty() ? "" : " ", sum / static_cast<double>(samples_));
    sum = 0;
  }
  if (wants(Quantity::temperature)) text += " 0 0";
  files.append("compute.out", text + "\n");
  samples_ = 0;
}

void GroupOutput::save(Record& record) const {
  record.put("sums", sums_);
  record.put_integer("samples", samples_);
}

void GroupOutput::load(const Record& record) {
  sums_ = reals_of(record, "sums", sums_.size());
  samples_ = integer_of(record, "samples", 0, compute_.samples - 1);
}

}  // namespace nacre::run
