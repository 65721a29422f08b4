#include <algorithm>
#include <limits>

#include "run/deck/parsers.h"

namespace nacre::run {

namespace {
GroupChoice group_choice(const Words& line, std::size_t i) {
  // Too large for an int is too large for any model.xyz: the check against the groups that exist will say so.
  const auto number = [&](std::size_t k, const char* name) {
    return static_cast<int>(std::min<std::int64_t>(line.integer(k, name, 0), std::numeric_limits<int>::max()));
  };
  return {number(i, "group method"), number(i + 1, "group")};
}

/// Switches one quantity on; both names of the group labels are known.
void add_quantity(const Words& line, std::size_t i, FrameDump& dump) {
  if (line[i] == "charge" || line[i] == "bec")
    throw line.error("nacre has no charges yet").key("quantity").value(line[i]);
  const std::string& name =
      line.choice(i, "quantity",
                  {"mass", "velocity", "force", "potential", "virial", "group_labels", "group", "unwrapped_position"});
  ExtxyzColumns& c = dump.columns;
  if (name == "mass") c.mass = true;
  if (name == "velocity") c.velocity = true;
  if (name == "force") c.force = true;
  if (name == "potential") c.atom_energy = true;
  if (name == "virial") c.atom_virial = true;
  if (name == "group_labels" || name == "group") c.group = true;
  if (name == "unwrapped_position") c.unwrapped_position = true;
}

struct DumpOptions {
  GroupChoice group;
  int digits = 9;
};

/// Reads "group m g" and "precision p" from word i on; returns the first word that is neither.
std::size_t read_options(const Words& line, std::size_t i, DumpOptions& options) {
  while (i < line.size()) {
    if (line[i] == "group") {
      options.group = group_choice(line, i + 1);
      i += 3;
    } else if (line[i] == "precision") {
      options.digits = line.choice(i + 1, "precision", {"single", "double"}) == "double" ? 17 : 9;
      i += 2;
    } else {
      break;
    }
  }
  return i;
}

void expect_end(const Words& line, std::size_t i, const std::string& allowed) {
  if (i < line.size()) throw line.error("unexpected word").key(line[0]).value(line[i]).allowed(allowed);
}

void check_file_name(const Words& line, const std::string& name) {
  const auto star = name.find('*');
  if (star != std::string::npos && name.find('*', star + 1) != std::string::npos)
    throw line.error("a file name may hold one * only").key("file").value(name);
}

bool is_integer(const std::string& word) {
  const std::size_t digits = word.find_first_not_of("+-");
  return digits != std::string::npos && word.find_first_not_of("0123456789", digits) == std::string::npos;
}

/// Older decks: method, group, interval, file. Newer: interval, file; there a file name takes the second place.
bool has_old_order(const Words& line) {
  return line.size() > 4 && is_integer(line[1]) && is_integer(line[2]) && is_integer(line[3]);
}

FrameDump parse_old_dump_xyz(const Words& line) {
  FrameDump dump;
  const auto method = line.integer(1, "group method", -1000);
  if (method >= 0) dump.group = group_choice(line, 1);
  dump.interval = interval(line, 3);
  dump.file = line[4];
  for (std::size_t i = 5; i < line.size(); ++i) add_quantity(line, i, dump);
  return dump;
}

/// "precision" and "group m g" of dump_position, dump_velocity, dump_force.
DumpOptions read_only_options(const Words& line) {
  DumpOptions options;
  expect_end(line, read_options(line, 2, options), "group <method> <group>, precision single|double");
  return options;
}

ColumnDump parse_columns(const Words& line, ColumnDump::Quantity quantity, const std::string& file) {
  line.expect_arguments(1, 4, line[0] + " <interval> [group <method> <group>]");
  ColumnDump dump{quantity, interval(line, 1), file, {}};
  if (line.size() > 2) {
    line.choice(2, line[0] + " option", {"group"});
    dump.group = group_choice(line, 3);
  }
  return dump;
}
}  // namespace

Action parse_dump_thermo(const Words& line) {
  line.expect_arguments(1, 1, "dump_thermo <interval>");
  return ThermoDump{interval(line, 1)};
}

Action parse_dump_xyz(const Words& line) {
  line.expect_arguments(2, 24,
                        "dump_xyz <interval> <file> [group <method> <group>] [precision single|double] {quantities}");
  FrameDump dump;
  if (has_old_order(line)) {
    dump = parse_old_dump_xyz(line);
  } else {
    dump.interval = interval(line, 1);
    dump.file = line[2];
    DumpOptions options;
    // Options and quantities may be mixed; "group" followed by two integers is the option.
    for (std::size_t i = 3; i < line.size();) {
      const std::size_t after = read_options(line, i, options);
      if (after == i)
        add_quantity(line, i++, dump);
      else
        i = after;
    }
    dump.group = options.group;
    dump.digits = options.digits;
  }
  check_file_name(line, dump.file);
  return dump;
}

Action parse_dump_exyz(const Words& line) {
  line.expect_arguments(1, 5, "dump_exyz <interval> [<has_velocity> <has_force> <has_potential> <separated>]");
  FrameDump dump;
  dump.interval = interval(line, 1);
  const auto flag = [&](std::size_t i, const char* name) {
    return line.size() > i && line.integer(i, name, 0, 1) == 1;
  };
  dump.columns.velocity = flag(2, "has_velocity");
  dump.columns.force = flag(3, "has_force");
  dump.columns.atom_energy = flag(4, "has_potential");
  dump.file = flag(5, "separated") ? "dump.*.xyz" : "dump.xyz";
  return dump;
}

Action parse_dump_position(const Words& line) {
  line.expect_arguments(1, 6, "dump_position <interval> [group <method> <group>] [precision single|double]");
  FrameDump dump;
  dump.interval = interval(line, 1);
  dump.file = "movie.xyz";
  dump.totals = false;
  const DumpOptions options = read_only_options(line);
  dump.group = options.group;
  dump.digits = options.digits;
  return dump;
}

Action parse_dump_velocity(const Words& line) {
  return parse_columns(line, ColumnDump::Quantity::velocity, "velocity.out");
}

Action parse_dump_force(const Words& line) { return parse_columns(line, ColumnDump::Quantity::force, "force.out"); }

Action parse_dump_restart(const Words& line) {
  line.expect_arguments(1, 1, "dump_restart <interval>");
  return RestartDump{interval(line, 1)};
}

}  // namespace nacre::run
