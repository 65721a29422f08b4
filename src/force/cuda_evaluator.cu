#include "force/cuda_evaluator.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nacre::cuda {

namespace {
void check_positions(const std::vector<Vec3>& position) {
  for (std::size_t i = 0; i < position.size(); ++i) {
    const Vec3 r = position[i];
    if (!std::isfinite(r.x) || !std::isfinite(r.y) || !std::isfinite(r.z))
      throw Error("the position of atom " + std::to_string(i) + " (counted from 0) is not finite", Error::Kind::failed);
  }
}

void check_types(const Atoms& atoms, const std::vector<std::string>& species) {
  const int types = static_cast<int>(species.size());
  for (std::size_t i = 0; i < atoms.type.size(); ++i)
    if (atoms.type[i] < 0 || atoms.type[i] >= types)
      throw Error("atom " + std::to_string(i) + " (counted from 0) has a type that the potential does not know",
                  Error::Kind::failed)
          .value(std::to_string(atoms.type[i]))
          .allowed("0 to " + std::to_string(types - 1));
}

/// Errors about one of many structures say which.
template <class Body>
void for_each_item(const std::vector<BatchItem>& batch, Body&& body) {
  for (std::size_t s = 0; s < batch.size(); ++s) {
    try {
      body(batch[s]);
    } catch (const Error& e) {
      if (batch.size() == 1) throw;
      throw StructureError(s, e);
    }
  }
}

template <class T>
std::vector<T> joined(const std::vector<BatchItem>& batch, std::vector<T> Atoms::*member) {
  std::vector<T> all;
  for (const BatchItem& item : batch) all.insert(all.end(), (item.atoms->*member).begin(), (item.atoms->*member).end());
  return all;
}
}  // namespace

CudaEvaluator::CudaEvaluator(std::unique_ptr<CudaForce> force)
    : force_(std::move(force)), list_(force_->list_settings(), force_->needs_positions()) {}

void CudaEvaluator::configure(const std::vector<BatchItem>& batch) {
  CudaStructures structures{{0}, {}};
  std::int64_t atoms = 0;
  for_each_item(batch, [&](const BatchItem& item) {
    check_types(*item.atoms, force_->species());
    check_positions(item.atoms->position);
    atoms += static_cast<std::int64_t>(item.atoms->size());
    if (atoms > std::numeric_limits<int>::max() / 2) throw Error("too many atoms for one GPU", Error::Kind::failed);
    structures.first_atom.push_back(static_cast<int>(atoms));
    structures.boxes.push_back(*item.box);
  });
  const std::vector<Vec3> position = joined(batch, &Atoms::position);
  list_.configure(stream_, structures, joined(batch, &Atoms::type), position);
  position_.upload(stream_, position);
  first_atom_ = structures.first_atom;
  take_room();
}

void CudaEvaluator::take_room() {
  const int n = list_.local(), structures = list_.structures();
  force_->reserve(stream_, list_.slots_of_type());
  slot_energy_.resize(n), slot_force_.resize(3 * static_cast<std::size_t>(n));
  slot_virial_.resize(9 * static_cast<std::size_t>(n));
  energy_.resize(n), atom_force_.resize(n);
  std::vector<Chunk> chunks;
  std::vector<int> first_chunk{0};
  for (int s = 0; s < structures; ++s) {
    for (int first = first_atom_[s]; first < first_atom_[s + 1]; first += atoms_per_chunk)
      chunks.push_back({first, std::min(atoms_per_chunk, first_atom_[s + 1] - first)});
    first_chunk.push_back(static_cast<int>(chunks.size()));
  }
  chunk_.upload(stream_, chunks);
  first_chunk_.upload(stream_, first_chunk);
  partial_.resize(chunks.size() * totals_per_structure);
  total_.resize(static_cast<std::size_t>(structures) * totals_per_structure);
}

void CudaEvaluator::build() { list_.build_now(stream_, position_.data()); }

