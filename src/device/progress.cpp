#include "device/progress.h"

#include <algorithm>
#include <cassert>
#include <mutex>
#include <vector>

namespace nacre {

namespace {
struct UnderWay {
  std::mutex guard;
  std::vector<const LoopProgress*> works;
};
UnderWay& under_way() {
  static UnderWay all;
  return all;
}
}  // namespace

LoopProgress::LoopProgress(const char* what, std::int64_t parts)
    : what_(what), parts_(std::max<std::int64_t>(parts, 1)) {
  UnderWay& all = under_way();
  const std::lock_guard<std::mutex> lock(all.guard);
  all.works.push_back(this);
}

LoopProgress::~LoopProgress() {
  UnderWay& all = under_way();
  const std::lock_guard<std::mutex> lock(all.guard);
  const auto mine = std::find(all.works.begin(), all.works.end(), this);
  assert(mine != all.works.end());
  all.works.erase(mine);
}

std::optional<LoopProgress::State> LoopProgress::now() {
  UnderWay& all = under_way();
  const std::lock_guard<std::mutex> lock(all.guard);
  if (all.works.empty()) return std::nullopt;
  const LoopProgress& last = *all.works.back();
  const auto done = static_cast<double>(last.done_.load(std::memory_order_relaxed));
  return State{last.what_, std::min(1.0, done / static_cast<double>(last.parts_))};
}

}  // namespace nacre
