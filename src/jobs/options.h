// The options of a job: one table, bound to the struct that the job works with. The command line (app/job_command.h),
// a file of options (option_file.h) and the keys of a pipeline's stage are all read through it, so that an option is
// declared once, and its value is checked once. The job, whose fields are bound, must outlive the table.
//   table.add("rmax", settings.r_max, "Largest distance (Å)");
//   table.add("cutoff", cutoffs, "A-B=value (A), repeated").repeat().require();
//   table.add("output", output, "Table to write, for example rdf.csv").shortly("o").as(Path::output);
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "io/words.h"

namespace nacre::jobs {

/// What a path of an option is for; a job's folder is where a relative one starts.
enum class Path { none, input, output, folder };

constexpr int any_number = 1 << 29;  ///< values of one option

struct Option {
  std::string name;                ///< long, without dashes: "min-distance"; of a positional one the word in the help
  std::string short_name;          ///< "o" for -o; empty: none
  std::vector<std::string> other;  ///< further long names
  std::string values;              ///< what it takes: "a number", "a whole number", "a word", "a | b"
  std::string standard;            ///< what holds without it, as text; empty: nothing that can be shown
  std::string sentence;
  std::string group;  ///< heading in the help; empty: Options
  bool positional = false;
  bool flag = false;  ///< takes no value
  bool required = false;
  int least = 1, most = 1;  ///< values of one use; most > 1: a list
  bool repeatable = false;  ///< may be given again, one value each time
  char delimiter = 0;       ///< splits a word into several values; 0: none
  Path path = Path::none;
  std::vector<std::string> choices;   ///< of a word; empty: any
  Range range;                        ///< of a number
  std::vector<std::string> excludes;  ///< names of options that cannot stand beside it
  bool given = false;                 ///< set() was called
  /// Words to the bound field; set() has checked their number and the choices.
  std::function<void(const Option& self, const std::vector<std::string>& words)> assign;

  /// Takes the words of all uses; of a flag none, or true or false. Throws Error with key(name), value and allowed.
  void set(const std::vector<std::string>& words);
  bool is_list() const { return most > 1 || repeatable; }

  // What is special about a row, one after another.
  Option& require() { return required = true, *this; }
  Option& repeat() { return repeatable = true, least = most = 1, *this; }
  Option& times(int low, int high) { return least = low, most = high, *this; }
  Option& split_at(char c) { return delimiter = c, *this; }
  Option& in(Range allowed) { return range = allowed, *this; }
  Option& shortly(std::string letter) { return short_name = std::move(letter), *this; }
  Option& also(std::string long_name) { return other.push_back(std::move(long_name)), *this; }
  Option& as(Path kind) { return path = kind, *this; }
  Option& under(std::string heading) { return group = std::move(heading), *this; }
  Option& without(std::vector<std::string> names) { return excludes = std::move(names), *this; }
  /// No standard is shown: the field's own value says nothing to a reader.
  Option& no_standard() { return standard.clear(), *this; }
  Option& standing_for(std::string text) { return standard = std::move(text), *this; }
};

/// The table of one job.
class Options {
 public:
  /// Binds a field; the type says how words become values: std::string, double, int, std::int64_t, std::uint64_t,
  /// std::size_t, bool (a flag), std::optional and std::vector of these. The field's value at that time is the standard
  /// that is shown (not of a flag, an empty string, an empty list). Returns the row, for what is special about it; the
  /// reference holds until the next row. Defined in options.cpp for these types.
  template <class Field>
  Option& add(const std::string& name, Field& field, const std::string& sentence);
  template <class Field>
  Option& add_positional(const std::string& name, Field& field, const std::string& sentence);
  /// A word out of `choices`.
  Option& add_choice(const std::string& name, std::string& field, std::vector<std::string> choices,
                     const std::string& sentence);
  /// A row that another kind of field or a function takes the words of.
  Option& add_row(Option row);
  /// Options of a part, under a name of their own: of an analysis on the page of `analyze all`. A file of options may
  /// give them in a section of that name. `part` must outlive this table.
  void add_section(const std::string& name, Options& part) { sections_.emplace_back(name, &part); }

  std::vector<Option>& rows() & { return rows_; }
  const std::vector<Option>& rows() const& { return rows_; }
  const std::vector<Option>& rows() const&& = delete;  ///< of a table that is gone
  const std::vector<std::pair<std::string, Options*>>& sections() const { return sections_; }
  /// By long name or another name of it; null when there is none.
  Option* find(const std::string& name);
  /// The same, throws Error with the known names and the nearest one.
  Option& at(const std::string& name);
  std::vector<std::string> names() const;
  /// Gives `name` a value unless it has one: for defaults that depend on other options.
  void set_unless_given(const std::string& name, const std::vector<std::string>& words);
  /// Throws Error for required options that are not given and options that exclude each other.
  void check() const;

 private:
  std::vector<Option> rows_;
  std::vector<std::pair<std::string, Options*>> sections_;
};

}  // namespace nacre::jobs
