#include "jobs/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <type_traits>

#include "core/error.h"

namespace nacre::jobs {

namespace {
template <class T>
struct Inner {
  using type = T;
  static constexpr bool optional = false, list = false;
};
template <class T>
struct Inner<std::optional<T>> {
  using type = T;
  static constexpr bool optional = true, list = false;
};
template <class T>
struct Inner<std::vector<T>> {
  using type = T;
  static constexpr bool optional = false, list = true;
};

template <class T>
const char* values_of() {
  if constexpr (std::is_same_v<T, std::string>) return "a word";
  if constexpr (std::is_same_v<T, bool>) return "true | false";
  if constexpr (std::is_floating_point_v<T>) return "a number";
  if constexpr (std::is_unsigned_v<T>) return "a whole number >= 0";
  return "a whole number";
}

/// "a number > 0".
std::string allowed(const Option& o) {
  const bool bounded = std::isfinite(o.range.low) || std::isfinite(o.range.high);
  return bounded ? fmt::format("{}, {}", o.values, o.range.text()) : o.values;
}

Error wrong(const Option& o, const std::string& what, const std::string& value) {
  return Error(what).key(o.name).value(value).allowed(allowed(o));
}

template <class T>
T whole_number(const Option& o, const std::string& word) {
  T value = 0;
  const char* begin = word.data() + (word.size() > 1 && word[0] == '+' && word[1] != '-' ? 1 : 0);
  const char* last = word.data() + word.size();
  const auto [end, status] = std::from_chars(begin, last, value, 10);
  if (status != std::errc() || end != last) throw wrong(o, "not a whole number that fits here", word);
  if (!o.range.contains(static_cast<double>(value))) throw wrong(o, "out of range", word);
  return value;
}

template <class T>
T value_of(const Option& o, const std::string& word) {
  if constexpr (std::is_same_v<T, std::string>) {
    return word;
  } else if constexpr (std::is_floating_point_v<T>) {
    try {
      return to_real(word, o.name, o.range);
    } catch (const Error& e) {
      throw wrong(o, e.message().find("out of range") == std::string::npos ? "not a number" : "out of range", word);
    }
  } else {
    return whole_number<T>(o, word);
  }
}

template <class Field>
void assign_words(const Option& o, Field& field, const std::vector<std::string>& words) {
  using T = typename Inner<Field>::type;
  if constexpr (std::is_same_v<Field, bool>) {
    field = words.empty() || words[0] == "true";
  } else if constexpr (Inner<Field>::list) {
    Field values;
    for (const std::string& w : words) values.push_back(value_of<T>(o, w));
    field = std::move(values);
  } else {
    field = value_of<T>(o, words[0]);
  }
}

/// As a user would write it.
template <class Field>
std::string shown(const Field& field) {
  if constexpr (std::is_same_v<Field, bool>) {
    return "";
  } else if constexpr (Inner<Field>::list) {
    return field.empty() ? "" : fmt::format("[{}]", fmt::join(field, ","));
  } else if constexpr (Inner<Field>::optional) {
    return field ? fmt::format("{}", *field) : "";
  } else {
    return fmt::format("{}", field);
  }
}

std::string text_of(const std::vector<std::string>& words) {
  return words.size() == 1 ? words[0] : fmt::format("[{}]", fmt::join(words, ", "));
}

std::vector<std::string> split(const std::vector<std::string>& words, char delimiter) {
  if (delimiter == 0) return words;
  std::vector<std::string> parts;
  for (const std::string& w : words)
    for (std::size_t begin = 0; begin <= w.size();) {
      const std::size_t end = std::min(w.find(delimiter, begin), w.size());
      parts.push_back(w.substr(begin, end - begin));
      begin = end + 1;
    }
  return parts;
}

void check_number(const Option& o, const std::vector<std::string>& words) {
  const auto least = static_cast<std::size_t>(o.flag ? 0 : o.least);
  const auto most = static_cast<std::size_t>(o.repeatable ? any_number : o.most);
  if (words.size() < least) throw wrong(o, least > 1 ? "too few values" : "a value is missing", text_of(words));
  if (words.size() > most) throw wrong(o, most > 1 ? "too many values" : "not one value", text_of(words));
}

/// An empty name is a variable of a script that was not set: what it stood for would be lost.
void check_paths(const Option& o, const std::vector<std::string>& words) {
  if (o.path == Path::none) return;
  for (const std::string& w : words)
    if (w.empty()) throw Error("the name of a file or folder is empty").key(o.name);
}

void check_choices(const Option& o, const std::vector<std::string>& words) {
  if (o.flag && !words.empty() && words[0] != "true" && words[0] != "false")
    throw wrong(o, "not a value of this option", words[0]);
  if (o.choices.empty()) return;
  for (const std::string& w : words)
    if (std::find(o.choices.begin(), o.choices.end(), w) == o.choices.end())
      throw wrong(o, "not a value of this option", w).nearest(nearest_word(w, o.choices));
}
}  // namespace

void Option::set(const std::vector<std::string>& words) {
  const std::vector<std::string> values_given = split(words, delimiter);
  check_number(*this, values_given);
  check_choices(*this, values_given);
  check_paths(*this, values_given);
  assign(*this, values_given);
  given = !flag || words.empty() || words[0] == "true";
}

Option& Options::add_row(Option row) {
  rows_.push_back(std::move(row));
  return rows_.back();
}

template <class Field>
Option& Options::add(const std::string& name, Field& field, const std::string& sentence) {
  Option row;
  row.name = name, row.sentence = sentence;
  row.values = values_of<typename Inner<Field>::type>();
  row.standard = shown(field);
  row.flag = std::is_same_v<Field, bool>;
  if (Inner<Field>::list) row.most = any_number;
  row.assign = [&field](const Option& self, const std::vector<std::string>& words) {
    assign_words(self, field, words);
  };
  return add_row(std::move(row));
}

template <class Field>
Option& Options::add_positional(const std::string& name, Field& field, const std::string& sentence) {
  Option& row = add(name, field, sentence);
  row.positional = true;
  return row;
}

Option& Options::add_choice(const std::string& name, std::string& field, std::vector<std::string> choices,
                            const std::string& sentence) {
  Option& row = add(name, field, sentence);
  row.values = fmt::format("{}", fmt::join(choices, " | "));
  row.choices = std::move(choices);
  return row;
}

Option* Options::find(const std::string& name) {
  for (Option& o : rows_)
    if (o.name == name || std::find(o.other.begin(), o.other.end(), name) != o.other.end()) return &o;
  return nullptr;
}

std::vector<std::string> Options::names() const {
  std::vector<std::string> all;
  for (const Option& o : rows_) all.push_back(o.name);
  return all;
}

Option& Options::at(const std::string& name) {
  if (Option* found = find(name)) return *found;
  const std::vector<std::string> known = names();
  throw Error("unknown option")
      .key(name)
      .allowed(fmt::format("{}", fmt::join(known, " | ")))
      .nearest(nearest_word(name, known));
}

void Options::set_unless_given(const std::string& name, const std::vector<std::string>& words) {
  if (Option& o = at(name); !o.given) o.set(words);
}

void Options::check() const {
  for (const Option& o : rows_) {
    if (o.required && !o.given) throw Error("is required").key(o.name).allowed(allowed(o));
    if (!o.given) continue;
    for (const Option& other : rows_)
      if (other.given && std::find(o.excludes.begin(), o.excludes.end(), other.name) != o.excludes.end())
        throw Error("cannot stand beside " + other.name).key(o.name);
  }
}

#define NACRE_OPTION_FIELD(Type)                                                \
  template Option& Options::add(const std::string&, Type&, const std::string&); \
  template Option& Options::add_positional(const std::string&, Type&, const std::string&);
NACRE_OPTION_FIELD(bool)
NACRE_OPTION_FIELD(std::string)
NACRE_OPTION_FIELD(double)
NACRE_OPTION_FIELD(int)
NACRE_OPTION_FIELD(unsigned)
NACRE_OPTION_FIELD(std::int64_t)
NACRE_OPTION_FIELD(std::uint64_t)
NACRE_OPTION_FIELD(std::optional<std::string>)
NACRE_OPTION_FIELD(std::optional<double>)
NACRE_OPTION_FIELD(std::optional<int>)
NACRE_OPTION_FIELD(std::optional<std::int64_t>)
NACRE_OPTION_FIELD(std::optional<std::uint64_t>)
NACRE_OPTION_FIELD(std::vector<std::string>)
NACRE_OPTION_FIELD(std::vector<double>)
NACRE_OPTION_FIELD(std::vector<int>)
NACRE_OPTION_FIELD(std::vector<std::int64_t>)
NACRE_OPTION_FIELD(std::vector<std::uint64_t>)
#undef NACRE_OPTION_FIELD

}  // namespace nacre::jobs
