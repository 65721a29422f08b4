// Words: one line of a text file, split at blanks, that knows where it came from. Every number a user writes is read
// here: the whole word must be a number (base 10), inside its range, or the error names file, line, key and value.
#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace nacre {

/// A range of allowed numbers; open ends exclude the bound itself.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool open_low = false, open_high = false;
  bool contains(double v) const;  ///< false for NaN and infinities
  std::string text() const;       ///< "> 0", "1 .. 10", "a finite number"
};
inline Range positive() { return {0, std::numeric_limits<double>::infinity(), true, false}; }
inline Range at_least(double low) { return {low, std::numeric_limits<double>::infinity(), false, false}; }
inline Range between(double low, double high) { return {low, high, false, false}; }

/// Digits and nothing else, one at least.
bool is_digits(std::string_view word);

/// Whole-word number parsing; throws Error with key `name`.
double to_real(std::string_view word, const std::string& name, const Range& range = {});
std::int64_t to_integer(std::string_view word, const std::string& name, std::int64_t low, std::int64_t high);

class Words {
 public:
  Words() = default;
  Words(std::string file, long line, std::vector<std::string> words)
      : file_(std::move(file)), line_(line), words_(std::move(words)) {}
  std::size_t size() const { return words_.size(); }
  bool empty() const { return words_.empty(); }
  const std::string& operator[](std::size_t i) const { return words_[i]; }
  const std::vector<std::string>& all() const { return words_; }
  const std::string& file() const { return file_; }
  long line() const { return line_; }

  /// Word i as a number called `name`; throws Error with file and line when absent, malformed or out of range.
  double real(std::size_t i, const std::string& name, const Range& range = {}) const;
  std::int64_t integer(std::size_t i, const std::string& name,
                       std::int64_t low = std::numeric_limits<std::int64_t>::min(),
                       std::int64_t high = std::numeric_limits<std::int64_t>::max()) const;
  /// Word i as one of `choices`; the error names the nearest.
  const std::string& choice(std::size_t i, const std::string& name, const std::vector<std::string>& choices) const;
  /// Throws unless low <= number of words after the first <= high; `syntax` is shown to the user.
  void expect_arguments(std::size_t low, std::size_t high, const std::string& syntax) const;
  /// An error that carries this line's file and number.
  Error error(std::string message) const;
  Error at(Error error) const;

 private:
  std::string file_;
  long line_ = 0;
  std::vector<std::string> words_;
};

/// Splits a line at blanks and tabs; text from the first word that starts with '#' on is a comment.
std::vector<std::string> split_words(std::string_view line);
/// The non-empty lines of a file. Throws Error when the file cannot be read.
std::vector<Words> read_word_lines(const std::string& path);
/// A whole file as text. Throws Error(file) with the system's reason.
std::string read_text(const std::string& path);

}  // namespace nacre
