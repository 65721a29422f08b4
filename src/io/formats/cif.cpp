#include "io/formats/cif.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#define FASTFLOAT_ASSERT(x) assert(x)  // of gemmi's reader of numbers, which would end the process

#include <gemmi/cif.hpp>
#include <gemmi/numb.hpp>
#include <gemmi/symmetry.hpp>
#include <new>
#include <optional>

#include "core/elements.h"
#include "core/lines.h"
#include "io/formats/text.h"

namespace nacre::formats {

namespace crystal_file {

constexpr double same_place = 0.1;  ///< Å: images of a site that are nearer are one atom
constexpr double least_occupancy = 0.999;

struct Site {
  std::string label, symbol;
  Vec3 place;  ///< fractions of the cell
};

double number_of(const std::string& text, const std::string& key) {
  const double value = gemmi::cif::as_number(text);  // "0.3333(2)" too
  if (!std::isfinite(value)) throw Error("not a number").key(key).value(text);
  return value;
}

const std::string* find(const gemmi::cif::Block& block, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (const std::string* found = block.find_value(name); found != nullptr && !gemmi::cif::is_null(*found))
      return found;
  return nullptr;
}

Mat3 cell_in(const gemmi::cif::Block& block) {
  std::array<double, 3> edges{}, angles{};
  const std::array names{"_cell_length_a",    "_cell_length_b",   "_cell_length_c",
                         "_cell_angle_alpha", "_cell_angle_beta", "_cell_angle_gamma"};
  for (std::size_t k = 0; k < names.size(); ++k) {
    const std::string* text = find(block, {names[k]});
    if (text == nullptr) throw Error("missing").key(names[k]).allowed(k < 3 ? "a number (A)" : "a number (degrees)");
    (k < 3 ? edges : angles)[k % 3] = number_of(*text, names[k]);
  }
  return cell_of(edges, angles);
}

/// "C", "Na1+", "C12" and "NA" are elements with something behind.
std::string element_in(const std::string& text) {
  std::string letters;
  for (const char c : text.substr(0, text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")))
    letters += static_cast<char>(letters.empty() ? std::toupper(c) : std::tolower(c));
  for (std::size_t size = std::min<std::size_t>(2, letters.size()); size > 0; --size)
    if (atomic_number(letters.substr(0, size)) > 0) return letters.substr(0, size);
  return text;
}

void check_occupancy(const std::string& label, const std::string& text) {
  const double occupancy = gemmi::cif::as_number(text, 1.0);  // "." and "?" mean full
  if (occupancy < least_occupancy)
    throw Error("the site " + label + " is not full, and an atom is there or not: choose in the file which sites are")
        .key("_atom_site_occupancy")
        .value(text)
        .allowed("1");
}

/// Some files name their sites by the element alone.
gemmi::cif::Table site_table(gemmi::cif::Block& block) {
  const bool has_labels = block.find("_atom_site_", {"label", "fract_x"}).ok();
  return block.find("_atom_site_", {has_labels ? "label" : "type_symbol", "fract_x", "fract_y", "fract_z",
                                    "?type_symbol", "?occupancy"});
}

std::vector<Site> sites_in(gemmi::cif::Block& block) {
  std::vector<Site> sites;
  enum { label, x, y, z, symbol, occupancy };
  for (auto row : site_table(block)) {
    const std::string name = row.str(label);
    if (row.has(occupancy)) check_occupancy(name, row[occupancy]);
    const std::string kind = row.has2(symbol) ? row.str(symbol) : name;
    const auto at = [&](int k, const char* key) { return number_of(row[k], key); };
    sites.push_back({name,
                     element_in(kind),
                     {at(x, "_atom_site_fract_x"), at(y, "_atom_site_fract_y"), at(z, "_atom_site_fract_z")}});
  }
  return sites;
}

/// The symmetry as the file writes it out: "x, y, z", ...
std::vector<gemmi::Op> written_operations(gemmi::cif::Block& block) {
  for (const char* name : {"_space_group_symop_operation_xyz", "_symmetry_equiv_pos_as_xyz"}) {
    std::vector<gemmi::Op> all;
    for (const std::string& text : block.find_values(name))
      all.push_back(gemmi::parse_triplet(gemmi::cif::as_string(text)));
    if (!all.empty()) return all;
  }
  return {};
}

std::vector<gemmi::Op> operations_of(const gemmi::SpaceGroup* group, const std::string& key, const std::string& given) {
  if (group == nullptr)
    throw Error("no space group has this name; the operations can be written out")
        .key(key)
        .value(given)
        .allowed("a Hermann-Mauguin symbol, or a loop of _space_group_symop_operation_xyz");
  std::vector<gemmi::Op> all;
  for (const gemmi::Op& op : group->operations()) all.push_back(op);
  return all;
}

/// Written out, or by the name of the group, or by its number; a file that says nothing has none.
std::vector<gemmi::Op> operations_in(gemmi::cif::Block& block) {
  if (auto written = written_operations(block); !written.empty()) return written;
  if (const std::string* name =
          find(block, {"_space_group_name_H-M_alt", "_symmetry_space_group_name_H-M", "_space_group_name_H-M_full"})) {
    const std::string text = gemmi::cif::as_string(*name);
    return operations_of(gemmi::find_spacegroup_by_name(text), "_space_group_name_H-M_alt", text);
  }
  if (const std::string* number = find(block, {"_space_group_IT_number", "_symmetry_Int_Tables_number"}))
    return operations_of(gemmi::find_spacegroup_by_number(gemmi::cif::as_int(*number, 0)), "_space_group_IT_number",
                         *number);
  return {gemmi::Op::identity()};
}

Vec3 image_of(const gemmi::Op& op, const Vec3& r) {
  const std::array<double, 3> moved = op.apply_to_xyz({r.x, r.y, r.z});
  Vec3 s{moved[0], moved[1], moved[2]};
  for (int k = 0; k < 3; ++k) s[k] -= std::floor(s[k] + 1e-9);  // -1e-12 is 0 and not 0.999...
  return s;
}

/// From b to the nearest image of a along each lattice vector, in fractions of the cell.
Vec3 nearest_offset(const Vec3& a, const Vec3& b) {
  Vec3 d = a - b;
  for (int k = 0; k < 3; ++k) d[k] -= std::round(d[k]);
  return d;
}

double distance(const Vec3& a, const Vec3& b, const Mat3& h) { return norm(nearest_offset(a, b) * h); }

/// Images of one site, each place once: the mean of the images there, so that "0.33333" is a third where symmetry says so.
std::vector<Vec3> images(const Site& site, const std::vector<gemmi::Op>& operations, const Mat3& h) {
  struct Place {
    Vec3 first, offsets;
    int images = 0;
  };
  std::vector<Place> found;
  for (const gemmi::Op& op : operations) {
    const Vec3 image = image_of(op, site.place);
    auto place = std::find_if(found.begin(), found.end(),
                              [&](const Place& other) { return distance(image, other.first, h) < same_place; });
    if (place == found.end()) place = found.insert(found.end(), {image, {}, 0});
    place->offsets += nearest_offset(image, place->first);
    ++place->images;
  }
  std::vector<Vec3> means;
  for (const Place& p : found) means.push_back(p.first + (1.0 / p.images) * p.offsets);
  return means;
}

void check_places(const std::vector<Site>& sites, const std::vector<std::vector<Vec3>>& places, const Mat3& h) {
  constexpr std::size_t most_sites = 3000;  // of files without symmetry; the look at a structure finds what is left
  if (sites.size() > most_sites) return;
  for (std::size_t a = 0; a < sites.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      for (const Vec3& r : places[a])
        if (distance(r, places[b].front(), h) < same_place)
          throw Error("the sites " + sites[b].label + " and " + sites[a].label +
                      " are in one place: choose one of them")
              .key("_atom_site_label");
}

class Cif : public Reader {
 public:
  using Reader::Reader;

 protected:
  bool read(Frame& frame) override try {
    if (!document_) parse();
    while (block_ < document_->blocks.size()) {
      gemmi::cif::Block& block = document_->blocks[block_++];
      const std::vector<Site> sites = sites_in(block);
      if (sites.empty()) continue;
      fill(block, sites, frame);
      any_ = true;
      return true;
    }
    if (!any_) throw Error("no block of this CIF has sites").key("_atom_site_fract_x").allowed("fractions of the cell");
    return false;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& e) {  // gemmi's own: an operation that is none, a tag that comes twice
    if (dynamic_cast<const Error*>(&e) != nullptr) throw;
    throw Error(std::string("this CIF cannot be read: ") + e.what());
  }

 private:
  void parse() {
    std::string text;
    while (take()) (text += line()) += '\n';
    try {
      document_ = gemmi::cif::read_memory(text.data(), text.size(), path().c_str());
    } catch (const tao::pegtl::parse_error& e) {
      throw Error("this CIF breaks off or has no valid grammar: " + std::string(e.message()))
          .line(static_cast<long>(e.positions().front().line));
    }
  }

  static void fill(gemmi::cif::Block& block, const std::vector<Site>& sites, Frame& frame) {
    frame.box = Box(cell_in(block));
    frame.has_lattice = true;
    frame.line = 1;
    const Mat3& h = frame.box.h();
    const std::vector<gemmi::Op> operations = operations_in(block);
    std::vector<std::vector<Vec3>> places;
    for (const Site& site : sites) places.push_back(images(site, operations, h));
    check_places(sites, places, h);
    std::vector<int> types;
    for (std::size_t k = 0; k < sites.size(); ++k)
      types.insert(types.end(), places[k].size(),
                   type_of(frame.atoms, sites[k].symbol, "_atom_site_type_symbol of " + sites[k].label));
    frame.atoms.resize(types.size());
    frame.atoms.type = types;
    std::size_t i = 0;
    for (const auto& of_site : places)
      for (const Vec3& s : of_site) frame.atoms.position[i++] = s * h;
  }

  std::optional<gemmi::cif::Document> document_;
  std::size_t block_ = 0;
  bool any_ = false;
};

double angle(const Vec3& a, const Vec3& b) {
  constexpr double degree = 3.14159265358979323846 / 180;
  return std::acos(dot(a, b) / (norm(a) * norm(b))) / degree;
}

}  // namespace crystal_file

bool is_cif(std::string_view head) {
  const auto starts = [](std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    for (const std::string_view word : {"data_", "DATA_", "_cell_length_a", "_atom_site_"})
      if (line.substr(0, word.size()) == word) return true;
    return false;
  };
  const std::vector<std::string_view> lines = line_views(head);
  return std::any_of(lines.begin(), lines.end(), starts);
}

std::unique_ptr<Reader> open_cif(TextLines lines, const Choices&) {
  return std::make_unique<crystal_file::Cif>(std::move(lines));
}

void write_cif(std::string& out, const Frame& frame, const Choices&) {
  const Mat3& h = frame.box.h();
  const Vec3 a = h.row(0), b = h.row(1), c = h.row(2);
  const auto add = [&](const char* name, double value) { out += std::string(name) + " " + exact(value) + "\n"; };
  out += "data_nacre\n";
  add("_cell_length_a", norm(a)), add("_cell_length_b", norm(b)), add("_cell_length_c", norm(c));
  add("_cell_angle_alpha", crystal_file::angle(b, c));
  add("_cell_angle_beta", crystal_file::angle(a, c));
  add("_cell_angle_gamma", crystal_file::angle(a, b));
  out +=
      "_space_group_name_H-M_alt 'P 1'\nloop_\n_space_group_symop_operation_xyz\n'x, y, z'\nloop_\n"
      "_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n"
      "_atom_site_occupancy\n";
  for (std::size_t i = 0; i < frame.atoms.size(); ++i) {
    const std::string& symbol = frame.atoms.species[frame.atoms.type[i]];
    const Vec3 s = frame.box.fractional(frame.atoms.position[i]);
    out +=
        symbol + std::to_string(i + 1) + " " + symbol + " " + exact(s.x) + " " + exact(s.y) + " " + exact(s.z) + " 1\n";
  }
}

}  // namespace nacre::formats
