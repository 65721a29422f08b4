#include "report/html_text.h"

#include <fmt/format.h>

#include <iterator>

#include "core/printable.h"

namespace nacre::report {

namespace {
std::string entity_of(char c) {
  switch (c) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    case '"':
      return "&quot;";
    default:
      return {c};
  }
}

bool is_plain(char c, std::string_view more) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || more.find(c) != std::string_view::npos;
}

/// RFC 3986, section 2.1.
std::string percent_encoded(std::string_view text, std::string_view more) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text)
    if (is_plain(c, more))
      out += c;
    else
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
  return out;
}

std::string opened(const char* name, const Attributes& attributes) {
  std::string out = std::string("<") + name;
  for (const auto& [key, value] : attributes) out.append(" ").append(key).append("=\"").append(html_text(value)) += '"';
  return out;
}
}  // namespace

std::string html_text(std::string_view words) {
  std::string out;
  for (const char c : printable(words)) out += entity_of(c);
  return out;
}

std::string element(const char* name, const Attributes& attributes, const std::string& content) {
  return opened(name, attributes) + ">" + content + "</" + name + ">";
}

std::string text_element(const char* name, const std::string& words, const Attributes& attributes) {
  return element(name, attributes, html_text(words));
}

std::string empty_element(const char* name, const Attributes& attributes) { return opened(name, attributes) + "/>"; }

std::string file_link(std::string_view path) { return "./" + percent_encoded(path, "-_.~/"); }

std::string data_link(const std::string& type, std::string_view content) {
  return "data:" + type + ";charset=utf-8," + percent_encoded(content, "-_.~,");
}

std::string script_string(std::string_view words) {
  std::string out = "\"";
  for (const char c : words)
    if (is_plain(c, " .,:;-_+=/()[]|"))
      out += c;
    else if (static_cast<unsigned char>(c) < 128)
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    else
      out += '?';  // names of elements and numbers have none
  return out + "\"";
}

}  // namespace nacre::report
