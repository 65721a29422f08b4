#include <algorithm>
#include <array>
#include <limits>

#include "io/formats/lammps.h"
#include "io/formats/text.h"
#include "io/words.h"

namespace nacre::formats {

namespace dump_file {

constexpr std::string_view item = "ITEM: ";

/// The column of each name; -1: none.
struct Columns {
  std::vector<std::string> names;
  int at(const std::string& name) const {
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? -1 : static_cast<int>(found - names.begin());
  }
  bool has(const std::array<const char*, 3>& three) const {
    return std::all_of(three.begin(), three.end(), [&](const char* name) { return at(name) >= 0; });
  }
};

/// The ways in which a dump holds positions, the first of those that are there is read.
struct Way {
  std::array<const char*, 3> names;
  bool is_scaled, is_unwrapped;
};
constexpr std::array ways{Way{{"x", "y", "z"}, false, false}, Way{{"xs", "ys", "zs"}, true, false},
                          Way{{"xu", "yu", "zu"}, false, true}, Way{{"xsu", "ysu", "zsu"}, true, true}};
constexpr std::array velocities{"vx", "vy", "vz"};
constexpr std::array forces{"fx", "fy", "fz"};

class Dump : public Reader {
 public:
  Dump(TextLines lines, const Choices& choices) : Reader(std::move(lines)), choices_(choices), types_(choices) {}

 protected:
  bool read(Frame& frame) override {
    if (!take()) return false;
    while (words().empty())
      if (!take()) return false;
    give_back();
    frame.line = number();
    atoms_ = 0;
    for (;;) {
      const std::string_view text = need("ITEM: ATOMS");
      if (!text.starts_with(item)) throw Error("a frame consists of items").value(text).allowed("ITEM: TIMESTEP");
      const std::string name(text.substr(item.size()));
      if (name.starts_with("ATOMS")) break;
      read_item(name, frame);
    }
    read_atoms(frame);
    return true;
  }

 private:
  void read_item(const std::string& name, Frame& frame) {
    if (name.starts_with("BOX BOUNDS")) return read_box(name, frame);
    need("what belongs to an item");
    const std::vector<std::string> w = words();
    if (w.empty()) throw Error("empty").key(name);
    if (name.starts_with("UNITS")) units_ = w[0];
    if (name.starts_with("TIMESTEP")) frame.info["timestep"] = w[0];
    if (name.starts_with("TIME") && !name.starts_with("TIMESTEP")) frame.info["time"] = w[0];
    if (name.starts_with("NUMBER OF ATOMS"))
      atoms_ = static_cast<std::size_t>(to_integer(w[0], "number of atoms", 1, std::numeric_limits<int>::max()));
  }

  /// "xy xz yz pp pp pp", "abc origin pp pp pp", "pp pp pp", or nothing, as old versions.
  void read_box(const std::string& name, Frame& frame) {
    const std::vector<std::string> w = split_words(name);
    std::array<bool, 3> periodic{true, true, true};
    const bool has_flags = w.size() >= 5 && w.back().size() == 2;
    for (int k = 0; k < 3 && has_flags; ++k) periodic[k] = w[w.size() - 3 + k].starts_with('p');
    const bool is_general = std::find(w.begin(), w.end(), "abc") != w.end();
    const bool is_tilted = std::find(w.begin(), w.end(), "xy") != w.end();
    std::array<std::vector<double>, 3> rows;
    for (auto& row : rows) row = need_numbers("BOX BOUNDS", is_general ? 4 : is_tilted ? 3 : 2);
    Mat3 h;
    if (is_general) {
      for (int k = 0; k < 3; ++k)
        h.m[k][0] = rows[k][0], h.m[k][1] = rows[k][1], h.m[k][2] = rows[k][2], origin_[k] = rows[k][3];
    } else {
      h = cell_of_bounds(rows, is_tilted);
    }
    frame.box = Box(h, periodic);
    frame.has_lattice = true;
  }

  /// LAMMPS writes the box around the tilted cell: xlo_bound = xlo + min(0, xy, xz, xy + xz), and so on.
  Mat3 cell_of_bounds(const std::array<std::vector<double>, 3>& rows, bool is_tilted) {
    const double xy = is_tilted ? rows[0][2] : 0, xz = is_tilted ? rows[1][2] : 0, yz = is_tilted ? rows[2][2] : 0;
    const double low_x = rows[0][0] - std::min({0.0, xy, xz, xy + xz}),
                 high_x = rows[0][1] - std::max({0.0, xy, xz, xy + xz});
    const double low_y = rows[1][0] - std::min(0.0, yz), high_y = rows[1][1] - std::max(0.0, yz);
    origin_ = {low_x, low_y, rows[2][0]};
    return {{{high_x - low_x, 0, 0}, {xy, high_y - low_y, 0}, {xz, yz, rows[2][1] - rows[2][0]}}};
  }

