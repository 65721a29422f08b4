#include "jobs/analyze/frames.h"

#include <future>
#include <map>
#include <mutex>

#include "core/error.h"
#include "device/parallel.h"
#include "jobs/analyze/frame_progress.h"
#include "jobs/analyze/frame_stream.h"
#include "jobs/frame_look.h"

namespace nacre::jobs::analyze {

namespace {
// Frames up to this size are analysed side by side: a thread does such a frame as fast as it could share one, and the
// grids of pores of so many frames still fit into memory. In all, so many atoms are under way.
constexpr std::size_t small_frame = 20'000, atoms_at_once = 200'000;

/// A frame's errors get its file and line.
template <class Body>
auto with_place(const std::string& path, long line, Body&& body) {
  try {
    return body();
  } catch (Error& e) {
    if (!e.file().empty()) throw;
    throw e.file(path).line(line);
  }
}

/// What became of a frame: what is to be merged, or the error.
struct Outcome {
  Merge merge;
  std::exception_ptr failure;
};

/// A frame and where it stands.
struct PlacedFrame {
  Frame frame;
  std::string path;
  long line = 0;
};

PlacedFrame placed(const FrameStream& stream, FrameText text) {
  PlacedFrame out{{}, text.text.path, text.text.line};
  out.frame = with_place(out.path, out.line, [&] { return stream.read(std::move(text)); });
  return out;
}

using Measure = std::function<Merge(const PlacedFrame&)>;

Merge measured(const PlacedFrame& now, const Measure& measure) {
  return with_place(now.path, now.line, [&]() -> Merge {
    return [path = now.path, line = now.line, merge = measure(now)] { with_place(path, line, merge); };
  });
}

/// Looks at the frame before it is measured; what is odd is said in the order of the frames.
Merge looked_at(FrameLook& look, const PlacedFrame& now, const std::function<Merge(const Frame&)>& measure) {
  const auto seen = std::make_shared<FrameLook::Seen>(look.at(now.frame));
  return [&look, seen, path = now.path, merge = measure(now.frame)] {
    look.say(path, *seen);
    merge();
  };
}

Outcome outcome(const FrameStream& stream, FrameText text, const Measure& measure) {
  try {
    return {measured(placed(stream, std::move(text)), measure), nullptr};
  } catch (...) {
    return {nullptr, std::current_exception()};
  }
}

/// The next frame, read by another thread where there is one to spare. Until it is there the stream is that thread's.
std::future<PlacedFrame> coming(FrameStream& stream) {
  return std::async(threads() > 1 ? std::launch::async : std::launch::deferred,
                    [&stream] { return placed(stream, stream.take()); });
}

/// Frames one after another, until `stop` says of what comes next that it is for others.
void one_by_one(FrameStream& stream, FrameProgress& progress, const Measure& measure,
                const std::function<bool(const FrameStream&)>& stop) {
  progress.one_frame(true);
  for (std::future<PlacedFrame> next = coming(stream); next.valid();) {
    const PlacedFrame now = next.get();
    if (stream.front() != nullptr && !stop(stream)) next = coming(stream);
    measured(now, measure)();
    progress.frame_done();
  }
}

/// Whether what comes next is small and not alone.
bool side_by_side(const FrameStream& stream) {
  const FrameText* next = stream.front();
  return threads() > 1 && !stream.is_last() && !next->failure && next->text.atoms <= small_frame;
}

/// Small frames side by side, until a large one or the end comes.
class Team {
 public:
  Team(FrameStream& stream, FrameProgress& progress, const Measure& measure)
      : stream_(stream), progress_(progress), measure_(measure) {}

  void run() {
    progress_.one_frame(false);
    const std::size_t fit = atoms_at_once / std::max<std::size_t>(1, stream_.front()->text.atoms);
    parallel_for(
        std::min<std::ptrdiff_t>(threads(), static_cast<std::ptrdiff_t>(fit)), [&](std::ptrdiff_t) { serve(); }, 1);
  }

