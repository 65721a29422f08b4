// The neighbour list of the GPU as a host program sees it: plain rows, for tests and diagnosis. No CUDA in this header.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "core/record.h"
#include "core/system.h"
#include "neighbor/neighbor_list.h"

namespace nacre {

struct ProbedEntry {
  int atom;  ///< owner of the slot that the row names, in the caller's arrays
  int slot;
  Vec3 vector;   ///< r_ij of single precision, as kernels of forces see it (Å)
  Vec3 precise;  ///< the same from ListView::position and nearest()
  bool inner;
};
struct ProbedList {
  std::vector<std::vector<ProbedEntry>> rows;  ///< [atom]
  std::vector<int> atom;                       ///< [local slot]
  std::vector<int> type;                       ///< [local slot], as its slot says
  int slots = 0;
};
struct ProbedControl {
  int halt = 0, rebuild = 0;
  std::int64_t needed_entries = 0, rebuilds = 0;
};

class CudaListProbe {
 public:
  explicit CudaListProbe(const NeighborSettings& settings);
  ~CudaListProbe();

  void configure(const std::vector<const Atoms*>& atoms, const std::vector<Box>& boxes);
  /// Uploads positions and cells of this many atoms and structures.
  void move(const std::vector<Vec3>& position, const std::vector<Box>& boxes);
  void build_now();
  void make_room();
  /// One enqueue_*() each, then the control.
  ProbedControl cells(), check(), build(), refresh();
  void limit_room(std::int64_t entries);
  ProbedList list() const;
  void save(Record& record) const;
  void load(const Record& record);
  std::size_t bytes() const;
  double mean_neighbors() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nacre
