// Standard output and standard error of the program. Writing never throws and never ends the program: results are in
// files, and a run of days must not be lost because nobody listens any more, or because the disk of its log is full.
// What could not be written is remembered; the program then ends with the exit code of a failure.
#pragma once
#include <string_view>

namespace nacre::app {

class Channel {
 public:
  explicit Channel(int descriptor) : descriptor_(descriptor) {}
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  void write(std::string_view text) noexcept;
  /// errno of the first write that failed; 0: all is written.
  int failure() const { return failure_; }

 private:
  bool write_some(std::string_view& text) noexcept;

  int descriptor_;
  int failure_ = 0;
};

Channel& standard_output();
Channel& standard_error();

/// Descriptors 0 to 2 that are closed when the program starts are opened on /dev/null: else the next file that is
/// opened would take their number, and what is printed would land in it.
void guard_descriptors();

/// The exit code in the end: `code`, or that of a failure, with a message on standard error, when standard output could
/// not take all that was printed.
int end_of_output(int code) noexcept;

}  // namespace nacre::app
