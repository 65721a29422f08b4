#include "core/whole_number.h"

#include <sstream>
#include <string>

#include "core/error.h"

namespace nacre::detail {

namespace {
std::string shown(double v) {
  std::ostringstream s;
  s.precision(10);
  s << v;
  return s.str();
}
}  // namespace

void refuse_number(Named name, double value, double low, double high) {
  std::string what = name.what;
  if (name.atom >= 0) what += " of atom " + std::to_string(name.atom) + " (counted from 0)";
  throw Error(what + " is out of range", Error::Kind::failed)
      .value(shown(value))
      .allowed(shown(low) + " .. " + shown(high));
}

}  // namespace nacre::detail
