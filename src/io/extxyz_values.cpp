#include "io/extxyz_values.h"

#include "io/extxyz_comment.h"
#include "io/words.h"

namespace nacre {

namespace {
bool to_flag(const std::string& word, const std::string& text) {
  const std::string w = to_lower(word);
  if (w == "t" || w == "true" || w == "1") return true;
  if (w == "f" || w == "false" || w == "0") return false;
  throw Error("not a flag").key("pbc").value(text).allowed("three of T F, true false, 1 0");
}
}  // namespace

std::vector<double> reals(const std::string& text, const std::string& key, std::size_t count) {
  const std::vector<std::string> words = array_words(text);
  if (words.size() != count)
    throw Error("wrong number of values").key(key).value(text).allowed(std::to_string(count) + " numbers");
  std::vector<double> out;
  out.reserve(count);
  for (const std::string& w : words) out.push_back(to_real(w, key));
  return out;
}

Mat3 matrix(const std::string& text, const std::string& key) {
  const std::vector<double> v = reals(text, key, 9);
  Mat3 m;
  for (int i = 0; i < 9; ++i) m.m[i / 3][i % 3] = v[i];
  return m;
}

Mat3 tensor(const std::string& text, const std::string& key) {
  const std::size_t given = array_words(text).size();
  if (given == 9) return matrix(text, key);
  if (given != 6)
    throw Error("wrong number of values").key(key).value(text).allowed("9 numbers row by row, or 6: xx yy zz yz xz xy");
  const std::vector<double> v = reals(text, key, 6);
  return {{{v[0], v[5], v[4]}, {v[5], v[1], v[3]}, {v[4], v[3], v[2]}}};
}

std::array<bool, 3> to_periodic(const std::string& text) {
  const std::vector<std::string> w = array_words(text);
  if (w.size() != 3) throw Error("wrong number of flags").key("pbc").value(text).allowed("three, such as T T F");
  return {to_flag(w[0], text), to_flag(w[1], text), to_flag(w[2], text)};
}

}  // namespace nacre
