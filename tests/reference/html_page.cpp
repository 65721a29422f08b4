#include "reference/html_page.h"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace reference {

namespace {
std::string decoded(const std::string& text, std::vector<std::string>& faults) {
  static const std::map<std::string, std::string> entities{{"lt", "<"}, {"gt", ">"}, {"amp", "&"}, {"quot", "\""}};
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '&') {
      out += text[i];
      continue;
    }
    const std::size_t end = text.find(';', i);
    const auto known = entities.find(end == std::string::npos ? "" : text.substr(i + 1, end - i - 1));
    if (known == entities.end()) {
      faults.push_back("an & that begins no entity: " + text.substr(i, 20));
      continue;
    }
    out += known->second, i = end;
  }
  return out;
}

bool is_name(const std::string& s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

class Parser {
 public:
  explicit Parser(const std::string& text) : text_(text) {}

  HtmlPage read() {
    const std::string type = "<!DOCTYPE html>\n";
    if (text_.compare(0, type.size(), type) != 0) fault("no <!DOCTYPE html>");
    at_ = type.size();
    while (at_ < text_.size() && page_.faults.size() < 20) step();
    for (const int open : open_) fault("never closed: " + page_.elements[static_cast<std::size_t>(open)].name);
    return std::move(page_);
  }

 private:
  void fault(const std::string& what) { page_.faults.push_back(what + " (byte " + std::to_string(at_) + ")"); }

  void step() {
    if (text_[at_] == '<') return tag();
    const std::size_t end = std::min(text_.find('<', at_), text_.size());
    const std::string raw = text_.substr(at_, end - at_);
    add_text(decoded(raw, page_.faults));
    if (raw.find('>') != std::string::npos) fault("a bare >");
    at_ = end;
  }

  void add_text(const std::string& words) {
    if (open_.empty() && words.find_first_not_of(" \n") != std::string::npos) fault("words outside of the page");
    for (const int open : open_) page_.elements[static_cast<std::size_t>(open)].text += words;
  }

  void tag() {
    const std::size_t end = text_.find('>', at_);
    if (end == std::string::npos) return fault("a tag without end"), static_cast<void>(at_ = text_.size());
    std::string inside = text_.substr(at_ + 1, end - at_ - 1);
    const std::size_t begin = at_;
    at_ = end + 1;
    if (!inside.empty() && inside[0] == '/') return close(inside.substr(1));
    const bool alone = !inside.empty() && inside.back() == '/';
    if (alone) inside.pop_back();
    open(inside, begin);
    if (alone) open_.pop_back();
    const std::string& name = page_.elements.back().name;
    if (!alone && (name == "script" || name == "style")) raw(name);
  }

  /// Of a script and a style nothing is decoded.
  void raw(const std::string& name) {
    const std::size_t end = text_.find("</" + name, at_);
    if (end == std::string::npos) return fault(name + " without end");
    add_text(text_.substr(at_, end - at_));
    at_ = end;
  }

  void close(const std::string& name) {
    if (open_.empty()) return fault("closes nothing: " + name);
    const std::string& last = page_.elements[static_cast<std::size_t>(open_.back())].name;
    if (last != name) fault("closes " + name + " where " + last + " is open");
    open_.pop_back();
  }

  void open(const std::string& inside, std::size_t begin) {
    HtmlElement element;
    const std::size_t space = std::min(inside.find(' '), inside.size());
    element.name = inside.substr(0, space);
    if (!is_name(element.name)) fault("no name of an element: " + text_.substr(begin, 30));
    element.parent = open_.empty() ? -1 : open_.back();
    for (std::size_t i = space; i < inside.size();) i = attribute(inside, i, element);
    open_.push_back(static_cast<int>(page_.elements.size()));
    page_.elements.push_back(std::move(element));
  }

  std::size_t attribute(const std::string& inside, std::size_t i, HtmlElement& element) {
    while (i < inside.size() && inside[i] == ' ') ++i;
    if (i == inside.size()) return i;
    const std::size_t equals = inside.find("=\"", i);
    const std::size_t end = equals == std::string::npos ? equals : inside.find('"', equals + 2);
    if (end == std::string::npos) return fault("an attribute without a value: " + inside.substr(i, 30)), inside.size();
    const std::string name = inside.substr(i, equals - i), value = inside.substr(equals + 2, end - equals - 2);
    if (!is_name(name)) fault("no name of an attribute: " + name);
    if (value.find('<') != std::string::npos) fault("a bare < in a value");
    if (!element.attributes.emplace(name, decoded(value, page_.faults)).second) fault("given twice: " + name);
    return end + 1;
  }

  const std::string& text_;
  std::size_t at_ = 0;
  std::vector<int> open_;
  HtmlPage page_;
};

bool begins(const std::string& text, const std::string& with) { return text.compare(0, with.size(), with) == 0; }

/// Percent encoding, RFC 3986.
std::string unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '%' && i + 2 < text.size())
      out += static_cast<char>(std::strtol(text.substr(i + 1, 2).c_str(), nullptr, 16)), i += 2;
    else
      out += text[i];
  return out;
}

