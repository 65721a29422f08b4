#include "integrate/plan.h"

#include <algorithm>

#include "core/record_sizes.h"

namespace nacre {

namespace {
void load_links(const Record& record, const std::string& name, double* to) {
  const auto from = reals_of(record, name, NoseHooverChain::links);
  std::copy(from.begin(), from.end(), to);
}
}  // namespace

bool EnsemblePlan::has_ramp() const {
  const bool heats = has_target && ramp.first != ramp.last;
  const Mat3 change = piston.last + -1.0 * piston.first;
  return heats || (has_piston && double_dot(change, change) > 0);
}

void save_chain(Record& record, const NoseHooverChain& chain, const std::string& before) {
  record.put(before + "chain_velocity", std::vector<double>(chain.w, chain.w + NoseHooverChain::links));
  record.put(before + "chain_mass", std::vector<double>(chain.q, chain.q + NoseHooverChain::links));
  record.put(before + "chain_heat", chain.heat);
}

void load_chain(const Record& record, NoseHooverChain& chain, const std::string& before) {
  load_links(record, before + "chain_velocity", chain.w);
  load_links(record, before + "chain_mass", chain.q);
  chain.heat = record.real(before + "chain_heat");
}

namespace {
const std::string of_piston[PistonRule::components] = {"piston_xx_", "piston_yy_", "piston_zz_",
                                                       "piston_yz_", "piston_xz_", "piston_xy_"};
}

void save_piston(Record& record, const Piston& piston) {
  record.put("piston_rate", piston.rate);
  record.put("piston_mass", piston.mass);
  record.put("piston_kt", piston.kt);
  record.put("piston_work", piston.work);
  for (int c = 0; c < PistonRule::components; ++c) save_chain(record, piston.chain[c], of_piston[c]);
}

void load_piston(const Record& record, Piston& piston) {
  piston.rate = record.matrix("piston_rate");
  piston.mass = record.real("piston_mass");
  piston.kt = record.real("piston_kt");
  piston.work = record.real("piston_work");
  for (int c = 0; c < PistonRule::components; ++c) load_chain(record, piston.chain[c], of_piston[c]);
}

BathState read_baths(const Record& record, const EnsemblePlan& plan) {
  BathState state;
  if (plan.heat != EnsemblePlan::Heat::none) state.bath = record.real("thermostat_bath");
  if (plan.heat == EnsemblePlan::Heat::nose_hoover) load_chain(record, state.chain);
  if (plan.has_piston) {
    load_piston(record, state.piston);
    state.work = state.piston.energy();
  } else if (plan.has_barostat) {
    state.work = record.real("barostat_work");
  }
  return state;
}

void write_baths(Record& record, const EnsemblePlan& plan, const BathState& state) {
  if (plan.heat != EnsemblePlan::Heat::none) record.put("thermostat_bath", state.bath);
  if (plan.heat == EnsemblePlan::Heat::nose_hoover) save_chain(record, state.chain);
  if (plan.has_piston)
    save_piston(record, state.piston);
  else if (plan.has_barostat)
    record.put("barostat_work", state.work);
}

}  // namespace nacre
