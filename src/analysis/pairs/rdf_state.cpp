// What an Rdf has accumulated, for a checkpoint: entries "block/first/second" of every curve of every block.
#include <fmt/format.h>

#include "analysis/pairs/rdf.h"
#include "core/record_sizes.h"
#include "io/words.h"

namespace nacre {

namespace {
std::string entry(std::size_t block, const std::pair<std::string, std::string>& key) {
  return fmt::format("{}/{}/{}", block, key.first, key.second);
}
}  // namespace

void Rdf::save(Record& record) const {
  std::vector<std::int64_t> block_frames;
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    block_frames.push_back(blocks_[b].frames);
    for (const auto& [key, sums] : blocks_[b].curves) {
      record.integers[entry(b, key)] = sums.pairs;
      record.put(entry(b, key), std::vector<double>{sums.norm, sums.centres});
    }
  }
  record.integers["block_frames"] = block_frames;
  record.integers["frames"] = {frames_, block_frames_, all_periodic_};
}

void Rdf::load(const Record& record) {
  const auto frames = integers_of(record, "frames", 3);
  frames_ = frames[0], block_frames_ = frames[1], all_periodic_ = frames[2] != 0;
  if (frames_ < 0 || frames_ > most_counted || block_frames_ < 1 || block_frames_ > most_counted)
    throw Error("the checkpoint entry is out of range", Error::Kind::failed).key("frames");
  const auto& block_frames = record.integers_at("block_frames");
  blocks_.assign(block_frames.size(), {});
  for (std::size_t b = 0; b < blocks_.size(); ++b) blocks_[b].frames = block_frames[b];
  for (const auto& [name, sums] : record.reals) {
    const std::size_t one = name.find('/'), two = name.find('/', one + 1);
    if (two == std::string::npos || sums.size() != 2)
      throw Error("the checkpoint entry is none of g(r)", Error::Kind::failed).key(name);
    const auto block = to_integer(name.substr(0, one), name, 0, static_cast<std::int64_t>(blocks_.size()) - 1);
    blocks_[block].curves[{name.substr(one + 1, two - one - 1), name.substr(two + 1)}] = {
        integers_of(record, name, settings_.bins), {}, sums[0], sums[1]};
  }
}

}  // namespace nacre
