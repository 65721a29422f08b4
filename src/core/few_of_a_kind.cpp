#include "core/few_of_a_kind.h"

#include <cctype>
#include <map>

namespace nacre {

namespace {
/// The text without what differs from place to place.
std::string kind_of(const std::string& text) {
  std::string kind;
  bool is_quoted = false;
  for (const char c : text) {
    if (c == '\'') is_quoted = !is_quoted;
    const bool is_number = std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '+';
    if (!is_quoted && !is_number) kind += c;
  }
  return kind;
}
}  // namespace

std::vector<std::string> few_of_each_kind(const std::vector<std::string>& texts) {
  std::map<std::string, std::size_t> count, shown;
  for (const std::string& text : texts) ++count[kind_of(text)];
  std::vector<std::string> few;
  for (const std::string& text : texts) {
    const std::string kind = kind_of(text);
    if (++shown[kind] > most_of_a_kind) continue;
    few.push_back(text);
    const std::size_t more = count[kind] - most_of_a_kind;
    if (shown[kind] == most_of_a_kind && count[kind] > most_of_a_kind)
      few.push_back("  and " + std::to_string(more) + " more like this");
  }
  return few;
}

}  // namespace nacre
