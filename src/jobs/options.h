// The options of a job: one table, bound to the struct that the job works with. The command line (app/job_command.h),
// a file of options (--config) and the keys of a pipeline's stage are all read through it, so that an option is
// declared once, and its value is checked once.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace nacre::jobs {

/// What a path of an option is for; a job's folder is where a relative one starts.
enum class Path { none, input, output, folder };

struct Option {
  std::string name;                ///< long, without dashes: "min-distance"; of a positional one the word in the help
  std::string short_name;          ///< "o" for -o; empty: none
  std::vector<std::string> other;  ///< further long names
  std::string values;              ///< what it takes: "number", "whole number", "word", "a | b", "A-B=value"
  std::string standard;            ///< what holds without it, as text; empty: nothing
  std::string sentence;
  std::string group;  ///< heading in the help; empty: Options
  bool positional = false;
  bool flag = false;  ///< takes no value
  bool required = false;
  int least = 1, most = 1;  ///< values of one use; most > 1: a list
  bool repeatable = false;  ///< may be given again, one value each time
  Path path = Path::none;
  std::vector<std::string> excludes;  ///< names of options that cannot stand beside it
  bool given = false;                 ///< set() was called
  /// Takes the words; throws Error with key(name), value and allowed range.
  std::function<void(const std::vector<std::string>& words)> set;
};

/// The table of one job.
class Options {
 public:
  /// Binds a field; the type says how words become values: std::string, double, int, std::int64_t, std::uint64_t,
  /// std::size_t, bool (a flag), std::optional and std::vector of these. Returns the row for what is special about it.
  template <class Field>
  Option& add(const std::string& name, Field& field, const std::string& sentence);
  template <class Field>
  Option& add_positional(const std::string& name, Field& field, const std::string& sentence);
  /// A word out of `choices`.
  Option& add_choice(const std::string& name, std::string& field, std::vector<std::string> choices,
                     const std::string& sentence);

  std::vector<Option>& rows() { return rows_; }
  const std::vector<Option>& rows() const { return rows_; }
  /// By long name or another name of it; null when there is none.
  Option* find(const std::string& name);
  /// Gives `name` a value unless it has one: for defaults that depend on other options.
  void set_unless_given(const std::string& name, const std::vector<std::string>& words);
  /// Throws Error for required options that are not given and options that exclude each other.
  void check() const;

 private:
  std::vector<Option> rows_;
};

}  // namespace nacre::jobs
