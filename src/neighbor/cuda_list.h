// The neighbour list on the GPU: Verlet rows with skin, for a batch of structures of any cell shape, built and checked
// on the device. What the kernels of a force see of it is ListView (cuda_list_view.h, which explains slots and rows).
//
//   list.configure(stream, structures, types, positions);  list.build_now(stream, position);      // start
//   each step:  enqueue_check();  if control.rebuild: enqueue_build();  enqueue_cells(), enqueue_refresh();
//   control.halt != 0:  make_room(), build again
//
// All enqueue_*() may be captured in a graph: they neither wait nor allocate. Their kernels do nothing once
// Control::halt is set. Position arrays are on the GPU, [atom] in the caller's order, Å, not wrapped. After configure()
// and make_room() view() and the arguments of captured kernels are new: capture again.
//
// bytes() of a million carbon atoms (126 entries an atom): 580 entries with room to grow, 24 built position, 24 + 16
// search (sort keys, candidates), 12 temporary of the sort, 52 slots, types and row ends; 24 more for positions in
// double precision: about 730 an atom.
#pragma once
#include <vector>

#include "core/box.h"
#include "core/record.h"
#include "device/cuda_algorithms.h"
#include "neighbor/cuda_list_view.h"
#include "neighbor/list_layout.h"
#include "neighbor/neighbor_list.h"

namespace nacre::cuda {

struct ListData;
struct DerivedCell;
struct BuiltCell;

/// A batch: atoms of structure s are [first_atom[s], first_atom[s + 1]) of all arrays by atom.
struct CudaStructures {
  std::vector<int> first_atom;  ///< [structures + 1]
  std::vector<Box> boxes;       ///< [structures]
};

class CudaList {
 public:
  /// Of `settings`, width and reverse play no part. `positions`: fill ListView::position.
  CudaList(NeighborSettings settings, bool positions);
  ~CudaList();
  CudaList(CudaList&&) noexcept;
  CudaList& operator=(CudaList&&) noexcept;

  /// Lays out a new batch and makes room. Host arrays by atom; `position` says how far atoms reach along open
  /// directions and may be empty when there are none. Uploads the cells. The list must then be built.
  void configure(const Stream& stream, const CudaStructures& structures, const std::vector<int>& type,
                 const std::vector<Vec3>& position);
  /// New cells, periodic as before.
  void set_cells(const Stream& stream, const std::vector<Box>& boxes);
  /// [structures] rows are lattice vectors (Å). Kernels may write them; enqueue_cells() takes note.
  Mat3* device_cells() const { return h_.data(); }

  /// All that follows from the cells. Halts with cell_too_thin when they ask for another number of copies.
  void enqueue_cells(const Stream& stream) const;
  /// Sets Control::rebuild to 1 when an atom or a cell moved too far since the last build (list_motion.h).
  void enqueue_check(const Stream& stream, const Vec3* position) const;
  /// Slots and rows, cells included; then Control::rebuild is 0 and Control::rebuilds one more. Halts with
  /// list_too_long, Control::rebuild as it was, when the rows do not fit.
  void enqueue_build(const Stream& stream, const Vec3* position) const;
  /// Fractions (and positions) of all slots.
  void enqueue_refresh(const Stream& stream, const Vec3* position) const;

  /// Cells and a new list, with as much room as it needs. Waits for the GPU.
  void build_now(const Stream& stream, const Vec3* position);
  /// After a halt of the list: makes room, or lays the cells out anew, and clears the halt; the list must then be built
  /// (Control::rebuild is 1). Waits for the GPU.
  void make_room(const Stream& stream);

  ListView view() const;
  Control* control() const { return control_.data(); }
  const int* device_slot_of_atom() const { return slot_of_atom_.data(); }
  int local() const { return local_; }
  int slots() const { return slots_; }
  /// Local slots of each type, in this order.
  const std::vector<int>& slots_of_type() const { return slots_of_type_; }
  int structures() const { return static_cast<int>(layout_.size()); }
  const std::vector<StructureLayout>& layouts() const { return layout_; }
  const NeighborSettings& settings() const { return settings_; }
  double reach() const { return reach_; }
  std::size_t bytes() const;
  /// These wait for the GPU.
  Control read_control(const Stream& stream) const;
  double mean_neighbors(const Stream& stream) const;

  /// The positions and cells of the last build and the layout, from which load() makes the same list, order included.
  /// The entries are those of NeighborList::save (for one structure), so that either loads the other's.
  void save(const Stream& stream, Record& record) const;
  /// After configure() for the present structures. The cells are then those of the build: set_cells() follows.
  void load(const Stream& stream, const Record& record);

  /// For tests: the next build finds no more room than this.
  void limit_room(std::int64_t entries) { neighbor_.resize(entries), capacity_ = entries; }

 private:
  ListData data(const Vec3* position) const;
  void number_types(const Stream& stream, const std::vector<int>& type);
  void take_room(const Stream& stream);
  void lay_out_again(const Stream& stream);
  void set_control(const Stream& stream, const Control& control);
  std::vector<Box> present_boxes(const Stream& stream) const;

  NeighborSettings settings_;
  bool positions_;
  double reach_ = 0;
  int type_bits_ = 0, structure_bits_ = 0, morton_bits_ = 0, local_ = 0, slots_ = 0, ranks_ = 0;
  std::int64_t bins_ = 0, capacity_ = 0;
  std::vector<StructureLayout> layout_;
  std::vector<int> host_type_, slots_of_type_;
  bool any_open_ = false;

  Array<Control> control_{1};
  Array<StructureLayout> device_layout_;
  Array<Mat3> h_;
  Array<CellView> cell_;
  Array<DerivedCell> derived_;
  Array<BuiltCell> built_;
  Array<unsigned long long> extent_;
  Array<int> type_, atom_, slot_of_atom_, structure_, count_, inner_, neighbor_, bin_start_, rank_of_type_,
      type_of_rank_;
  Array<Vec3> built_position_, slot_position_;
  Array<int4> slot_, binned_;
  Array<std::uint64_t> key_, sorted_key_;
  Array<int> value_, sorted_value_;
  Array<float2> limit_;
  Array<std::int64_t> begin_;
  mutable Scratch scratch_;
};

}  // namespace nacre::cuda
