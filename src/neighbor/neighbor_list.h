// Neighbour lists: cell list O(N), Verlet list with skin, any cell shape, open directions, images summed exactly.
//
// Slots. The list works on slots, not atoms: slots [0, local()) are the atoms, sorted by type and then along a
// space-filling curve, padded for each type to a multiple of `width`; slots [local(), nowhere()) are the periodic
// images that lie within the cutoff of the cell; the last slot, nowhere(), is out of reach of everything. A thin cell
// merely has more images: there is one code path for all cells. Image coordinates follow their owner at every step.
//
// Ghosts. A caller who owns the images (force/ghost_force.h) gives them behind his own atoms. They are slots of their own,
// [local(), placed()), sorted like the atoms; images come after them. Rows name ghosts, but ghosts have no rows: a tile is
// always one of own atoms. Ghosts may come and go from call to call: the list follows as it follows atoms.
//
// Rows. The neighbours of `width` consecutive local slots (a tile) are interleaved, so that lane l of SIMD step a reads
// neighbor(entry) with entry = (begin(tile, J) + a) * width + l. Steps of one tile are grouped by the neighbour's type
// J; within a group the entries that were inside the inner cutoff + skin come first. width = 1 is plain compressed
// rows. Lanes that have run out of neighbours hold nowhere().
//
// Exactness. Which pairs are listed is decided in fixed-point integer coordinates, so a pair is in the list of i
// exactly when its mirror is in the list of j, and differences of positions are free of rounding however large the cell
// is.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "core/record.h"
#include "core/system.h"
#include "neighbor/grid_search.h"

namespace nacre {

struct NeighborSettings {
  int types = 1;
  std::vector<double> outer;  ///< [t_i * types + t_j] cutoff of the pair (Å), symmetric
  std::vector<double> inner;  ///< same shape, <= outer: these entries come first; empty: no inner class
  double skin = 0.6;          ///< Å
  int width = 1;              ///< lanes: atoms interleaved in a tile
  bool reverse = true;        ///< also build reverse()
};

/// Coordinates in units of NeighborList::unit(), and the type: one 16-byte load a neighbour.
struct alignas(16) GridPoint {
  std::int32_t x, y, z, type;
};

class NeighborList {
 public:
  using Entry = std::uint32_t;

  explicit NeighborList(NeighborSettings settings);

  /// Follows the atoms: new slot coordinates, and a new list when an atom moved half the skin (or the cell deformed as
  /// much). Returns true when the list was rebuilt. Throws Error(failed) naming an atom whose position is not finite.
  bool update(const Atoms& atoms, const Box& box) { return update(atoms, box, atoms.size()); }
  /// The same of `own` atoms and the ghosts behind them.
  bool update(const Atoms& atoms, const Box& box, std::size_t own);
  void reset() { built_ = false; }

  // --- slots
  int local() const { return local_; }    ///< multiple of width
  int placed() const { return placed_; }  ///< own atoms and ghosts; equal to local() when there are no ghosts
  int nowhere() const { return nowhere_; }
  int tiles() const { return local_ / settings_.width; }
  int width() const { return settings_.width; }
  int tile_type(int tile) const { return slot_type_[tile * settings_.width]; }
  /// Atom of any slot (images: of their owner); -1 for padding and nowhere().
  int atom(int slot) const { return atom_[slot]; }
  const std::vector<int>& atoms() const { return atom_; }
  int type(int slot) const { return slot_type_[slot]; }
  const std::vector<Vec3>& positions() const { return position_; }           ///< [slot], Å
  const std::vector<GridPoint>& grid_points() const { return grid_point_; }  ///< [slot]
  double unit() const { return unit_; }                                      ///< Å per grid unit

  /// Images of a placed slot: slots [images_begin(slot), images_begin(slot + 1)).
  int images_begin(int slot) const { return placed_ + image_begin_[slot]; }
  /// The placed slot of which a slot is an image, or itself.
  int owner(int slot) const { return slot < placed_ ? slot : image_[slot - placed_].owner; }