  void read_atoms(Frame& frame) {
    if (atoms_ == 0 || !frame.has_lattice)
      throw Error("the number of atoms and the box come before the atoms").key("ATOMS");
    Columns columns{split_words(line().substr(item.size() + std::string_view("ATOMS").size()))};
    const Way& way = way_of(columns);
    const std::optional<LammpsUnits> factor = lammps_units(choices_, units_);
    note_unused(columns, way, factor.has_value(), frame);
    for (std::size_t i = 0; i < atoms_; ++i) {
      need("the last atom");
      const std::vector<std::string> w = words();
      if (w.size() < columns.names.size()) throw Error("too few columns").key("ATOMS").value(line());
      read_atom(columns, way, factor, w, frame);
    }
    frame.atoms.mass.resize(atoms_);
    frame.atoms.has_velocity = !frame.atoms.velocity.empty();
    frame.atoms.velocity.resize(atoms_);
    if (!frame.id.empty()) sort_by_id(frame);
  }

  static const Way& way_of(const Columns& columns) {
    for (const Way& way : ways)
      if (columns.has(way.names)) return way;
    throw Error("the positions are missing").key("ATOMS").allowed("columns x y z, xs ys zs, xu yu zu or xsu ysu zsu");
  }

  static void note_unused(const Columns& columns, const Way& way, bool has_units, Frame& frame) {
    const auto is_read = [&](const std::string& name) {
      const auto in = [&](const std::array<const char*, 3>& three) {
        return std::find(three.begin(), three.end(), name) != three.end();
      };
      return in(way.names) || (has_units && (in(velocities) || in(forces))) || name == "id" || name == "type" ||
             name == "element";
    };
    for (const std::string& name : columns.names)
      if (!is_read(name))
        frame.skipped.push_back(
            {name + (!has_units && (name[0] == 'v' || name[0] == 'f') ? " (units are not known: nacre convert --units)"
                                                                      : ""),
             1});
  }

  static Vec3 three(const std::array<const char*, 3>& names, const Columns& columns,
                    const std::vector<std::string>& w) {
    Vec3 v;
    for (int k = 0; k < 3; ++k) v[k] = to_real(w[columns.at(names[k])], names[k]);
    return v;
  }

  void read_atom(const Columns& columns, const Way& way, const std::optional<LammpsUnits>& factor,
                 const std::vector<std::string>& w, Frame& frame) {
    Atoms& atoms = frame.atoms;
    atoms.type.push_back(type_of(atoms, element_in(columns, w), "element"));
    const Vec3 given = three(way.names, columns, w);
    atoms.position.push_back(way.is_scaled ? given * frame.box.h() : given - origin_);
    if (way.is_unwrapped) frame.unwrapped_position.push_back(atoms.position.back());
    if (const int id = columns.at("id"); id >= 0)
      frame.id.push_back(static_cast<int>(to_integer(w[id], "id", 0, std::numeric_limits<int>::max() - 1)));
    if (factor && columns.has(velocities)) atoms.velocity.push_back(factor->velocity * three(velocities, columns, w));
    if (factor && columns.has(forces)) frame.force.push_back(factor->force * three(forces, columns, w));
  }

  std::string element_in(const Columns& columns, const std::vector<std::string>& w) {
    if (const int element = columns.at("element"); element >= 0 && choices_.types.empty()) return w[element];
    const int column = columns.at("type");
    if (column < 0) throw Error("the column type or element is missing").key("ATOMS");
    const int type = static_cast<int>(to_integer(w[column], "type", 1, 1 << 20));
    if (const int mass = columns.at("mass"); mass >= 0) types_.set_mass(type, to_real(w[mass], "mass", positive()));
    return types_.element(type);
  }

  Choices choices_;
  LammpsTypes types_;
  std::string units_;
  std::size_t atoms_ = 0;
  Vec3 origin_;
};

}  // namespace dump_file

bool is_lammps_dump(std::string_view head) { return head.starts_with(dump_file::item); }

std::unique_ptr<Reader> open_lammps_dump(TextLines lines, const Choices& choices) {
  return std::make_unique<dump_file::Dump>(std::move(lines), choices);
}

}  // namespace nacre::formats
