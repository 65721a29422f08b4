#include "structure.h"

#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

namespace reference {

namespace {

// Splits `key=value key="value with spaces"` of an extended XYZ comment line.
std::map<std::string, std::string> comment_fields(const std::string& line) {
  std::map<std::string, std::string> fields;
  std::size_t at = 0;
  while ((at = line.find_first_not_of(" \t\r", at)) != std::string::npos) {
    const std::size_t key_end = line.find_first_of("= \t\r", at);
    const std::string key = line.substr(at, key_end - at);
    if (key_end == std::string::npos || line[key_end] != '=') {  // a bare word is a flag
      fields.insert_or_assign(key, std::string(1, 'T'));
      at = key_end;
      if (at == std::string::npos) break;
      continue;
    }
    const std::size_t start = key_end + 1;
    const bool quoted = start < line.size() && line[start] == '"';
    const std::size_t first = quoted ? start + 1 : start;
    const std::size_t last = quoted ? line.find('"', first) : line.find_first_of(" \t\r", first);
    if (quoted && last == std::string::npos) throw std::runtime_error("extended XYZ: quote without end: " + line);
    fields[key] = line.substr(first, last == std::string::npos ? last : last - first);
    if (last == std::string::npos) break;
    at = quoted ? last + 1 : last;
  }
  return fields;
}

template <std::size_t count>
std::array<double, count> numbers(const std::string& text) {
  std::array<double, count> values{};
  std::istringstream stream(text);
  for (double& value : values) {
    if (!(stream >> value)) throw std::runtime_error("extended XYZ: too few numbers in \"" + text + "\"");
  }
  return values;
}

struct Column {
  std::string name;
  int width = 0;
};

// "species:S:1:pos:R:3" -> {species, 1}, {pos, 3}
std::vector<Column> columns_of(const std::string& properties) {
  std::vector<Column> columns;
  std::istringstream stream(properties);
  std::string name, kind, width;
  while (std::getline(stream, name, ':') && std::getline(stream, kind, ':') && std::getline(stream, width, ':')) {
    columns.push_back({name, static_cast<int>(numbers<1>(width)[0])});
  }
  return columns;
}

Vector read_vector(std::istream& stream) {
  Vector v{};
  stream >> v[0] >> v[1] >> v[2];
  return v;
}

void read_atom(const std::string& line, const std::vector<Column>& columns, Frame& frame) {
  std::istringstream stream(line);
  for (const Column& column : columns) {
    if (column.name == "species") {
      stream >> frame.structure.species.emplace_back();
    } else if (column.name == "pos") {
      frame.structure.position.push_back(read_vector(stream));
    } else if (column.name == "force" || column.name == "forces") {
      frame.labels.force.push_back(read_vector(stream));
    } else if (column.name == "energy_atom") {
      stream >> frame.labels.energy_atom.emplace_back();
    } else {
      std::string skipped;
      for (int k = 0; k < column.width; ++k) stream >> skipped;
    }
  }
  if (!stream) throw std::runtime_error("extended XYZ: malformed atom line: " + line);
}

Frame read_comment(std::map<std::string, std::string>& fields) {
  Frame frame;
  if (fields.count("Lattice")) {
    const auto lattice = numbers<9>(fields["Lattice"]);
    for (int row = 0; row < 3; ++row) {
      for (int k = 0; k < 3; ++k) frame.structure.cell[row][k] = lattice[3 * row + k];
    }
    frame.structure.periodic = {true, true, true};
  }
  if (fields.count("pbc")) {
    std::istringstream stream(fields["pbc"]);
    std::string flag;
    for (bool& periodic : frame.structure.periodic) {
      stream >> flag;
      periodic = flag == "T" || flag == "1" || flag == "True" || flag == "true";
    }
  }
  if (fields.count("energy")) frame.labels.energy = numbers<1>(fields["energy"])[0];
  if (fields.count("virial")) frame.labels.virial = numbers<9>(fields["virial"]);
  return frame;
}

Vector scaled(const Vector& v, double factor) { return {v[0] * factor, v[1] * factor, v[2] * factor}; }

Vector minus(const Vector& a, const Vector& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }

// The part of v that is orthogonal to the (possibly skew) span of `basis`.
Vector orthogonal_part(Vector v, const std::vector<Vector>& basis) {
  std::vector<Vector> orthonormal;
  for (Vector b : basis) {
    for (const Vector& e : orthonormal) b = minus(b, scaled(e, dot(b, e)));
    orthonormal.push_back(scaled(b, 1 / norm(b)));
  }
  for (const Vector& e : orthonormal) v = minus(v, scaled(e, dot(v, e)));
  return v;
}

// The dual vector of each periodic direction: dual_d . cell_e = (d == e) for periodic e, inside the span of the
// periodic cell vectors. For any displacement r, |dual_d . r| <= |dual_d| |r|, which bounds the images to visit.
std::array<Vector, 3> dual_vectors(const Structure& structure) {
  std::array<Vector, 3> dual{};
  for (int d = 0; d < 3; ++d) {
    if (!structure.periodic[d]) continue;
    std::vector<Vector> others;
    for (int e = 0; e < 3; ++e) {
      if (e != d && structure.periodic[e]) others.push_back(structure.cell[e]);
    }
    const Vector height = orthogonal_part(structure.cell[d], others);  // as long as the spacing of the lattice planes
    if (!(norm(height) > 0)) throw std::runtime_error("structure: periodic cell vectors are linearly dependent");
    dual[d] = scaled(height, 1 / dot(height, height));
  }
  return dual;
}

struct Range {
  int first = 0;
  int last = 0;
};

// Image numbers n along direction d that may bring r + n cell_d + .. inside the cutoff:
// |dual . r + n| <= |dual| cutoff.
Range image_range(const Vector& dual, const Vector& r, double cutoff) {
  constexpr double margin = 1e-6;  // against rounding; a superfluous image costs nothing but time
  const double centre = -dot(dual, r);
  const double reach = norm(dual) * cutoff + margin;
  return {static_cast<int>(std::ceil(centre - reach)), static_cast<int>(std::floor(centre + reach))};
}

}  // namespace

std::vector<Frame> read_frames(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot open " + path);
  std::vector<Frame> frames;
  std::string line;
  while (std::getline(file, line)) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    int atoms = 0;
    if (!(std::istringstream(line) >> atoms)) throw std::runtime_error(path + ": not a number of atoms: " + line);
    if (!std::getline(file, line)) throw std::runtime_error(path + ": comment line missing");
    auto fields = comment_fields(line);
    Frame frame = read_comment(fields);
    const std::string properties = fields.count("Properties") ? fields["Properties"] : "species:S:1:pos:R:3";
    const std::vector<Column> columns = columns_of(properties);
    for (int i = 0; i < atoms; ++i) {
      if (!std::getline(file, line)) throw std::runtime_error(path + ": fewer atoms than promised");
      read_atom(line, columns, frame);
    }
    frames.push_back(std::move(frame));
  }
  return frames;
}

