#include "api/inside.h"

namespace nacre::v1 {

Error::Error(Kind kind, const std::string& what, const std::string& message, const std::string& file, long line,
             const std::string& key)
    : kind_(kind), what_(what), message_(message), file_(file), key_(key), line_(line) {}
Error::Error(const Error&) = default;
Error& Error::operator=(const Error&) = default;
Error::~Error() = default;

Error::Kind Error::kind() const noexcept { return kind_; }
const std::string& Error::file() const noexcept { return file_; }
long Error::line() const noexcept { return line_; }
const std::string& Error::key() const noexcept { return key_; }
const std::string& Error::message() const noexcept { return message_; }
const char* Error::what() const noexcept { return what_.c_str(); }

Error public_error(const nacre::Error& error) {
  const auto kind = error.kind() == nacre::Error::Kind::bad_input ? Error::Kind::bad_input
                    : error.kind() == nacre::Error::Kind::failed  ? Error::Kind::failed
                                                                  : Error::Kind::interrupted;
  return {kind, error.what(), error.message(), error.file(), error.line(), error.key()};
}

nacre::Error bad_argument(const std::string& what, const std::string& argument, const std::string& given,
                          const std::string& allowed) {
  return nacre::Error(what).key(argument).value(given).allowed(allowed);
}

void expect_size(const std::string& argument, std::size_t size, std::size_t expected, const std::string& meaning) {
  if (size == expected) return;
  throw bad_argument("the array has the wrong size", argument, std::to_string(size) + " numbers",
                     std::to_string(expected) + ", " + meaning);
}

void expect_nep(const std::string& potential, const std::string& wanted) {
  if (!potential.starts_with("nep"))
    throw bad_argument("this potential has no " + wanted, "potential", potential,
                       "nep3, nep4 or nep5, with or without zbl");
}

void check_own(std::size_t own, std::size_t atoms) {
  if (own > atoms)
    throw bad_argument("more own atoms than atoms", "own", std::to_string(own),
                       "0 to " + std::to_string(atoms) + ", the size of types");
}

}  // namespace nacre::v1
