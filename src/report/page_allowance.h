// How much of a page figures, data and words may take, so that it stays below its size (html.h) whatever it is given.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace nacre::report {

class PageAllowance {
 public:
  /// Bytes, as they will stand in the page. False, and nothing taken, where too little is left.
  bool take_figure(std::size_t bytes) { return take(figures_, bytes); }
  bool take_data(std::size_t bytes) { return bytes <= largest_data && take(data_, bytes); }
  bool take_rows(std::size_t bytes) { return take(rows_, bytes); }
  /// False: it is not worth while to read another table.
  bool has_rows() const { return rows_ > 4000; }
  /// The words, or their beginning with a line that says so.
  std::string words(std::string_view all);

  static constexpr std::size_t largest_data = 400'000;  ///< of one link

 private:
  static bool take(std::size_t& left, std::size_t bytes) {
    if (bytes > left) return false;
    left -= bytes;
    return true;
  }

  // Escaped words take up to six times their length.
  std::size_t figures_ = 2'000'000, data_ = 1'000'000, rows_ = 800'000, words_ = 150'000;
};

}  // namespace nacre::report
