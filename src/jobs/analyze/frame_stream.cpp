#include "jobs/analyze/frame_stream.h"

#include <algorithm>
#include <filesystem>

#include "core/error.h"

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
    for (std::size_t k = 0; k < indices.size(); ++k) values[k] = values[indices[k]];
    values.resize(indices.size());
  };
  taken(frame.force);
  taken(frame.atom_energy);
  taken(frame.unwrapped_position);
  frame.atoms = take_atoms(frame.atoms, indices);
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
  bool more = reader_->next_text(found.text);
  for (ExtxyzText later; more && input_.last_of_each && reader_->next_text(later);) found.text = std::move(later);
  taken_ = static_cast<double>(reader_->bytes());
  if (more) return any_ = true, found;
  if (!any_) throw Error("the file holds no structure").file(path);
  return std::nullopt;
}

Frame FrameStream::read(FrameText text) const {
  if (text.failure) std::rethrow_exception(text.failure);
  Frame frame = read_frame(std::move(text.text));
  if (!input_.selection.all()) analyze::take(frame, input_.selection.atoms(frame.atoms, frame.box));
  return frame;
}

double FrameStream::share() const { return bytes_ > 0 ? std::min(1.0, (before_ + taken_) / bytes_) : 0; }

}  // namespace nacre::jobs::analyze
