#include "jobs/analyze/frame_stream.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <numeric>

#include "core/error.h"
#include "io/unused_parts.h"

namespace nacre::jobs::analyze {

namespace {
double size_of(const std::string& path) {
  std::error_code unknown;
  const auto size = std::filesystem::file_size(path, unknown);
  return unknown ? 0 : static_cast<double>(size);
}

/// The frame with these atoms only, labels too.
void take(Frame& frame, const std::vector<int>& indices) {
  const auto taken = [&](auto& values) {
    if (values.empty()) return;
    std::decay_t<decltype(values)> some;
    for (const int i : indices) some.push_back(values[i]);
    values = std::move(some);
  };
  taken(frame.force);
  taken(frame.atom_energy);
  taken(frame.unwrapped_position);
  taken(frame.id);
  frame.atoms = take_atoms(frame.atoms, indices);
}

/// Programs write the rows of a trajectory in any order, and number them: an atom keeps its row through the frames.
void order_by_id(Frame& frame) {
  const std::vector<int>& id = frame.id;
  if (std::is_sorted(id.begin(), id.end(), std::less_equal<>())) return;
  std::vector<int> order(id.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int a, int b) { return id[a] < id[b]; });
  for (std::size_t k = 1; k < order.size(); ++k)
    if (id[order[k]] == id[order[k - 1]])
      throw Error("two atoms of a frame have one number").key("id").value(std::to_string(id[order[k]]));
  take(frame, order);
}
}  // namespace

FrameStream::FrameStream(const FrameInput& input) : input_(input) {
  for (const std::string& path : input.files) bytes_ += size_of(path);
  look_ahead();
}

FrameText FrameStream::take() {
  FrameText front = std::move(ahead_[0]);
  ahead_.erase(ahead_.begin());
  look_ahead();
  return front;
}

void FrameStream::look_ahead() {
  while (ahead_.size() < 2 && (ahead_.empty() || !ahead_.back().failure)) {
    std::optional<FrameText> more = next();
    if (!more) return;
    ahead_.push_back(std::move(*more));
  }
}

std::optional<FrameText> FrameStream::next() {
  while (file_ < input_.files.size()) {
    try {
      if (auto found = next_of_file()) return found;
    } catch (const Error&) {
      file_ = input_.files.size();
      return FrameText{{}, std::current_exception()};
    }
    before_ = before_ + size_of(input_.files[file_]);
    taken_ = 0;
    ++file_, any_ = false;
    reader_.reset();
  }
  return std::nullopt;
}

std::optional<FrameText> FrameStream::next_of_file() {
  const std::string& path = input_.files[file_];
  if (!reader_) reader_.emplace(path);
  FrameText found;
  bool more = next_whole(found.text);
  for (ExtxyzText later; more && input_.last_of_each && (any_ = true, next_whole(later));)
    found.text = std::move(later);
  taken_ = static_cast<double>(reader_->bytes());
  if (more) return any_ = true, found;
  if (!any_) throw Error("the file holds no structure").file(path);
  return std::nullopt;
}

/// The next frame; a last one that a killed program left unfinished is none, with a warning, where others stand before
/// it.
bool FrameStream::next_whole(ExtxyzText& text) {
  if (!reader_->next_text(text)) return false;
  if (!text.is_cut || !any_) return true;
  if (input_.log != nullptr)
    input_.log->line("warning: " + text.path + ":" + std::to_string(text.line) +
                     ": the file ends within this frame; the frames before it are analysed");
  return false;
}

Frame FrameStream::read(FrameText text) const {
  if (text.failure) std::rethrow_exception(text.failure);
  const std::string path = text.text.path;
  Frame frame = read_frame(std::move(text.text));
  order_by_id(frame);
  std::call_once(noted_, [&] {
    const std::string note = unused_note(path, frame);
    if (!note.empty() && input_.log != nullptr) input_.log->line(note);
  });
  if (!input_.selection.all()) analyze::take(frame, input_.selection.atoms(frame.atoms, frame.box));
  return frame;
}

double FrameStream::share() const { return bytes_ > 0 ? std::min(1.0, (before_ + taken_) / bytes_) : 0; }

}  // namespace nacre::jobs::analyze
