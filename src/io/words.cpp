#include "io/words.h"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "io/paths.h"

namespace nacre {

namespace {
// In size, of any number that a user writes; what reaches it is a slip, or came out of a broken program.
constexpr double largest_number = 1e15;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // what editors on Windows put before the text
constexpr std::size_t block_bytes = std::size_t{64} << 10;    // of a file that is read whole
constexpr std::size_t endless_bytes = std::size_t{256} << 20;  // of a device or a pipe

std::string shown(double v) {
  std::ostringstream s;
  s << v;
  return s.str();
}
// std::from_chars refuses a leading '+', which people do write.
std::string_view without_plus(std::string_view w) {
  return w.size() > 1 && w[0] == '+' && w[1] != '-' && w[1] != '+' ? w.substr(1) : w;
}
}  // namespace

bool Range::contains(double v) const {
  if (!std::isfinite(v)) return false;
  return (open_low ? v > low : v >= low) && (open_high ? v < high : v <= high);
}

std::string Range::text() const {
  const bool bounded_low = std::isfinite(low), bounded_high = std::isfinite(high);
  if (!bounded_low && !bounded_high) return "a finite number";
  if (bounded_low && !bounded_high) return (open_low ? "> " : ">= ") + shown(low);
  if (!bounded_low) return (open_high ? "< " : "<= ") + shown(high);
  if (open_low) return "> " + shown(low) + (open_high ? ", < " : ", <= ") + shown(high);
  return shown(low) + " .. " + shown(high) + (open_high ? " (upper end excluded)" : "");
}

bool is_digits(std::string_view word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
}

double to_real(std::string_view word, const std::string& name, const Range& range) {
  const std::string_view w = without_plus(word);
  double v = 0;
  const auto [end, status] = std::from_chars(w.data(), w.data() + w.size(), v);
  if (status == std::errc::result_out_of_range)
    throw Error("number too large or too small to represent").key(name).value(word).allowed(range.text());
  if (status != std::errc() || end != w.data() + w.size())
    throw Error("not a number").key(name).value(word).allowed(range.text());
  if (std::isfinite(v) && std::abs(v) > largest_number)
    throw Error("out of range: no length, time, energy or pressure is so large")
        .key(name)
        .value(word)
        .allowed(range.text());
  if (!range.contains(v)) throw Error("out of range").key(name).value(word).allowed(range.text());
  return v;
}

std::int64_t to_integer(std::string_view word, const std::string& name, std::int64_t low, std::int64_t high) {
  const std::string_view w = without_plus(word);
  const Range range{low == std::numeric_limits<std::int64_t>::min() ? -INFINITY : static_cast<double>(low),
                    high == std::numeric_limits<std::int64_t>::max() ? INFINITY : static_cast<double>(high)};
  const std::string allowed =
      "an integer" + (std::isfinite(range.low) || std::isfinite(range.high) ? ", " + range.text() : "");
  std::int64_t v = 0;
  const auto [end, status] = std::from_chars(w.data(), w.data() + w.size(), v, 10);
  const bool is_whole = end == w.data() + w.size() && !w.empty();
  if (is_whole && status == std::errc::result_out_of_range)
    throw Error("out of range").key(name).value(word).allowed(allowed);
  if (status != std::errc() || !is_whole) throw Error("not an integer").key(name).value(word).allowed(allowed);
  if (v < low || v > high) throw Error("out of range").key(name).value(word).allowed(allowed);
  return v;
}

Error Words::error(std::string message) const { return at(Error(std::move(message))); }
Error Words::at(Error error) const { return error.file(file_).line(line_); }

double Words::real(std::size_t i, const std::string& name, const Range& range) const {
  if (i >= size()) throw error("a number is missing").key(name).allowed(range.text());
  try {
    return to_real(words_[i], name, range);
  } catch (const Error& e) {
    throw at(e);
  }
}

std::int64_t Words::integer(std::size_t i, const std::string& name, std::int64_t low, std::int64_t high) const {
  if (i >= size()) throw error("an integer is missing").key(name);
  try {
    return to_integer(words_[i], name, low, high);
  } catch (const Error& e) {
    throw at(e);
  }
}

const std::string& Words::choice(std::size_t i, const std::string& name,
                                 const std::vector<std::string>& choices) const {
  std::string allowed;
  for (const auto& c : choices) allowed += (allowed.empty() ? "" : " | ") + c;
  if (i >= size()) throw error("a word is missing").key(name).allowed(allowed);
  for (const auto& c : choices)
    if (c == words_[i]) return words_[i];
  throw error("unknown word").key(name).value(words_[i]).allowed(allowed).nearest(nearest_word(words_[i], choices));
}

void Words::expect_arguments(std::size_t low, std::size_t high, const std::string& syntax) const {
  const std::size_t given = words_.empty() ? 0 : words_.size() - 1;
  if (given >= low && given <= high) return;
  throw error(given < low ? "too few arguments" : "too many arguments")
      .key(words_.empty() ? std::string() : words_[0])
      .value(std::to_string(given) + " arguments")
      .allowed(syntax);
}

std::vector<std::string> split_words(std::string_view line) {
  std::vector<std::string> words;
  std::size_t i = 0;
  while (true) {
    i = line.find_first_not_of(" \t\r\n\f\v", i);
    if (i == std::string_view::npos || line[i] == '#') return words;
    const std::size_t end = std::min(line.find_first_of(" \t\r\n\f\v", i), line.size());
    words.emplace_back(line.substr(i, end - i));
    i = end;
  }
}

std::string read_text(const std::string& path) {
  if (is_folder(path)) throw Error("is a folder, not a file").file(path);
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Error(std::string("cannot open: ") + std::strerror(errno)).file(path);
  // Not by a stream of strings: where memory is short it stops in silence, and half a deck is a deck.
  std::string text;
  while (in) {
    const std::size_t before = text.size();
    if (before > endless_bytes && !is_plain_file(path))
      throw Error("does not end: this is a device, not a text").file(path);
    text.resize(before + block_bytes);
    in.read(text.data() + before, static_cast<std::streamsize>(block_bytes));
    text.resize(before + static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) throw Error("cannot read to the end", Error::Kind::failed).file(path);
  return text;
}

std::vector<Words> read_word_lines(const std::string& path) {
  const std::string text = read_text(path);
  const std::size_t mark = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  std::vector<Words> lines;
  long number = 0;
  for (std::size_t begin = mark; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    auto words = split_words(std::string_view(text).substr(begin, end - begin));
    ++number;
    if (!words.empty()) lines.emplace_back(path, number, std::move(words));
    begin = end + 1;
  }
  return lines;
}

}  // namespace nacre