  // --- rows
  std::int64_t begin(int tile, int type) const {
    return begin_[static_cast<std::size_t>(tile) * settings_.types + type];
  }
  std::int64_t end(int tile, int type) const {
    return begin_[static_cast<std::size_t>(tile) * settings_.types + type + 1];
  }
  /// Steps at the head of the group that hold all its entries of the inner class.
  int inner_steps(int tile, int type) const {
    return inner_steps_[static_cast<std::size_t>(tile) * settings_.types + type];
  }
  const std::vector<std::int64_t>& begins() const { return begin_; }
  const std::vector<int>& all_inner_steps() const { return inner_steps_; }
  const std::vector<int>& types() const { return slot_type_; }     ///< [slot]
  const std::vector<int>& neighbors() const { return neighbor_; }  ///< [entry] slot of the neighbour
  /// [entry] the entry that lists this atom from the other side; entries() for empty lanes and for ghosts, so that an
  /// array of entries() + 1 values with a zero at the end can be gathered without a mask.
  const std::vector<Entry>& reverse() const { return reverse_; }
  Entry entries() const { return static_cast<Entry>(neighbor_.size()); }

  // --- width 1 only: the row of one local slot as a contiguous range of entries
  Entry row_begin(int slot) const { return static_cast<Entry>(begin(slot, 0)); }
  Entry row_end(int slot) const { return static_cast<Entry>(end(slot, settings_.types - 1)); }

  const NeighborSettings& settings() const { return settings_; }
  long rebuilds() const { return rebuilds_; }
  double seconds() const { return seconds_; }
  double mean_neighbors() const;
  std::size_t bytes() const;

  /// The positions and the cell at the last rebuild, from which load() restores the same list, order included.
  void save(Record& record) const;
  void load(const Record& record);

 private:
  struct Image {
    int owner;
    std::array<std::int16_t, 3> shift;
  };

  bool is_stale(const Atoms& atoms, const Box& box, std::size_t own) const;
  void build(const std::vector<Vec3>& position, const std::vector<int>& type, const Box& box, std::size_t own);
  void place_slots(const std::vector<Vec3>& position, const std::vector<int>& type, const Box& box);
  void measure_extent(const std::vector<Vec3>& position, const Box& box);
  void make_images(const Box& box);
  void choose_unit(const Box& box);
  void refresh(const std::vector<Vec3>& position, const Box& box);
  void bin_slots(const Box& box);
  void fill_rows();
  void fill_reverse();
  struct FoundRows;
  void search_chunk(int first_slot, int last_slot, FoundRows& found) const;
  void lay_out(const std::vector<FoundRows>& chunks);
  int image_slot(int owner, const std::array<std::int16_t, 3>& shift) const;

  NeighborSettings settings_;
  double reach_ = 0;  ///< largest outer cutoff + skin (Å)
  bool built_ = false;

  // At the last build.
  std::vector<Vec3> built_position_;
  std::vector<int> built_type_;
  Box built_box_;
  std::size_t built_own_ = 0;

  int local_ = 0, placed_ = 0, nowhere_ = 0;
  std::vector<int> atom_, slot_type_;
  std::vector<std::array<std::int32_t, 3>>
      cell_shift_;                ///< [placed slot] lattice vectors that bring the atom into the cell
  std::vector<Image> image_;      ///< [slot - placed()]
  std::vector<int> image_begin_;  ///< [placed slot] images of one owner are contiguous
  std::vector<Vec3> position_;
  std::vector<GridPoint> grid_point_;
  std::array<double, 3> extent_low_{}, extent_high_{};  ///< fractional coordinates of all slots at the build
  double unit_ = 1;
  Vec3 origin_;

  std::vector<std::int64_t> begin_{0};
  std::vector<int> inner_steps_;
  std::vector<int> neighbor_;
  std::vector<Entry> reverse_;

  GridSearch search_;  ///< of all slots

  long rebuilds_ = 0;
  double seconds_ = 0;
};

}  // namespace nacre