bool holds(const HtmlPage& page, std::size_t outer, const std::string& name) {
  for (const HtmlElement& e : page.elements)
    if (e.name == name)
      for (int up = e.parent; up >= 0; up = page.elements[static_cast<std::size_t>(up)].parent)
        if (up == static_cast<int>(outer)) return true;
  return false;
}

/// Everything that names something to fetch or to go to.
void check_addresses(const HtmlPage& page, std::vector<std::string>& faults) {
  std::set<std::string> ids;
  for (const HtmlElement& e : page.elements)
    if (e.has("id") && !ids.insert(e.at("id")).second) faults.push_back("an id twice: " + e.at("id"));
  for (const HtmlElement& e : page.elements) {
    const std::string target = e.at("href");
    const bool good = begins(target, "./") || begins(target, "data:text/csv;") ||
                      (begins(target, "#") && ids.count(target.substr(1)) > 0);
    if (e.has("href") && !good) faults.push_back("leads nowhere: " + target.substr(0, 60));
    if (e.has("src")) faults.push_back("fetched: " + e.at("src"));
    for (const char* list : {"aria-labelledby", "aria-describedby"})
      if (e.has(list) && ids.count(e.at(list)) == 0) faults.push_back("named by nothing: " + e.at(list));
    for (const auto& [name, value] : e.attributes)
      if (begins(name, "on") || name == "style" || name == "action") faults.push_back("an attribute " + name);
    if (e.name == "style" && (e.text.find("url(") != std::string::npos || e.text.find("@import") != std::string::npos))
      faults.emplace_back("the style fetches");
  }
}

void check_tables(const HtmlPage& page, std::vector<std::string>& faults) {
  for (std::size_t i = 0; i < page.elements.size(); ++i) {
    const HtmlElement& e = page.elements[i];
    if (e.name == "table" && !holds(page, i, "caption")) faults.emplace_back("a table without a caption");
    if (e.name == "th" && e.at("scope") != "row" && e.at("scope") != "col") faults.push_back("no scope: " + e.text);
    if (e.name == "figure" && !holds(page, i, "figcaption")) faults.emplace_back("a figure without a caption");
    if (e.name == "svg" && (e.at("role") != "img" || e.at("aria-label").empty()))
      faults.emplace_back("a drawing without a name");
    if (e.at("class").find("scroll") != std::string::npos && e.at("tabindex") != "0")
      faults.emplace_back("out of reach of keys");
  }
}

void check_headings(const HtmlPage& page, std::vector<std::string>& faults) {
  int level = 0;
  for (const HtmlElement& e : page.elements) {
    if (e.name.size() != 2 || e.name[0] != 'h' || e.name[1] < '1' || e.name[1] > '6') continue;
    const int now = e.name[1] - '0';
    if (now > level + 1) faults.push_back("a heading skips a level: " + e.text);
    if (e.text.empty()) faults.emplace_back("an empty heading");
    level = now;
  }
  if (page.all("h1").size() != 1) faults.emplace_back("not one h1");
}
}  // namespace

std::vector<const HtmlElement*> HtmlPage::all(const std::string& name) const {
  std::vector<const HtmlElement*> found;
  for (const HtmlElement& e : elements)
    if (e.name == name) found.push_back(&e);
  return found;
}

HtmlPage read_html(const std::string& text) { return Parser(text).read(); }

std::vector<std::string> html_faults(const HtmlPage& page) {
  std::vector<std::string> faults = page.faults;
  check_addresses(page, faults);
  check_tables(page, faults);
  check_headings(page, faults);
  if (page.elements.empty() || page.elements[0].at("lang").empty()) faults.emplace_back("no language");
  return faults;
}

std::vector<std::string> files_beside(const HtmlPage& page) {
  std::vector<std::string> files;
  for (const HtmlElement& e : page.elements)
    if (begins(e.at("href"), "./")) files.push_back(unescaped(e.at("href").substr(2)));
  return files;
}

std::string decoded_data(const std::string& address) {
  const std::size_t comma = address.find(',');
  return comma == std::string::npos ? "" : unescaped(address.substr(comma + 1));
}

}  // namespace reference
