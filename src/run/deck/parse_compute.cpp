#include "run/deck/parsers.h"

namespace nacre::run {

namespace {
constexpr std::size_t any_number = 10000;  ///< of arguments
constexpr std::int64_t most_bins = 100000;

int bins(const Words& line, std::size_t i) { return static_cast<int>(line.integer(i, "bins", 1, most_bins)); }

/// Two distances, 0 <= from < to.
void read_range(const Words& line, std::size_t i, const std::string& name, double& from, double& to) {
  from = line.real(i, name + " from (A)", at_least(0));
  to = line.real(i + 1, name + " to (A)", {from, std::numeric_limits<double>::infinity(), true, false});
}

AdfCompute::Triple read_triple(const Words& line, std::size_t i) {
  AdfCompute::Triple t{list_index(line, i, "element i"),
                       list_index(line, i + 1, "element j"),
                       list_index(line, i + 2, "element k"),
                       0,
                       0,
                       0,
                       0};
  read_range(line, i + 3, "distance i-j", t.first_from, t.first_to);
  read_range(line, i + 5, "distance i-k", t.second_from, t.second_to);
  return t;
}

void read_option(const Words& line, std::size_t& i, MotionCompute& c, const std::vector<std::string>& options) {
  const std::string& option = line.choice(i, "option", options);
  const bool chosen = !c.group.all() || c.all_groups >= 0;
  if (option != "save_every" && chosen) throw line.error("the atoms are chosen already").key(option);
  if (option == "group") {
    c.group = {list_index(line, i + 1, "group method"), list_index(line, i + 2, "group")};
    i += 3;
  } else if (option == "all_groups") {
    c.all_groups = list_index(line, i + 1, "group method");
    i += 2;
  } else {
    c.save_every = line.integer(i + 1, "save_every (steps)", 1);
    i += 2;
  }
}

MotionCompute parse_motion(const Words& line, MotionCompute::Quantity quantity,
                           const std::vector<std::string>& options) {
  MotionCompute c;
  c.quantity = quantity;
  c.interval = interval(line, 1);
  c.window = lags(line, 2);
  for (std::size_t i = 3; i < line.size();) read_option(line, i, c, options);
  return c;
}
}  // namespace

Action parse_compute_rdf(const Words& line) {
  line.expect_arguments(3, any_number, "compute_rdf <cutoff_A> <bins> <interval> {atom <i> <j>}");
  RdfCompute c;
  c.cutoff_A = line.real(1, "cutoff (A)", positive());
  c.bins = bins(line, 2);
  c.interval = interval(line, 3);
  for (std::size_t i = 4; i < line.size(); i += 3) {
    line.choice(i, "compute_rdf option", {"atom"});
    const int a = list_index(line, i + 1, "element i"), b = list_index(line, i + 2, "element j");
    c.pairs.emplace_back(a, b);
  }
  return c;
}

Action parse_compute_adf(const Words& line) {
  constexpr const char* syntax =
      "compute_adf <interval> <bins> <r_min> <r_max> | <interval> <bins> {<i> <j> <k> <r_min_j> <r_max_j> <r_min_k> "
      "<r_max_k>}";
  line.expect_arguments(4, any_number, syntax);
  const std::size_t rest = line.size() - 3;
  if (rest != 2 && rest % 7 != 0)
    throw line.error("wrong number of arguments")
        .key(line[0])
        .value(std::to_string(line.size() - 1) + " arguments")
        .allowed(syntax);
  AdfCompute c;
  c.interval = interval(line, 1);
  c.bins = bins(line, 2);
  if (rest == 2) {
    AdfCompute::Triple any{-1, -1, -1, 0, 0, 0, 0};
    read_range(line, 3, "distance", any.first_from, any.first_to);
    any.second_from = any.first_from, any.second_to = any.first_to;
    c.triples.push_back(any);
  }
  for (std::size_t i = 3; rest > 2 && i < line.size(); i += 7) c.triples.push_back(read_triple(line, i));
  return c;
}

Action parse_compute_msd(const Words& line) {
  line.expect_arguments(
      2, 7, "compute_msd <interval> <lags> [group <method> <group> | all_groups <method>] [save_every <steps>]");
  return parse_motion(line, MotionCompute::Quantity::displacement, {"group", "all_groups", "save_every"});
}

Action parse_compute_sdc(const Words& line) {
  line.expect_arguments(2, 5, "compute_sdc <interval> <lags> [group <method> <group>]");
  return parse_motion(line, MotionCompute::Quantity::velocity, {"group"});
}

Action parse_compute_extrapolation(const Words& line) {
  constexpr const char* syntax =
      "compute_extrapolation asi_file <file> [gamma_low <grade>] [gamma_high <grade>] [check_interval <steps>] "
      "[dump_interval <steps>]";
  line.expect_arguments(2, 10, syntax);
  Extrapolation c;
  for (std::size_t i = 1; i < line.size(); i += 2) {
    const std::string& option = line.choice(i, "compute_extrapolation",
                                            {"asi_file", "gamma_low", "gamma_high", "check_interval", "dump_interval"});
    if (i + 1 == line.size()) throw line.error("its value is missing").key(option).allowed(syntax);
    if (option == "asi_file") c.file = line[i + 1];
    if (option == "gamma_low") c.low = line.real(i + 1, option, at_least(0));
    if (option == "gamma_high") c.high = line.real(i + 1, option, positive());
    if (option == "check_interval") c.check_interval = interval(line, i + 1);
    if (option == "dump_interval") c.dump_interval = interval(line, i + 1);
  }
  if (c.file.empty()) throw line.error("the active set is missing").key("asi_file").allowed(syntax);
  if (c.low > c.high) throw line.error("gamma_low is above gamma_high").key("gamma_low");
  return c;
}

Action parse_active(const Words& line) {
  line.expect_arguments(5, 5, "active <interval> <has_velocity> <has_force> <has_uncertainty> <threshold eV/A>");
  Active a;
  a.interval = interval(line, 1);
  a.velocity = line.integer(2, "has_velocity", 0, 1) != 0;
  a.force = line.integer(3, "has_force", 0, 1) != 0;
  a.spread = line.integer(4, "has_uncertainty", 0, 1) != 0;
  a.threshold = line.real(5, "threshold (eV/A)", at_least(0));
  return a;
}

Action parse_dump_observer(const Words& line) {
  line.expect_arguments(5, 5,
                        "dump_observer observe|average <interval_thermo> <interval_xyz> <has_velocity> <has_force>");
  Observer o;
  o.average = line.choice(1, "mode", {"observe", "average"}) == "average";
  o.thermo_interval = interval(line, 2);
  o.frame_interval = interval(line, 3);
  o.velocity = line.integer(4, "has_velocity", 0, 1) != 0;
  o.force = line.integer(5, "has_force", 0, 1) != 0;
  return o;
}

}  // namespace nacre::run
