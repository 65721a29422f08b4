// LineCursor: the words of one line, read one after another without copies. The fast way through millions of atom
// lines; whatever it cannot read goes to io/words.h, which words the error.
#pragma once
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>

#include "core/vec3.h"
#include "io/words.h"

namespace nacre {

inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

/// "3" of "3.0" and "3."; other words as they are.
inline std::string_view without_zero_fraction(std::string_view word) {
  const std::size_t dot = word.find('.');
  const bool is_zero =
      dot != 0 && dot != std::string_view::npos && word.find_first_not_of('0', dot + 1) == std::string_view::npos;
  return is_zero ? word.substr(0, dot) : word;
}

/// The words of one atom line, read one after another without copies.
class LineCursor {
 public:
  explicit LineCursor(std::string_view line) : at_(line.data()), end_(line.data() + line.size()) {}

  /// Throws Error with key `name` at the end of the line, like the others.
  std::string_view word(const std::string& name) {
    skip_blanks();
    if (at_ == end_) throw Error("the line has too few words").key(name);
    const char* begin = at_;
    while (at_ != end_ && !is_blank(*at_)) ++at_;
    return {begin, static_cast<std::size_t>(at_ - begin)};
  }
  /// A finite number.
  double real(const std::string& name) {
    skip_blanks();
    double value = 0;
    const auto [stop, status] = std::from_chars(at_, end_, value);
    if (status == std::errc() && (stop == end_ || is_blank(*stop)) && std::isfinite(value)) return at_ = stop, value;
    return to_real(word(name), name);  // a leading '+', or the error
  }
  /// An integer >= 0.
  int label(const std::string& name) {
    constexpr int most = std::numeric_limits<int>::max() - 1;
    skip_blanks();
    int value = 0;
    const auto [stop, status] = std::from_chars(at_, end_, value);
    if (status == std::errc() && (stop == end_ || is_blank(*stop)) && value >= 0 && value <= most)
      return at_ = stop, value;
    // A leading '+', the 0.0 of programs that keep labels as real numbers, or the error.
    return static_cast<int>(to_integer(without_zero_fraction(word(name)), name, 0, most));
  }
  Vec3 vector(const std::string& name) {
    const double x = real(name), y = real(name), z = real(name);
    return {x, y, z};
  }
  void expect_end() {
    skip_blanks();
    if (at_ != end_) throw Error("more words than Properties announces").key("properties").value(word(""));
  }

 private:
  void skip_blanks() {
    while (at_ != end_ && is_blank(*at_)) ++at_;
  }
  const char* at_;
  const char* end_;
};

}  // namespace nacre
