// A strict reader of a page of HTML, by the rules of XML and nothing of src: what it reads is closed, escaped and unique,
// or it says where not. It knows no defaults and forgives nothing, as a browser would.
#pragma once
#include <map>
#include <string>
#include <vector>

namespace reference {

struct HtmlElement {
  std::string name;
  std::map<std::string, std::string> attributes;  ///< decoded
  std::string text;                               ///< decoded, of it and of all in it; of script and style as it stands
  int parent = -1;                                ///< number of the element that holds it
  bool has(const std::string& attribute) const { return attributes.count(attribute) > 0; }
  std::string at(const std::string& attribute) const {
    const auto found = attributes.find(attribute);
    return found == attributes.end() ? "" : found->second;
  }
};

struct HtmlPage {
  std::vector<HtmlElement> elements;
  std::vector<std::string> faults;  ///< an empty list: the page is well-formed
  std::vector<const HtmlElement*> all(const std::string& name) const;
};

HtmlPage read_html(const std::string& text);

/// What is wrong with the page as a whole: targets that do not exist, anything fetched from elsewhere, tables without a
/// caption or scopes, figures without a name, headings that skip a level, handlers.
std::vector<std::string> html_faults(const HtmlPage& page);
/// Addresses of files beside the page, decoded.
std::vector<std::string> files_beside(const HtmlPage& page);
/// "data:type;charset=utf-8,..." as the bytes it holds.
std::string decoded_data(const std::string& address);

}  // namespace reference
