#include "neighbor/cuda_list_probe.h"

#include "device/cuda_lanes.h"
#include "device/cuda_launch.h"
#include "neighbor/cuda_list.h"

namespace nacre {

struct CudaListProbe::State {
  explicit State(const NeighborSettings& settings) : list(settings, true) {}
  cuda::Stream stream;
  cuda::CudaList list;
  cuda::Array<Vec3> position;

  ProbedControl control() const {
    const cuda::Control c = list.read_control(stream);
    return {c.halt, c.rebuild, c.needed_entries, c.rebuilds};
  }
};

namespace cuda {
namespace {
struct ProbeArgument {
  ListView list;
  ProbedEntry* entry;
};
// One thread a row.
__global__ void probe_kernel(ProbeArgument a) {
  const std::int64_t i = grid_index();
  if (i >= a.list.local) return;
  const CellView& cell = a.list.cell[a.list.structure[i]];
  const int4 self = a.list.slot[i];
  for (std::int64_t e = a.list.begin[i]; e < a.list.begin[i + 1]; ++e) {
    const int j = a.list.neighbor[e];
    float x, y, z;
    difference(cell, self, a.list.slot[j], x, y, z);
    a.entry[e] = {a.list.atom[a.list.owner_of(a.list.slot[j])],
                  j,
                  {x, y, z},
                  nearest(cell, a.list.position[j] - a.list.position[i]),
                  e - a.list.begin[i] < a.list.inner[i]};
  }
}

template <class T>
std::vector<T> fetch(const Stream& stream, const T* from, std::size_t n) {
  std::vector<T> to(n);
  if (n > 0)
    check(cudaMemcpyAsync(to.data(), from, n * sizeof(T), cudaMemcpyDeviceToHost, stream.get()), "reading the list");
  stream.synchronize();
  return to;
}
}  // namespace
}  // namespace cuda

CudaListProbe::CudaListProbe(const NeighborSettings& settings) : state_(new State(settings)) {}
CudaListProbe::~CudaListProbe() = default;

void CudaListProbe::configure(const std::vector<const Atoms*>& atoms, const std::vector<Box>& boxes) {
  cuda::CudaStructures structures{{0}, boxes};
  std::vector<int> type;
  std::vector<Vec3> position;
  for (const Atoms* a : atoms) {
    type.insert(type.end(), a->type.begin(), a->type.end());
    position.insert(position.end(), a->position.begin(), a->position.end());
    structures.first_atom.push_back(static_cast<int>(type.size()));
  }
  state_->list.configure(state_->stream, structures, type, position);
  state_->position.upload(state_->stream, position);
}

void CudaListProbe::move(const std::vector<Vec3>& position, const std::vector<Box>& boxes) {
  state_->position.upload(state_->stream, position);
  state_->list.set_cells(state_->stream, boxes);
}

void CudaListProbe::build_now() { state_->list.build_now(state_->stream, state_->position.data()); }
void CudaListProbe::make_room() { state_->list.make_room(state_->stream); }
ProbedControl CudaListProbe::cells() { return state_->list.enqueue_cells(state_->stream), state_->control(); }
ProbedControl CudaListProbe::check() {
  return state_->list.enqueue_check(state_->stream, state_->position.data()), state_->control();
}
ProbedControl CudaListProbe::build() {
  return state_->list.enqueue_build(state_->stream, state_->position.data()), state_->control();
}
ProbedControl CudaListProbe::refresh() {
  return state_->list.enqueue_refresh(state_->stream, state_->position.data()), state_->control();
}
void CudaListProbe::limit_room(std::int64_t entries) { state_->list.limit_room(entries); }
void CudaListProbe::save(Record& record) const { state_->list.save(state_->stream, record); }
void CudaListProbe::load(const Record& record) { state_->list.load(state_->stream, record); }
std::size_t CudaListProbe::bytes() const { return state_->list.bytes(); }
double CudaListProbe::mean_neighbors() const { return state_->list.mean_neighbors(state_->stream); }

ProbedList CudaListProbe::list() const {
  const cuda::Stream& stream = state_->stream;
  const cuda::ListView view = state_->list.view();
  const auto begin = cuda::fetch(stream, view.begin, view.local + 1);
  cuda::Array<ProbedEntry> entries(begin.back());
  cuda::launch(stream, "reading rows", cuda::probe_kernel, cuda::cover(view.local), {view, entries.data()});
  const auto all = entries.fetch(stream);
  ProbedList out;
  out.slots = state_->list.slots();
  out.atom = cuda::fetch(stream, view.atom, view.local);
  for (const int4 slot : cuda::fetch(stream, view.slot, view.local))
    out.type.push_back(slot.w & ((1 << view.type_bits) - 1));
  out.rows.resize(view.local);
  for (int i = 0; i < view.local; ++i) out.rows[out.atom[i]].assign(all.begin() + begin[i], all.begin() + begin[i + 1]);
  return out;
}

}  // namespace nacre
