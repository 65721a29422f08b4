#include "api/potential_inside.h"
#include "device/cuda_devices.h"
#include "force/cuda_host.h"
#include "force/nep.h"
#include "force/registry.h"

namespace nacre::v1 {

namespace {
nacre::Error cuda_error(const std::string& text) {
  return nacre::Error(text, nacre::Error::Kind::failed).key("device").value("cuda");
}

void check_precision(const PotentialOptions& options, Device device) {
  if (device == Device::cuda && options.precision == Precision::full)
    throw bad_argument("full precision is computed on the CPU only", "precision", "full", "single, or Device::cpu");
}

nacre::Request request_of(AtomVirials wanted) { return {wanted == AtomVirials::yes}; }

void add_to(std::span<double> sums, const double* terms) {
  for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += terms[k];
}

template <class T>
void add_to(std::span<double> sums, const std::vector<T>& terms) {
  static_assert(sizeof(T) % sizeof(double) == 0, "plain numbers");
  if (!sums.empty()) add_to(sums, reinterpret_cast<const double*>(terms.data()));
}

void check_sums(const GhostSums& sums, std::size_t own, std::size_t atoms) {
  const auto expect = [](const char* name, std::span<const double> sum, std::size_t size, const char* meaning) {
    if (!sum.empty()) expect_size(name, sum.size(), size, meaning);
  };
  expect("forces", sums.forces, 3 * atoms, "three for each own atom and ghost, or none");
  expect("atom_energies", sums.atom_energies, own, "one for each own atom, or none");
  expect("atom_virials", sums.atom_virials, 9 * own, "nine for each own atom, or none");
  expect("force_virials", sums.force_virials, 9 * atoms, "nine for each own atom and ghost, or none");
}
}  // namespace

bool choose_cuda(Device device, int number) {
  if (device == Device::cpu) return false;
  const std::string why = why_no_cuda();
  if (device == Device::automatic && !why.empty()) return false;
  if (!why.empty()) throw cuda_error(why);
  const auto count = static_cast<int>(nacre::cuda_devices().size());
  if (number < 0 || number >= count)
    throw bad_argument("there is no such CUDA device", "cuda_device", std::to_string(number),
                       "0 to " + std::to_string(count - 1));
  use_cuda_device(number);
  return true;
}

void Potential::Inside::choose_device() const {
  if (device == Device::cuda) use_cuda_device(cuda_device);
}

BatchForce& Potential::Inside::batch() {
  if (!batch_force)
    batch_force = device == Device::cuda ? make_cuda_batch_force(file) : make_batch_force(file, precision);
  return *batch_force;
}

GhostForce& Potential::Inside::ghosts() {
  const bool on_gpu = device == Device::cuda && is_nep();
  if (!ghost_force) ghost_force = on_gpu ? make_cuda_ghost_force(file) : make_ghost_force(file, precision);
  return *ghost_force;
}

const NepModel& Potential::Inside::nep() {
  expect_nep(name, "descriptors");
  if (!model) model = read_nep(file);
  return *model;
}

Evaluation public_evaluation(const nacre::Evaluation& e) {
  return {e.energy, flat(e.force), from_mat3(e.virial), e.atom_energy, flat(e.atom_virial)};
}

Atoms atoms_for(const Structure& structure, const std::vector<std::string>& species) {
  Atoms atoms = to_atoms(structure);
  atoms.use_species(species);
  return atoms;
}

Potential::Potential(const std::string& file, const PotentialOptions& options) : inside_(std::make_unique<Inside>()) {
  guarded([&] {
    Inside& in = *inside_;
    in.file = file;
    in.device = choose_cuda(options.device, options.cuda_device) ? Device::cuda : Device::cpu;
    check_precision(options, in.device);
    in.cuda_device = options.cuda_device;
    in.precision = options.precision == Precision::full ? nacre::Precision::full : nacre::Precision::single;
    in.force = in.device == Device::cuda ? make_cuda_host_force(file) : make_force(file, in.precision);
    in.name = in.force->name();
  });
}
Potential::Potential(Potential&&) noexcept = default;
Potential& Potential::operator=(Potential&&) noexcept = default;
Potential::~Potential() = default;

const std::string& Potential::name() const { return inside_->name; }
const std::vector<std::string>& Potential::species() const { return inside_->force->species(); }
double Potential::cutoff() const { return inside_->force->cutoff(); }
Device Potential::device() const { return inside_->device; }
void Potential::reset() { inside_->force->reset(); }

std::vector<int> Potential::types_of(const Structure& structure) const {
  return guarded([&] { return atoms_for(structure, species()).type; });
}

Evaluation Potential::compute(std::span<const int> types, std::span<const double> positions, const Matrix& cell,
                              const Periodic& periodic, AtomVirials atom_virials) {
  return guarded([&] {
    Inside& in = *inside_;
    in.choose_device();
    to_atoms(types, positions, species(), in.atoms);
    in.force->compute(in.atoms, box_of_forces(cell, periodic),
                      request_of(atom_virials), in.now);
    return public_evaluation(in.now);
  });
}

Evaluation Potential::compute(const Structure& structure, AtomVirials atom_virials) {
  return compute(types_of(structure), structure.positions, structure.cell, structure.periodic, atom_virials);
}

std::vector<Evaluation> Potential::compute_batch(std::span<const Structure> structures, AtomVirials atom_virials) {
  return guarded([&] {
    inside_->choose_device();
    std::vector<Atoms> atoms;
    std::vector<Box> boxes;
    std::vector<BatchItem> items;
    for (const Structure& s : structures) {
      atoms.push_back(atoms_for(s, species()));
      boxes.push_back(box_of_forces(s.cell, s.periodic));
    }
    for (std::size_t k = 0; k < atoms.size(); ++k) items.push_back({&atoms[k], &boxes[k]});
    std::vector<nacre::Evaluation> now;
    inside_->batch().compute(items, request_of(atom_virials), now);
    std::vector<Evaluation> out;
    for (const nacre::Evaluation& e : now) out.push_back(public_evaluation(e));
    return out;
  });
}

void Potential::Inside::compute_own(std::size_t own, std::span<const int> types, std::span<const double> positions,
                                    nacre::GhostRequest request) {
  check_own(own, types.size());
  choose_device();
  to_atoms(types, positions, force->species(), atoms);
  ghosts().compute_own(atoms, Box(), own, request, ghosts_now);
}

Evaluation Potential::compute_with_ghosts(std::size_t own, std::span<const int> types,
                                          std::span<const double> positions, AtomVirials atom_virials) {
  return guarded([&] {
    inside_->compute_own(own, types, positions, {request_of(atom_virials), false});
    return public_evaluation(inside_->ghosts_now);
  });
}

void Potential::add_with_ghosts(std::size_t own, std::span<const int> types, std::span<const double> positions,
                                GhostSums& sums) {
  guarded([&] {
    check_sums(sums, own, types.size());
    inside_->compute_own(own, types, positions, {{!sums.atom_virials.empty()}, !sums.force_virials.empty()});
    const nacre::GhostEvaluation& now = inside_->ghosts_now;
    add_to(sums.forces, now.force);
    add_to(sums.atom_energies, now.atom_energy);
    add_to(sums.atom_virials, now.atom_virial);
    add_to(sums.force_virials, now.force_virial);
    sums.energy = now.energy, sums.virial = from_mat3(now.virial);
  });
}

Potential::GhostCounts Potential::ghost_counts() const {
  if (!inside_->ghost_force) return {};
  const nacre::GhostCounts counts = inside_->ghost_force->counts();
  return {counts.rebuilds, counts.bytes, counts.seconds};
}

std::size_t Potential::descriptor_size() const {
  return guarded([&] { return inside_->is_nep() ? static_cast<std::size_t>(inside_->nep().components()) : 0; });
}

std::vector<double> Potential::descriptors(std::span<const int> types, std::span<const double> positions,
                                           const Matrix& cell, const Periodic& periodic) {
  return guarded([&] {
    to_atoms(types, positions, species(), inside_->atoms);
    const Box box = box_of_forces(cell, periodic);
    std::vector<double> out;
    for (const auto& row : nep_descriptors(inside_->nep(), inside_->atoms, box))
      out.insert(out.end(), row.begin(), row.end());
    return out;
  });
}

std::vector<double> Potential::descriptors(const Structure& structure) {
  return descriptors(types_of(structure), structure.positions, structure.cell, structure.periodic);
}

std::vector<std::string> known_potentials() { return known_forces(); }

}  // namespace nacre::v1
