// What a checkpoint holds of the neighbour list: the state it was built from.
#include "neighbor/cuda_list.h"
#include "neighbor/cuda_list_data.h"

namespace nacre::cuda {

namespace {
constexpr int layout_numbers = 9;  ///< a structure: copies, bins, sort cells

std::vector<std::int64_t> numbers_of(const std::vector<StructureLayout>& layouts) {
  std::vector<std::int64_t> numbers;
  for (const StructureLayout& layout : layouts)
    for (const auto* three : {&layout.copies, &layout.bins, &layout.sort_cells})
      numbers.insert(numbers.end(), *three, *three + 3);
  return numbers;
}

/// False when the numbers are not of these structures.
bool take_numbers(const std::vector<std::int64_t>& numbers, std::vector<StructureLayout>& layouts) {
  if (numbers.size() != layout_numbers * layouts.size()) return false;
  auto next = numbers.begin();
  for (StructureLayout& layout : layouts)
    for (auto* three : {&layout.copies, &layout.bins, &layout.sort_cells})
      for (int k = 0; k < 3; ++k) (*three)[k] = static_cast<int>(*next++);
  return true;
}
}  // namespace

void CudaList::save(const Stream& stream, Record& record) const {
  const std::vector<BuiltCell> built = built_.fetch(stream);
  std::vector<double> cells;
  std::vector<std::int64_t> periodic, type(host_type_.begin(), host_type_.end());
  for (std::size_t s = 0; s < built.size(); ++s) {
    cells.insert(cells.end(), &built[s].h.m[0][0], &built[s].h.m[0][0] + 9);
    periodic.insert(periodic.end(), layout_[s].periodic, layout_[s].periodic + 3);
  }
  record.put_integer("built", 1);
  record.put("built_position", built_position_.fetch(stream));
  record.put("built_cell", cells);
  record.integers["built_periodic"] = periodic;
  record.integers["built_type"] = type;
  record.integers["built_layout"] = numbers_of(layout_);
}

void CudaList::load(const Stream& stream, const Record& record) {
  const auto failed = [](const char* why) { return Error(why, Error::Kind::failed).key("built_position"); };
  const std::vector<Vec3> position = record.vectors("built_position");
  const std::vector<double>& cells = record.reals_at("built_cell");
  if (static_cast<int>(position.size()) != local_ || cells.size() != 9 * layout_.size())
    throw failed("the checkpoint's neighbour list is of other structures");
  const auto layout = record.integers.find("built_layout");
  if (layout != record.integers.end() && take_numbers(layout->second, layout_)) take_room(stream);
  std::vector<Mat3> h(layout_.size());
  for (std::size_t i = 0; i < cells.size(); ++i) (&h[i / 9].m[0][0])[i % 9] = cells[i];
  h_.upload(stream, h);
  Array<Vec3> device_position;
  device_position.upload(stream, position);
  Control control = read_control(stream);
  build_now(stream, device_position.data());
  control.halt = running, control.rebuild = 0;
  set_control(stream, control);
  stream.synchronize();  // the positions go
}

}  // namespace nacre::cuda
