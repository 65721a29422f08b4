#include "core/whole_number.h"

#include <string>

#include "core/error.h"
#include "core/printable.h"

namespace nacre::detail {

void refuse_number(Named name, double value, double low, double high) {
  std::string what = name.what;
  if (name.atom >= 0) what += " of atom " + std::to_string(name.atom) + " (counted from 0)";
  throw Error(what + " is out of range", Error::Kind::failed)
      .value(number_text(value))
      .allowed(number_text(low) + " .. " + number_text(high));
}

}  // namespace nacre::detail
