#include <algorithm>
#include <limits>

#include "integrate/dynamics.h"
#include "io/ranges.h"
#include "run/deck/parsers.h"

namespace nacre::run {

namespace {
int group_number(const Words& line, std::size_t i, const std::string& name) {
  // Too large for an int is too large for any model.xyz: the check against the groups that exist will say so.
  return static_cast<int>(std::min<std::int64_t>(line.integer(i, name, 0), std::numeric_limits<int>::max()));
}
}  // namespace

bool has_type_numbers(const Words& line) {
  const auto is_number = [](const std::string& w) { return w.find_first_not_of("0123456789") == std::string::npos; };
  return line.size() > 2 && std::all_of(line.all().begin() + 2, line.all().end(), is_number);
}

Action parse_neighbor(const Words&) { return Ignored{}; }

Action parse_potential(const Words& line) {
  if (has_type_numbers(line)) return UsePotential{line[1]};
  line.expect_arguments(1, 2, "potential <file>");
  // GPUMD's second argument says along which direction several devices share the cell; the result is the same.
  if (line.size() > 2) line.choice(2, "partition direction", {"x", "y", "z"});
  return UsePotential{line[1]};
}

Action parse_replicate(const Words& line) {
  line.expect_arguments(3, 3, "replicate <na> <nb> <nc>");
  Replicate r{};
  const char* names[] = {"na", "nb", "nc"};
  for (std::size_t k = 0; k < 3; ++k) r.count[k] = static_cast<int>(line.integer(k + 1, names[k], 1, 100000));
  return r;
}

Action parse_velocity(const Words& line) {
  line.expect_arguments(1, 3, "velocity <T_K> [seed <integer>]");
  SetVelocity v;
  v.temperature_K = line.real(1, "temperature (K)", temperatures());
  if (line.size() > 2) {
    line.choice(2, "velocity option", {"seed"});
    v.seed = static_cast<std::uint64_t>(line.integer(3, "seed", 0));
  }
  return v;
}

Action parse_correct_velocity(const Words& line) {
  line.expect_arguments(1, 2, "correct_velocity <interval> [<group_method>]");
  CorrectVelocity c;
  c.interval = line.integer(1, "interval (steps)", 10);
  if (line.size() > 2) c.method = group_number(line, 2, "group method");
  return c;
}

Action parse_time_step(const Words& line) {
  line.expect_arguments(1, 2, "time_step <dt_fs> [<max_distance_per_step_A>]");
  TimeStep t;
  t.dt_fs = line.real(1, "time step (fs)", time_steps());
  if (line.size() > 2) t.max_distance_A = line.real(2, "largest distance per step (A)", lengths());
  return t;
}

Action parse_change_box(const Words& line) {
  const std::size_t n = line.size() - 1;
  if (n != 1 && n != 3 && n != 6)
    throw line.error("wrong number of arguments")
        .key("change_box")
        .value(std::to_string(n) + " arguments")
        .allowed("1 (A), 3 (A), or 6 (3 in A and 3 strains yz xz xy)");
  for (std::size_t i = 1; i <= n; ++i) {
    if (i <= 3)
      line.real(i, "change of length (A)", between(-1e5, 1e5));
    else
      line.real(i, "shear strain", between(-100, 100));
  }
  return ChangeBox{};
}

Action parse_ensemble(const Words& line) {
  make_ensemble(line);  // throws what is wrong with the arguments
  return UseEnsemble{};
}

Action parse_fix(const Words& line) {
  line.expect_arguments(1, 2, "fix <group> | <group_method> <group>");
  Fix f;
  f.group.method = line.size() > 2 ? group_number(line, 1, "group method") : 0;
  f.group.label = group_number(line, line.size() - 1, "group");
  return f;
}

Action parse_move(const Words& line) {
  line.expect_arguments(4, 5, "move [<group_method>] <group> <vx> <vy> <vz>");
  const std::size_t first = line.size() - 3;  // of the velocity
  Move m;
  m.group.method = line.size() > 5 ? group_number(line, 1, "group method") : 0;
  m.group.label = group_number(line, first - 1, "group");
  constexpr const char* names[3] = {"vx (A/fs)", "vy (A/fs)", "vz (A/fs)"};
  for (int k = 0; k < 3; ++k) m.velocity_A_fs[k] = line.real(first + k, names[k], between(-10, 10));
  return m;
}

Action parse_deform(const Words& line) {
  const std::size_t given = line.size() - 1;
  if (given != 4 && given != 6)
    throw line.error("wrong number of arguments")
        .key("deform")
        .value(std::to_string(given) + " arguments")
        .allowed(
            "<rate> <fx> <fy> <fz>, or <rate_x> <rate_y> <rate_z> <fx> <fy> <fz>; rates in A a step, flags 0 or 1");
  Deform d;
  constexpr const char* names[3] = {"x", "y", "z"};
  for (int k = 0; k < 3; ++k) {
    const double rate =
        line.real(given == 4 ? 1 : 1 + k, std::string("rate (A a step) along ") + names[k], between(-10, 10));
    d.growth.holds[k] = line.integer(given - 2 + k, std::string("flag of ") + names[k], 0, 1) == 1;
    d.growth.rate[k] = d.growth.holds[k] ? rate : 0;
  }
  if (!d.growth.any()) throw line.error("deforms along no direction").key("deform").value("0 0 0").allowed("a flag 1");
  return d;
}

namespace {
struct GuardWord {
  std::string name, what;
  double GuardLimits::*limit;
};
const std::vector<GuardWord>& guard_words() {
  static const std::vector<GuardWord> words{{"temperature", "temperature (K)", &GuardLimits::temperature_K},
                                            {"volume", "ratio of volumes", &GuardLimits::volume_ratio},
                                            {"strain", "strain", &GuardLimits::strain},
                                            {"height", "height (A)", &GuardLimits::height_A},
                                            {"pressure", "pressure (GPa)", &GuardLimits::pressure_GPa},
                                            {"drift", "drift (eV/atom/ns)", &GuardLimits::drift_eV_per_atom_ns},
                                            {"force", "force (eV/A)", &GuardLimits::force_eV_per_A},
                                            {"distance", "distance (A)", &GuardLimits::distance_A}};
  return words;
}

/// The height is a least value, the others are largest ones.
double guard_limit(const Words& line, std::size_t i, const GuardWord& word) {
  const bool least = word.limit == &GuardLimits::height_A;
  if (i < line.size() && line[i] == "off") return least ? 0 : std::numeric_limits<double>::infinity();
  return line.real(i, word.what, word.limit == &GuardLimits::volume_ratio ? Range{1, 1e15, true, false} : positive());
}
}  // namespace

Action parse_guard(const Words& line) {
  line.expect_arguments(2, 2 * guard_words().size(), "guard {<what> <limit>}");
  std::vector<std::string> names;
  for (const GuardWord& word : guard_words()) names.push_back(word.name);
  Guard guard;
  for (std::size_t i = 1; i < line.size(); i += 2) {
    const std::string& name = line.choice(i, "what to guard", names);
    for (const GuardWord& word : guard_words())
      if (word.name == name) guard.limits.emplace_back(word.limit, guard_limit(line, i + 1, word));
  }
  return guard;
}

Action parse_run(const Words& line) {
  line.expect_arguments(1, 1, "run <steps>");
  return Run{line.integer(1, "steps", 1)};
}

}  // namespace nacre::run
