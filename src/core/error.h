// The one exception type. The library throws it; only the application prints it and chooses the exit code.
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace nacre {

class Error : public std::exception {
 public:
  /// bad_input: the user can correct it (exit code 2). failed: the work could not be done; the cause is named (exit
  /// code 1).
  /// interrupted: stopped on request, with a checkpoint written (exit code 130).
  enum class Kind { bad_input, failed, interrupted };

  explicit Error(std::string what_went_wrong, Kind kind = Kind::bad_input);

  Error& file(std::string path);
  Error& line(long number);  ///< 1-based
  Error& key(std::string name);
  Error& value(std::string_view given);
  Error& allowed(std::string range);
  Error& nearest(std::string known);

  Kind kind() const { return kind_; }
  const std::string& file() const { return file_; }
  long line() const { return line_; }
  const std::string& key() const { return key_; }
  /// Message without file and line.
  std::string message() const;
  /// "file:line: message (key ..., given ..., allowed ..., did you mean ...?)"
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  void rebuild();
  Kind kind_;
  std::string cause_, file_, key_, value_, allowed_, nearest_, text_;
  long line_ = 0;
};

/// The known word nearest to `word` by edit distance, or "" when none is near.
std::string nearest_word(std::string_view word, const std::vector<std::string>& known);

}  // namespace nacre
