#include "jobs/page/option_values.h"

namespace nacre::jobs {

std::string option_values(Job& job) {
  Options table;  // a table that is made now shows the values of the fields as its standards
  job.options(table);
  std::string text;
  for (const Option& option : table.rows())
    if (!option.standard.empty()) text += option.name + ": " + option.standard + "\n";
  return text;
}

}  // namespace nacre::jobs
