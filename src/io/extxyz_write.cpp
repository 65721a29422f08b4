#include <charconv>

#include "core/error.h"
#include "core/units.h"
#include "io/extxyz.h"

namespace nacre {

namespace {
/// Appends words to a string; 17 digits and more mean: the shortest text that reads back to the same bits.
class Writer {
 public:
  Writer(std::string& out, int digits) : out_(out), digits_(digits) {}

  void real(double v) {
    char text[40];
    const auto done = digits_ >= 17 ? std::to_chars(text, text + sizeof text, v)
                                    : std::to_chars(text, text + sizeof text, v, std::chars_format::general, digits_);
    out_ += ' ';
    out_.append(text, done.ptr);
  }
  void vector(Vec3 v) { real(v.x), real(v.y), real(v.z); }
  void matrix(const Mat3& a) { vector(a.row(0)), vector(a.row(1)), vector(a.row(2)); }
  void number(double v) { real(v); }
  void number(int v) { out_ += ' ' + std::to_string(v); }

 private:
  std::string& out_;
  int digits_;
};

struct FrameText {
  std::string& out;
  const Atoms& atoms;
  const Box& box;
  const Evaluation* evaluation;
  const ExtxyzOptions& options;

  std::size_t count() const { return options.use_selection ? options.selection.size() : atoms.size(); }
  std::size_t atom(std::size_t row) const { return options.use_selection ? options.selection[row] : row; }
  bool writes_groups() const { return options.columns.group && !atoms.group.empty(); }
  void check() const;
  void header() const;
  void properties() const;
  void line(std::size_t i) const;
};

void FrameText::check() const {
  const ExtxyzColumns& c = options.columns;
  const auto require = [&](bool wanted, bool there, const char* name) {
    if (wanted && !there) throw Error("this column has no data to write", Error::Kind::failed).key(name);
  };
  const std::size_t n = atoms.size();
  require(c.force, evaluation && evaluation->force.size() == n, "forces");
  require(c.atom_energy, evaluation && evaluation->atom_energy.size() == n, "energy_atom");
  require(c.atom_virial, evaluation && evaluation->atom_virial.size() == n, "virial");
  for (const NamedColumn& column : options.more)
    require(true, std::visit([](const auto* v) { return v->size(); }, column.values) == n, column.name.c_str());
  for (std::size_t row = 0; row < count(); ++row)
    if (atom(row) >= n) throw Error("no such atom", Error::Kind::failed).key("selection");
}

void FrameText::header() const {
  out += std::to_string(count());
  out += '\n';
  if (!options.extra.empty()) out += options.extra + ' ';
  const auto flag = [&](int k) { return box.is_periodic(k) ? 'T' : 'F'; };
  out += "pbc=\"";
  for (int k = 0; k < 3; ++k) (out += k > 0 ? " " : "") += flag(k);
  out += "\" Lattice=\"";
  const std::size_t begin = out.size();
  Writer(out, options.digits).matrix(box.h());
  out.erase(begin, 1);
  out += "\" Properties=";
  properties();
  out += '\n';
}

void FrameText::properties() const {
  const ExtxyzColumns& c = options.columns;
  out += "species:S:1:pos:R:3";
  if (c.mass) out += ":mass:R:1";
  if (c.velocity) out += ":vel:R:3";
  if (c.force) out += ":forces:R:3";
  if (c.atom_energy) out += ":energy_atom:R:1";
  if (c.unwrapped_position) out += ":unwrapped_position:R:3";
  if (c.atom_virial) out += ":virial:R:9";
  if (writes_groups()) out += ":group:I:" + std::to_string(atoms.group.size());
  for (const NamedColumn& column : options.more)
    out += ":" + column.name + (std::holds_alternative<const std::vector<int>*>(column.values) ? ":I:1" : ":R:1");
}

void FrameText::line(std::size_t i) const {
  const ExtxyzColumns& c = options.columns;
  Writer write(out, options.digits);
  out += atoms.species[atoms.type[i]];
  write.vector(options.wrap ? box.wrap(atoms.position[i]) : atoms.position[i]);
  if (c.mass) write.real(atoms.mass[i]);
  if (c.velocity)
    write.vector({atoms.velocity[i].x / units::fs_per_time, atoms.velocity[i].y / units::fs_per_time,
                  atoms.velocity[i].z / units::fs_per_time});
  if (c.force) write.vector(evaluation->force[i]);
  if (c.atom_energy) write.real(evaluation->atom_energy[i]);
  if (c.unwrapped_position) write.vector(atoms.position[i]);
  if (c.atom_virial) write.matrix(evaluation->atom_virial[i]);
  if (writes_groups())
    for (const auto& labels : atoms.group) out += ' ' + std::to_string(labels[i]);
  for (const NamedColumn& column : options.more)
    std::visit([&](const auto* values) { write.number((*values)[i]); }, column.values);
  out += '\n';
}
}  // namespace

ExtxyzOptions exact_options() {
  ExtxyzOptions options;
  options.columns.mass = options.columns.velocity = options.columns.group = true;
  options.digits = 17;
  options.wrap = false;
  return options;
}

void format_frame(std::string& out, const Atoms& atoms, const Box& box, const Evaluation* evaluation,
                  const ExtxyzOptions& options) {
  const FrameText text{out, atoms, box, evaluation, options};
  text.check();
  text.header();
  for (std::size_t row = 0; row < text.count(); ++row) text.line(text.atom(row));
}

}  // namespace nacre
