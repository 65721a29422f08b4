// Pieces of a page of HTML: words of users and files made harmless, elements that are closed by construction, links that
// hold a file. What an element's content is given as is HTML already; values of attributes are words.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nacre::report {

/// Fit for content and for values of attributes, of HTML and of SVG: control characters are written out
/// (core/printable.h), < > & " become entities.
std::string html_text(std::string_view words);

using Attributes = std::vector<std::pair<const char*, std::string>>;
/// <name ...>content</name>
std::string element(const char* name, const Attributes& attributes, const std::string& content);
/// <name ...>words</name>, the words escaped.
std::string text_element(const char* name, const std::string& words, const Attributes& attributes = {});
/// <name .../>
std::string empty_element(const char* name, const Attributes& attributes);

/// Address of a file below the folder of the page. It is never one of another place or kind, whatever the name is: it
/// begins with "./", and bytes that are no letter, digit or one of - _ . ~ / are written as %XX.
std::string file_link(std::string_view path);
/// An address that holds the content itself; `type` such as "text/csv".
std::string data_link(const std::string& type, std::string_view content);
/// Words as JavaScript, in quotation marks, that stay words inside <script>.
std::string script_string(std::string_view words);

}  // namespace nacre::report
