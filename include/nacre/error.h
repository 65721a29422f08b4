// The one exception type of the library. Nothing is printed, the process is never ended, no signal is caught.
#pragma once
#include <exception>
#include <string>

#include <nacre/version.h>

namespace nacre::v1 {

class Error : public std::exception {
 public:
  enum class Kind {
    bad_input,   ///< the caller or the file can be mended: what() names value and allowed range
    failed,      ///< the work went wrong: what() names the cause
    interrupted  ///< stopped on request
  };

  Error(Kind kind, const std::string& what, const std::string& message, const std::string& file = "", long line = 0,
        const std::string& key = "");
  Error(const Error&);
  Error& operator=(const Error&);
  ~Error() override;

  Kind kind() const noexcept;
  const std::string& file() const noexcept;     ///< empty when the error is of no file
  long line() const noexcept;                   ///< counted from 1; 0 when there is none
  const std::string& key() const noexcept;      ///< the argument or keyword; may be empty
  const std::string& message() const noexcept;  ///< without file and line
  /// "file:line: key: message, given '...', allowed: ...; did you mean '...'?"
  const char* what() const noexcept override;

 private:
  Kind kind_;
  std::string what_, message_, file_, key_;
  long line_;
};

}  // namespace nacre::v1
