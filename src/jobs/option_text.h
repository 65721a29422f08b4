// What an option takes, in the words of the help and of the manual of the pipeline: "FLOAT:POSITIVE".
#pragma once
#include <string>

#include "jobs/options.h"

namespace nacre::jobs {

std::string type_text(const Option& option);

}  // namespace nacre::jobs
