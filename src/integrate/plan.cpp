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

void save_chain(Record& record, const NoseHooverChain& chain) {
  record.put("chain_velocity", std::vector<double>(chain.w, chain.w + NoseHooverChain::links));
  record.put("chain_mass", std::vector<double>(chain.q, chain.q + NoseHooverChain::links));
  record.put("chain_heat", chain.heat);
}

void load_chain(const Record& record, NoseHooverChain& chain) {
  load_links(record, "chain_velocity", chain.w);
  load_links(record, "chain_mass", chain.q);
  chain.heat = record.real("chain_heat");
}

BathState read_baths(const Record& record, const EnsemblePlan& plan) {
  BathState state;
  if (plan.heat != EnsemblePlan::Heat::none) state.bath = record.real("thermostat_bath");
  if (plan.heat == EnsemblePlan::Heat::nose_hoover) load_chain(record, state.chain);
  if (plan.has_barostat) state.work = record.real("barostat_work");
  return state;
}

void write_baths(Record& record, const EnsemblePlan& plan, const BathState& state) {
  if (plan.heat != EnsemblePlan::Heat::none) record.put("thermostat_bath", state.bath);
  if (plan.heat == EnsemblePlan::Heat::nose_hoover) save_chain(record, state.chain);
  if (plan.has_barostat) record.put("barostat_work", state.work);
}

}  // namespace nacre
