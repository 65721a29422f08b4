#include "run/deck/parsers.h"

namespace nacre::run {

namespace {
constexpr std::int64_t most_points = 1000000;

/// In the order of their columns.
const std::vector<std::string> quantity_names{"temperature", "potential", "force", "virial", "jp", "jk", "momentum"};

void read_dos_option(const Words& line, std::size_t& i, DosCompute& c) {
  const std::string& option = line.choice(i, "option", {"group", "num_dos_points"});
  if (option == "num_dos_points") {
    c.points = line.integer(i + 1, "num_dos_points", 1, most_points);
    i += 2;
    return;
  }
  if (!c.group.all()) throw line.error("the atoms are chosen already").key(option);
  c.group = {list_index(line, i + 1, "group method"), list_index(line, i + 2, "group")};
  i += 3;
}

FluxCompute parse_flux(const Words& line, FluxCompute::Quantity quantity) {
  FluxCompute c;
  c.quantity = quantity;
  c.interval = interval(line, 1);
  c.window = lags(line, 2);
  return c;
}
}  // namespace

Action parse_compute(const Words& line) {
  line.expect_arguments(
      4, 3 + quantity_names.size(),
      "compute <group_method> <interval> <samples> {temperature | potential | force | virial | jp | jk | momentum}");
  GroupCompute c;
  c.method = list_index(line, 1, "group method");
  c.interval = interval(line, 2);
  c.samples = line.integer(3, "samples", 1);
  std::vector<bool> wanted(quantity_names.size());
  for (std::size_t i = 4; i < line.size(); ++i) {
    const std::string& name = line.choice(i, "quantity", quantity_names);
    const auto q = std::find(quantity_names.begin(), quantity_names.end(), name) - quantity_names.begin();
    if (wanted[q]) throw line.error("the quantity is named twice").key(line[0]).value(name);
    wanted[q] = true;
  }
  for (std::size_t q = 0; q < wanted.size(); ++q)
    if (wanted[q]) c.quantities.push_back(static_cast<GroupCompute::Quantity>(q));
  return c;
}

Action parse_compute_dos(const Words& line) {
  line.expect_arguments(3, 8,
                        "compute_dos <interval> <lags> <omega_max_THz> [group <method> <group>] [num_dos_points <n>]");
  DosCompute c;
  c.interval = interval(line, 1);
  c.window = lags(line, 2);
  c.largest = line.real(3, "omega_max (THz)", positive());
  c.points = c.window;
  for (std::size_t i = 4; i < line.size();) read_dos_option(line, i, c);
  return c;
}

Action parse_compute_hac(const Words& line) {
  line.expect_arguments(3, 3, "compute_hac <interval> <lags> <output_interval>");
  FluxCompute c = parse_flux(line, FluxCompute::Quantity::heat);
  c.output = line.integer(3, "output interval (lags)", 1, c.window);
  return c;
}

Action parse_compute_viscosity(const Words& line) {
  line.expect_arguments(2, 2, "compute_viscosity <interval> <lags>");
  return parse_flux(line, FluxCompute::Quantity::stress);
}

}  // namespace nacre::run
