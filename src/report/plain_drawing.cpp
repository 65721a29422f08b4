#include "report/plain_drawing.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "report/html_text.h"

namespace nacre::report {

namespace {
constexpr std::string_view elements[] = {"svg", "g", "rect", "line", "path", "circle", "polygon", "text", "title"};
constexpr std::string_view attribute_names[] = {"xmlns",
                                                "width",
                                                "height",
                                                "viewBox",
                                                "font-family",
                                                "font-size",
                                                "x",
                                                "y",
                                                "x1",
                                                "y1",
                                                "x2",
                                                "y2",
                                                "d",
                                                "cx",
                                                "cy",
                                                "r",
                                                "points",
                                                "transform",
                                                "fill",
                                                "stroke",
                                                "text-anchor",
                                                "stroke-width",
                                                "stroke-opacity",
                                                "stroke-dasharray",
                                                "fill-opacity",
                                                "stroke-linecap",
                                                "font-weight"};

template <std::size_t n>
bool is_in(const std::string_view (&names)[n], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// Of a value: nothing that a browser would fetch or leave the value by.
bool is_plain_value(std::string_view value) {
  return value.find_first_of("<>\\") == std::string_view::npos && value.find("url") == std::string_view::npos;
}

/// Takes ` name="value"` from the beginning; false when it is not plain.
bool take_attribute(std::string_view& rest) {
  const std::size_t name_begin = rest.find_first_not_of(" \n");
  const std::size_t equals = rest.find("=\"");
  if (name_begin == 0 || equals == std::string_view::npos || name_begin > equals) return false;
  const std::size_t end = rest.find('"', equals + 2);
  if (end == std::string_view::npos) return false;
  const std::string_view name = rest.substr(name_begin, equals - name_begin);
  const std::string_view value = rest.substr(equals + 2, end - equals - 2);
  rest.remove_prefix(end + 1);
  return is_in(attribute_names, name) && is_plain_value(value);
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \n") == std::string_view::npos; }

class DrawingReader {
 public:
  explicit DrawingReader(std::string_view svg) : rest_(svg) {}

  bool is_plain() {
    if (rest_.rfind("<svg ", 0) != 0) return false;
    while (!rest_.empty())
      if (!take_tag()) return false;
    return open_.empty();
  }

 private:
  /// A tag and the words behind it.
  bool take_tag() {
    const std::size_t end = rest_.find('>');
    if (end == std::string_view::npos) return false;
    const std::string_view tag = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    if (!(tag.rfind("/", 0) == 0 ? closes(tag.substr(1)) : opens(tag))) return false;
    const std::size_t next = std::min(rest_.find('<'), rest_.size());
    if (open_.empty() && !(is_blank(rest_) && next == rest_.size())) return false;
    rest_.remove_prefix(next);
    return true;
  }

  bool closes(std::string_view name) {
    if (open_.empty() || open_.back() != name) return false;
    open_.pop_back();
    return true;
  }

  bool opens(std::string_view tag) {
    const bool is_closed = tag.ends_with('/');
    if (is_closed) tag.remove_suffix(1);
    const std::string_view name = tag.substr(0, std::min(tag.find_first_of(" \n"), tag.size()));
    tag.remove_prefix(name.size());
    if (!is_in(elements, name)) return false;
    while (!is_blank(tag))
      if (!take_attribute(tag)) return false;
    if (!is_closed) open_.push_back(name);
    return true;
  }

  std::string_view rest_;
  std::vector<std::string_view> open_;
};
}  // namespace

bool is_plain_drawing(std::string_view svg) { return DrawingReader(svg).is_plain(); }

std::optional<std::string> page_drawing(const std::string& svg, const std::string& name) {
  if (!is_plain_drawing(svg)) return {};
  constexpr std::string_view begin = "<svg ", space = "xmlns=\"http://www.w3.org/2000/svg\" ";
  std::string rest = svg.substr(begin.size());
  if (const std::size_t at = rest.find(space); at != std::string::npos) rest.erase(at, space.size());
  return "<svg role=\"img\" aria-label=\"" + html_text(name) + "\" " + rest;
}

}  // namespace nacre::report
