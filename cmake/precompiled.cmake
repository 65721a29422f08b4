# With NACRE_PCH the libraries' headers are read once a target: a third to a half of the time of most sources is spent on
# them. Used where many sources are compiled once, by CI with sanitizers; everyone else compiles what the source says.
function(nacre_precompile target)
  if(NACRE_PCH)
    target_precompile_headers(${target} PRIVATE <algorithm> <array> <cmath> <filesystem> <fstream> <functional> <map> <memory>
                              <optional> <random> <regex> <set> <sstream> <string> <vector> <fmt/format.h> ${ARGN})
  endif()
endfunction()