bool CudaEvaluator::move(const Atoms& atoms, const Box& box) {
  check_positions(atoms.position);
  position_.upload(stream_, atoms.position);
  list_.set_cells(stream_, {box});
  list_.enqueue_cells(stream_);
  list_.enqueue_check(stream_, position_.data());
  list_.enqueue_refresh(stream_, position_.data());
  const Control control = list_.read_control(stream_);
  if (control.halt == running && control.rebuild == 0) return false;
  list_.make_room(stream_);
  build();
  return true;
}

void CudaEvaluator::enqueue_force() {
  slot_energy_.clear(stream_), slot_force_.clear(stream_), slot_virial_.clear(stream_);
  const ForceOutput out{slot_energy_.data(), slot_force_.data(), force_->quantum(), slot_virial_.data()};
  force_->enqueue(stream_, list_.view(), out);
}

Collect CudaEvaluator::collect_argument(Request request) const {
  Collect a{};
  a.control = list_.control(), a.slot_of_atom = list_.device_slot_of_atom();
  a.out = {slot_energy_.data(), slot_force_.data(), force_->quantum(), slot_virial_.data()};
  a.energy = energy_.data(), a.force = atom_force_.data();
  a.virial = request.atom_virial ? atom_virial_.data() : nullptr;
  a.chunk = chunk_.data(), a.first_chunk = first_chunk_.data(), a.partial = partial_.data(), a.total = total_.data();
  a.local = list_.local(), a.chunks = static_cast<int>(chunk_.size()), a.structures = list_.structures();
  return a;
}

void CudaEvaluator::evaluate(Request request, const std::vector<Evaluation*>& out) {
  if (list_.local() > 0) {
    if (request.atom_virial) atom_virial_.resize(list_.local());
    enqueue_force();
    collect(stream_, collect_argument(request));
  }
  deliver(request, out);
}

namespace {
/// Fills the vectors, one behind the other, from one array: a copy each would cost microseconds each.
template <class T>
void spread(const Stream& stream, const Array<T>& from, const std::vector<std::vector<T>*>& to) {
  if (to.size() == 1) return from.download(stream, to[0]->data(), to[0]->size());
  std::size_t all = 0;
  for (const auto* v : to) all += v->size();
  std::vector<T> staged(all);
  from.download(stream, staged.data(), all);
  stream.synchronize();
  auto next = staged.begin();
  for (auto* v : to) std::copy_n(next, v->size(), v->begin()), next += static_cast<std::ptrdiff_t>(v->size());
}
}  // namespace

void CudaEvaluator::deliver(Request request, const std::vector<Evaluation*>& out) {
  std::vector<double> total(total_.size());
  std::vector<std::vector<double>*> energy;
  std::vector<std::vector<Vec3>*> force;
  std::vector<std::vector<Mat3>*> virial;
  for (std::size_t s = 0; s < out.size(); ++s) {
    const std::size_t n = first_atom_[s + 1] - first_atom_[s];
    out[s]->atom_energy.resize(n), out[s]->force.resize(n), out[s]->atom_virial.resize(request.atom_virial ? n : 0);
    energy.push_back(&out[s]->atom_energy), force.push_back(&out[s]->force), virial.push_back(&out[s]->atom_virial);
  }
  if (list_.local() > 0) {
    total_.download(stream_, total.data(), total.size());
    spread(stream_, energy_, energy), spread(stream_, atom_force_, force);
    if (request.atom_virial) spread(stream_, atom_virial_, virial);
    stream_.synchronize();
  }
  for (std::size_t s = 0; s < out.size(); ++s) {
    const double* t = &total[s * totals_per_structure];
    out[s]->energy = t[0];
    for (int k = 0; k < 9; ++k) out[s]->virial.m[k / 3][k % 3] = t[1 + k];
  }
}

std::size_t CudaEvaluator::bytes() const {
  const auto all = [](const auto&... array) { return (array.bytes() + ...); };
  return list_.bytes() + force_->bytes() +
         all(position_, slot_energy_, energy_, partial_, total_, slot_force_, slot_virial_, atom_force_, atom_virial_,
             chunk_, first_chunk_);
}

}  // namespace nacre::cuda
