#include "jobs/option_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace nacre::jobs {

std::string type_text(const Option& o) {
  if (!o.choices.empty()) return fmt::format("TEXT:{{{}}}", fmt::join(o.choices, ","));
  const std::string type = o.values == "a number"              ? "FLOAT"
                           : o.values == "a whole number >= 0" ? "UINT"
                           : o.values == "a whole number"      ? "INT"
                                                               : "TEXT";
  const Range& r = o.range;
  if (std::isfinite(r.low) && std::isfinite(r.high)) return fmt::format("{0}:{0} in [{1} - {2}]", type, r.low, r.high);
  if (r.low == 0) return type + (r.open_low ? ":POSITIVE" : ":NONNEGATIVE");
  return std::isfinite(r.low) || std::isfinite(r.high) ? type + ":" + r.text() : type;
}

}  // namespace nacre::jobs