 private:
  void serve() {
    FrameText text;
    for (long number = 0; take(text, number);) give(number, outcome(stream_, std::move(text), measure_));
  }
  bool take(FrameText& text, long& number) {
    const std::lock_guard<std::mutex> lock(taking_);
    if (stopped_ || stream_.front() == nullptr || stream_.front()->text.atoms > small_frame) return false;
    text = stream_.take();
    number = taken_++;
    return true;
  }
  /// Merges what has its turn; the first failure in the order of the frames ends the work.
  void give(long number, Outcome result) {
    const std::lock_guard<std::mutex> lock(giving_);
    waiting_[number] = std::move(result);
    for (auto next = waiting_.find(turn_); next != waiting_.end(); next = waiting_.find(turn_)) {
      const Outcome done = std::move(next->second);
      waiting_.erase(next);
      try {
        if (done.failure) std::rethrow_exception(done.failure);
        done.merge();
      } catch (...) {
        const std::lock_guard<std::mutex> stop(taking_);
        stopped_ = true;
        throw;
      }
      ++turn_;
      progress_.frame_done();
    }
  }

  FrameStream& stream_;
  FrameProgress& progress_;
  const Measure& measure_;
  std::mutex taking_, giving_;
  bool stopped_ = false;
  long taken_ = 0, turn_ = 0;
  std::map<long, Outcome> waiting_;
};
}  // namespace

FrameInput FrameInput::with_pairs(const std::string& option, const std::vector<PairCutoff>& pairs) const {
  FrameInput copy = *this;
  copy.naming = option;
  for (const PairCutoff& p : pairs) copy.named.insert(copy.named.end(), {p.first, p.second});
  return copy;
}

void FrameOptions::add_inputs(Options& table) {
  table.add_positional("files", files, "Extended XYZ files").require().as(Path::input);
  table.add_choice("frames", frames, {"all", "last"}, "all, or the last of each file");
  table.add("select", species, "Only atoms of these elements, for example C or C,Na");
  table.add("group", group, "Only atoms of these groups, METHOD:LABEL[,LABEL...], for example 0:1");
  table.add("slab", slabs, "Only atoms between two planes: a, b or c=LOW:HIGH, fractional or c=2A:8A; repeat").repeat();
}

void FrameOptions::add(Options& table, const std::string& example) {
  add_inputs(table);
  table.add("output", output, "Table to write, for example " + example).shortly("o").as(Path::output);
}

FrameInput FrameOptions::with_all_atoms(const Surroundings& around) const {
  FrameInput input;
  for (const std::string& file : files) input.files.push_back(around.path(file));
  input.last_of_each = frames == "last";
  input.log = &around.said();
  return input;
}

FrameInput FrameOptions::of(const Surroundings& around) const {
  FrameInput input = with_all_atoms(around);
  input.selection = selection();
  return input;
}

void measure_frames(const FrameInput& input, const std::function<Merge(const Frame&)>& body) {
  FrameStream stream(input);
  FrameProgress progress(stream, *input.log);
  FrameLook look(*input.log);
  const Measure measure = [&](const PlacedFrame& now) { return looked_at(look, now, body); };
  const bool in_turn = input.one_at_a_time;
  if (stream.front() != nullptr)
    one_by_one(stream, progress, measure, [in_turn](const FrameStream&) { return !in_turn; });
  while (stream.front() != nullptr) {
    if (side_by_side(stream))
      Team(stream, progress, measure).run();
    else
      one_by_one(stream, progress, measure, side_by_side);
  }
  look.finish(input.naming, input.named);
}

void for_each_frame(const FrameInput& input, const std::function<void(const Frame&)>& body) {
  FrameStream stream(input);
  FrameProgress progress(stream, *input.log);
  FrameLook look(*input.log);
  const Measure measure = [&](const PlacedFrame& now) {
    return looked_at(look, now, [&](const Frame& frame) -> Merge {
      body(frame);
      return [] {};
    });
  };
  if (stream.front() != nullptr) one_by_one(stream, progress, measure, [](const FrameStream&) { return false; });
  look.finish(input.naming, input.named);
}

}  // namespace nacre::jobs::analyze
