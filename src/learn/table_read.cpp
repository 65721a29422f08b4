// A CSV file as a Table.
#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <string_view>

#include "io/text_lines.h"
#include "io/words.h"
#include "learn/table.h"

namespace nacre::learn {

namespace {
std::string trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return std::string(text);
}

std::vector<std::string> fields(std::string_view line) {
  std::vector<std::string> out;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find(',', begin), line.size());
    out.push_back(trimmed(line.substr(begin, end - begin)));
    begin = end + 1;
  }
  return out;
}

class Reader {
 public:
  Reader(const std::string& path, const TableColumns& columns) : lines_(path), wanted_(columns) { table_.file = path; }

  Table read() {
    std::string_view line;
    while (lines_.next(line)) {
      if (trimmed(line).empty()) continue;
      if (line.front() == '#') {
        read_note(line);
      } else if (header_.empty()) {
        read_header(line);
      } else {
        read_row(line);
      }
    }
    if (header_.empty()) throw Error("a table needs a line with the names of its columns").file(lines_.path());
    finish();
    return std::move(table_);
  }

 private:
  Error here(Error error) const { return std::move(error.file(lines_.path()).line(lines_.number())); }

  void read_note(std::string_view line) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) return;  // a remark
    table_.notes.emplace_back(trimmed(line.substr(1, colon - 1)), trimmed(line.substr(colon + 2)));
  }

  int column(const std::string& name) const {
    const auto found = std::find(header_.begin(), header_.end(), name);
    if (found == header_.end())
      throw here(Error("the table has no such column").key(name).nearest(nearest_word(name, header_)));
    return static_cast<int>(found - header_.begin());
  }

  void read_header(std::string_view line) {
    header_ = fields(line);
    const std::set<std::string> distinct(header_.begin(), header_.end());
    if (distinct.size() != header_.size() || distinct.count("") != 0)
      throw here(Error("every column needs a name of its own").value(line));
    std::set<std::string> other(wanted_.extra.begin(), wanted_.extra.end());
    other.insert(wanted_.optional.begin(), wanted_.optional.end());
    other.insert(wanted_.ignored.begin(), wanted_.ignored.end());
    other.insert({wanted_.label, wanted_.group});
    table_.features = wanted_.features;
    if (table_.features.empty())
      for (const std::string& name : header_)
        if (other.count(name) == 0) table_.features.push_back(name);
    if (table_.features.empty()) throw here(Error("the table has no features").value(line));
    table_.extra_names = wanted_.extra;
    for (const std::string& name : table_.features) feature_at_.push_back(column(name));
    for (const std::string& name : table_.extra_names) extra_at_.push_back(column(name));
    for (const std::string& name : wanted_.optional) {
      table_.extra_names.push_back(name);
      extra_at_.push_back(std::find(header_.begin(), header_.end(), name) == header_.end() ? missing : column(name));
    }
    label_at_ = wanted_.label.empty() ? -1 : column(wanted_.label);
    group_at_ = wanted_.group.empty() ? -1 : column(wanted_.group);
    table_.columns.resize(feature_at_.size()), table_.extra.resize(extra_at_.size());
  }

  void read_row(std::string_view line) {
    const std::vector<std::string> words = fields(line);
    if (words.size() != header_.size())
      throw here(Error("the row has another number of columns than the header")
                     .value(std::to_string(words.size()))
                     .allowed(std::to_string(header_.size())));
    try {
      for (std::size_t f = 0; f < feature_at_.size(); ++f)
        append(table_.columns[f], words[feature_at_[f]], feature_at_[f]);
      for (std::size_t f = 0; f < extra_at_.size(); ++f) append_extra(f, words);
      if (label_at_ >= 0) label_words_.push_back(known_class(words[label_at_]));
      if (group_at_ >= 0) group_words_.push_back(words[group_at_]);
    } catch (Error& error) {
      throw here(std::move(error));
    }
  }

  void append(std::vector<double>& column, const std::string& word, int at) const {
    column.push_back(to_real(word, header_[at]));
  }

  void append_extra(std::size_t f, const std::vector<std::string>& words) {
    const int at = extra_at_[f];
    const bool may_be_empty = f >= wanted_.extra.size();
    if (may_be_empty && (at == missing || words[at].empty()))
      table_.extra[f].push_back(std::numeric_limits<double>::quiet_NaN());
    else
      append(table_.extra[f], words[at], at);
  }

  const std::string& known_class(const std::string& word) const {
    const auto& known = wanted_.classes;
    if (word.empty()) throw Error("a row without a label").key(wanted_.label);
    if (known.empty() || std::find(known.begin(), known.end(), word) != known.end()) return word;
    std::string allowed;
    for (const std::string& name : known) allowed += (allowed.empty() ? "" : ", ") + name;
    throw Error("this is none of the classes")
        .key(wanted_.label)
        .value(word)
        .allowed(allowed)
        .nearest(nearest_word(word, known));
  }

  static std::vector<int> indices(const std::vector<std::string>& words, const std::vector<std::string>& names) {
    std::map<std::string, int> place;
    for (std::size_t i = 0; i < names.size(); ++i) place[names[i]] = static_cast<int>(i);
    std::vector<int> out;
    out.reserve(words.size());
    for (const std::string& word : words) out.push_back(place.at(word));
    return out;
  }
  static std::vector<std::string> sorted(const std::vector<std::string>& words) {
    const std::set<std::string> distinct(words.begin(), words.end());
    return {distinct.begin(), distinct.end()};
  }

  void finish() {
    if (label_at_ >= 0) {
      table_.classes = wanted_.classes.empty() ? sorted(label_words_) : wanted_.classes;
      table_.label = indices(label_words_, table_.classes);
    }
    if (group_at_ >= 0) table_.groups = sorted(group_words_), table_.group = indices(group_words_, table_.groups);
    if (table_.rows() == 0) throw Error("the table has no rows").file(lines_.path());
    table_.check();
  }

  static constexpr int missing = -1;
  TextLines lines_;
  TableColumns wanted_;
  Table table_;
  std::vector<std::string> header_, label_words_, group_words_;
  std::vector<int> feature_at_, extra_at_;
  int label_at_ = -1, group_at_ = -1;
};
}  // namespace

Table read_table(const std::string& path, const TableColumns& columns) { return Reader(path, columns).read(); }

}  // namespace nacre::learn
