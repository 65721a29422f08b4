#include "jobs/given_options.h"

#include <algorithm>
#include <utility>

#include "core/error.h"

namespace nacre::jobs {

Option& GivenOptions::watch(Option& option) {
  option.assign = [this, then = std::move(option.assign)](const Option& self, const std::vector<std::string>& words) {
    then(self, words);
    given_.push_back(self.name);
  };
  return option;
}

void GivenOptions::refuse(const std::vector<std::string>& names, const std::string& does_nothing) const {
  for (const std::string& name : names)
    if (std::find(given_.begin(), given_.end(), name) != given_.end())
      throw Error("this option does nothing " + does_nothing).key("--" + name);
}

}  // namespace nacre::jobs