PairList periodic_pairs(const Structure& structure, double cutoff) {
  const std::size_t atoms = structure.position.size();
  const std::array<Vector, 3> dual = dual_vectors(structure);
  const auto& cell = structure.cell;
  PairList pairs(atoms);
  for (std::size_t i = 0; i < atoms; ++i) {
    for (std::size_t j = 0; j < atoms; ++j) {
      const Vector r = minus(structure.position[j], structure.position[i]);
      std::array<Range, 3> range{};  // open directions: the image 0 only
      for (int d = 0; d < 3; ++d) {
        if (structure.periodic[d]) range[d] = image_range(dual[d], r, cutoff);
      }
      for (int na = range[0].first; na <= range[0].last; ++na) {
        for (int nb = range[1].first; nb <= range[1].last; ++nb) {
          for (int nc = range[2].first; nc <= range[2].last; ++nc) {
            if (i == j && na == 0 && nb == 0 && nc == 0) continue;
            Vector image = r;
            for (int k = 0; k < 3; ++k) image[k] += na * cell[0][k] + nb * cell[1][k] + nc * cell[2][k];
            const double distance = norm(image);
            if (distance < cutoff) pairs[i].push_back({j, image, distance});
          }
        }
      }
    }
  }
  return pairs;
}

Result zero_result(std::size_t atoms) {
  Result result;
  result.force.assign(atoms, Vector{});
  result.energy_atom.assign(atoms, 0.0);
  result.virial_atom.assign(atoms, Tensor{});
  return result;
}

void add_gradient(Result& result, std::size_t i, const Pair& pair, const Vector& gradient) {
  for (int a = 0; a < 3; ++a) {
    result.force[i][a] += gradient[a];
    result.force[pair.other][a] -= gradient[a];
    for (int b = 0; b < 3; ++b) result.virial_atom[i][3 * a + b] -= pair.vector[a] * gradient[b];
  }
}

void sum_atoms(Result& result) {
  result.energy = 0;
  result.virial = {};
  for (const double energy : result.energy_atom) result.energy += energy;
  for (const Tensor& virial : result.virial_atom) {
    for (int k = 0; k < 9; ++k) result.virial[k] += virial[k];
  }
}

}  // namespace reference
