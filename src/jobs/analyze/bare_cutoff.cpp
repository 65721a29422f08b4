#include "jobs/analyze/bare_cutoff.h"

#include <algorithm>

#include "io/byte_source.h"
#include "io/words.h"

namespace nacre::jobs::analyze {

namespace {
bool is_bare(const std::string& word) {
  return !word.empty() && word.find_first_not_of("0123456789.+eE") == std::string::npos;
}

/// Of the first structure.
std::string one_element(const FrameInput& input, const std::string& given) {
  const auto error = [&](const std::string& what, const std::string& allowed) {
    return Error(what).key("cutoff").value(given).allowed(allowed);
  };
  if (input.files.empty() || input.files[0] == standard_input)
    throw error("the elements must be named where the structures come from the standard input", "A-B=value in A");
  Frame frame;
  ExtxyzReader reader(input.files[0]);
  if (!reader.next(frame)) throw Error("the file holds no structure").file(input.files[0]);
  std::string all;
  for (const std::string& symbol : frame.atoms.species) all += (all.empty() ? "" : ", ") + symbol;
  if (frame.atoms.species.size() != 1)
    throw error("a bare number is for structures of one element, and here are " + all,
                "A-B=value in A, such as C-C=1.85");
  return all;
}
}  // namespace

std::vector<std::string> named_cutoffs(std::vector<std::string> given, const FrameInput& input) {
  if (given.size() != 1 || !is_bare(given[0])) return given;
  const std::string element = one_element(input, given[0]);
  given[0] = element + "-" + element + "=" + given[0];
  return given;
}

}  // namespace nacre::jobs::analyze
