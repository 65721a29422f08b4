// The host's side of the neighbour list: sizes, room, and the order of the kernels.
#include "neighbor/cuda_list.h"

#include <algorithm>
#include <limits>

#include "core/error.h"
#include "core/whole_number.h"
#include "neighbor/cuda_list_data.h"
#include "neighbor/list_cost.h"

namespace nacre::cuda {

namespace {
// Room beyond what a build needed, so that the next ones fit too.
constexpr double room_to_grow = 1.15;

/// Bits that numbers below n need.
int bits_for(std::int64_t n) {
  int bits = 0;
  while ((std::int64_t{1} << bits) < n) ++bits;
  return bits;
}

std::vector<float2> squared_limits(const NeighborSettings& settings) {
  const auto square = [&](const std::vector<double>& cutoff, std::size_t pair) {
    const double rc = cutoff.empty() ? 0 : cutoff[pair];
    return rc > 0 ? static_cast<float>((rc + settings.skin) * (rc + settings.skin)) : -1.0f;
  };
  std::vector<float2> limits;
  for (std::size_t pair = 0; pair < settings.outer.size(); ++pair)
    limits.push_back({square(settings.outer, pair), square(settings.inner, pair)});
  return limits;
}

template <class T>
T read(const Stream& stream, const T* from) {
  T value;
  check(cudaMemcpyAsync(&value, from, sizeof value, cudaMemcpyDeviceToHost, stream.get()), "reading from the GPU");
  stream.synchronize();
  return value;
}
}  // namespace

CudaList::CudaList(NeighborSettings settings, bool positions) : settings_(std::move(settings)), positions_(positions) {
  for (const double cutoff : settings_.outer) reach_ = std::max(reach_, cutoff);
  reach_ += settings_.skin;
  type_bits_ = bits_for(settings_.types);
}
CudaList::~CudaList() = default;
CudaList::CudaList(CudaList&&) noexcept = default;
CudaList& CudaList::operator=(CudaList&&) noexcept = default;

void CudaList::configure(const Stream& stream, const CudaStructures& structures, const std::vector<int>& type,
                         const std::vector<Vec3>& position) {
  check_positions(position);
  layout_.clear();
  any_open_ = false;
  for (std::size_t s = 0; s < structures.boxes.size(); ++s) {
    const int first = structures.first_atom[s], atoms = structures.first_atom[s + 1] - first;
    const Box& box = structures.boxes[s];
    any_open_ = any_open_ || !box.all_periodic();
    const Vec3* positions = position.empty() ? nullptr : position.data() + first;
    const std::array<double, 3> extent = open_extent(box, positions, positions == nullptr ? 0 : atoms);
    layout_.push_back(lay_out(box, atoms, extent, reach_, settings_.skin));
  }
  host_type_ = type;
  local_ = static_cast<int>(type.size());
  if (local_ > 0 && bits_for(local_) + type_bits_ > 32)
    throw Error("too many atoms for the neighbour list on the GPU with so many types", Error::Kind::failed)
        .allowed("atoms x types up to 4e9");
  number_types(stream, type);
  take_room(stream);
  set_cells(stream, structures.boxes);
  limit_.upload(stream, squared_limits(settings_));
  Control fresh;
  fresh.rebuild = 1;
  set_control(stream, fresh);
}

// Bins are made for the types that occur: a model may know ninety of them.
void CudaList::number_types(const Stream& stream, const std::vector<int>& type) {
  std::vector<int> rank(settings_.types, 0), present;
  slots_of_type_.assign(settings_.types, 0);
  for (const int t : type) ++slots_of_type_.at(t);
  for (int t = 0; t < settings_.types; ++t)
    if (slots_of_type_[t] > 0) rank[t] = static_cast<int>(present.size()), present.push_back(t);
  ranks_ = static_cast<int>(present.size());
  type_.upload(stream, type);
  rank_of_type_.upload(stream, rank);
  type_of_rank_.upload(stream, present);
}

void CudaList::take_room(const Stream& stream) {
  slots_ = number_layouts(layout_);
  bins_ = 0, morton_bits_ = 0;
  for (const StructureLayout& layout : layout_) {
    bins_ += layout.all_bins() * ranks_;
    for (const int cells : layout.sort_cells) morton_bits_ = std::max(morton_bits_, 3 * bits_for(cells));
  }
  structure_bits_ = bits_for(structures());
  if (type_bits_ + structure_bits_ + morton_bits_ > 64)
    throw Error("too many structures in one batch for the GPU", Error::Kind::failed);
  device_layout_.upload(stream, layout_);
  h_.resize(layout_.size()), cell_.resize(layout_.size()), derived_.resize(layout_.size());
  built_.resize(layout_.size());
  std::vector<unsigned long long> nothing_measured(6 * layout_.size());
  for (std::size_t i = 0; i < nothing_measured.size(); ++i) nothing_measured[i] = i % 6 < 3 ? ~0ull : 0;
  extent_.upload(stream, nothing_measured);
  atom_.resize(local_), slot_of_atom_.resize(local_), structure_.resize(local_);
  count_.resize(local_ + 1), inner_.resize(local_), begin_.resize(local_ + 1);
  built_position_.resize(local_);
  slot_.resize(slots_), binned_.resize(slots_);
  if (positions_) slot_position_.resize(slots_);
  key_.resize(slots_), sorted_key_.resize(slots_), value_.resize(slots_), sorted_value_.resize(slots_);
  bin_start_.resize(bins_ + 1);
  scratch_.resize(scratch_bytes(std::max<std::int64_t>(slots_, local_ + 1)));
}

void CudaList::set_cells(const Stream& stream, const std::vector<Box>& boxes) {
  std::vector<Mat3> h;
  h.reserve(boxes.size());
  for (const Box& box : boxes) h.push_back(box.h());
  h_.upload(stream, h);
}

void CudaList::set_control(const Stream& stream, const Control& control) { control_.upload(stream, &control, 1); }
Control CudaList::read_control(const Stream& stream) const { return read(stream, control_.data()); }

ListData CudaList::data(const Vec3* position) const {
  ListData d{};
  d.control = control_.data(), d.layout = device_layout_.data(), d.h = h_.data(), d.cell = cell_.data();
  d.derived = derived_.data(), d.built = built_.data(), d.extent = extent_.data();
  d.type = type_.data(), d.position = position, d.built_position = built_position_.data();
  d.atom = atom_.data(), d.slot_of_atom = slot_of_atom_.data(), d.structure = structure_.data();
  d.slot = slot_.data(), d.slot_position = positions_ ? slot_position_.data() : nullptr;
  d.key = key_.data(), d.sorted_key = sorted_key_.data(), d.value = value_.data();
  d.sorted_value = sorted_value_.data(), d.binned = binned_.data(), d.bin_start = bin_start_.data();
  d.rank_of_type = rank_of_type_.data(), d.type_of_rank = type_of_rank_.data(), d.limit = limit_.data();
  d.count = count_.data(), d.inner = inner_.data(), d.begin = begin_.data(), d.neighbor = neighbor_.data();
  d.capacity = capacity_, d.bins = bins_, d.reach = reach_, d.skin = settings_.skin;
  d.structures = structures(), d.local = local_, d.slots = slots_, d.types = settings_.types, d.ranks = ranks_;
  d.type_bits = type_bits_, d.structure_bits = structure_bits_, d.morton_bits = morton_bits_;
  return d;
}

ListView CudaList::view() const {
  ListView v{};
  v.slot = slot_.data(), v.position = positions_ ? slot_position_.data() : nullptr, v.cell = cell_.data();
  v.structure = structure_.data(), v.atom = atom_.data(), v.begin = begin_.data(), v.inner = inner_.data();
  v.neighbor = neighbor_.data(), v.control = control_.data(), v.local = local_, v.type_bits = type_bits_;
  return v;
}

void CudaList::enqueue_cells(const Stream& stream) const { derive_cells(stream, data(nullptr)); }
void CudaList::enqueue_check(const Stream& stream, const Vec3* position) const { check_motion(stream, data(position)); }
void CudaList::enqueue_refresh(const Stream& stream, const Vec3* position) const {
  refresh_slots(stream, data(position));
}

void CudaList::enqueue_build(const Stream& stream, const Vec3* position) const {
  const ListData d = data(position);
  derive_cells(stream, d);
  if (any_open_) {  // open directions span what the atoms span
    measure_extents(stream, d);
    derive_cells(stream, d);
  }
  make_atom_keys(stream, d);
  sort_pairs(stream, scratch_, d.key, d.sorted_key, d.value, d.sorted_value, local_,
             std::max(1, type_bits_ + structure_bits_ + morton_bits_));
  place_slots(stream, d);
  refresh_slots(stream, d);
  make_bin_keys(stream, d);
  sort_pairs(stream, scratch_, d.key, d.sorted_key, d.value, d.sorted_value, slots_, std::max(1, bits_for(bins_)));
  fill_bins(stream, d);
  count_rows(stream, d);
  exclusive_scan(stream, scratch_, d.count, d.begin, local_ + 1);
  settle_build(stream, d);
  fill_rows(stream, d);
}

void CudaList::build_now(const Stream& stream, const Vec3* position) {
  for (;;) {
    enqueue_build(stream, position);
    if (read_control(stream).halt == running) return;
    make_room(stream);
  }
}

void CudaList::make_room(const Stream& stream) {
  Control control = read_control(stream);
  if (control.halt == list_too_long) {
    const auto room =
        whole<std::int64_t>(room_to_grow * static_cast<double>(control.needed_entries), {"the entries of the list"}) +
        64;
    capacity_ = 0;  // should memory run out now
    neighbor_.resize(room);
    capacity_ = room;
  } else if (control.halt == cell_too_thin) {
    lay_out_again(stream);
  } else {
    return;
  }
  control.halt = running, control.rebuild = 1, control.needed_entries = 0;
  set_control(stream, control);
}

std::vector<Box> CudaList::present_boxes(const Stream& stream) const {
  const std::vector<Mat3> h = h_.fetch(stream);
  std::vector<Box> boxes;
  for (std::size_t s = 0; s < h.size(); ++s) {
    const auto& periodic = layout_[s].periodic;
    boxes.emplace_back(h[s], std::array<bool, 3>{periodic[0] != 0, periodic[1] != 0, periodic[2] != 0});
  }
  return boxes;
}

// Along open directions the old numbers stay: what atoms span there has not been measured anew.
void CudaList::lay_out_again(const Stream& stream) {
  const std::vector<Box> boxes = present_boxes(stream);
  for (std::size_t s = 0; s < boxes.size(); ++s) {
    StructureLayout layout = lay_out(boxes[s], layout_[s].atoms, {}, reach_, settings_.skin);
    for (int k = 0; k < 3; ++k)
      if (layout.periodic[k] == 0) layout.bins[k] = layout_[s].bins[k], layout.sort_cells[k] = layout_[s].sort_cells[k];
    layout_[s] = layout;
  }
  take_room(stream);
}

std::size_t CudaList::bytes() const {
  const auto all = [](const auto&... array) { return (array.bytes() + ...); };
  return all(control_, device_layout_, h_, cell_, derived_, built_, extent_, type_, atom_, slot_of_atom_, structure_,
             count_, inner_, neighbor_, bin_start_, rank_of_type_, type_of_rank_, built_position_, slot_position_,
             slot_, binned_, key_, sorted_key_, value_, sorted_value_, limit_, begin_, scratch_);
}

double CudaList::mean_neighbors(const Stream& stream) const {
  return local_ == 0 ? 0 : static_cast<double>(read(stream, begin_.data() + local_)) / local_;
}

}  // namespace nacre::cuda
