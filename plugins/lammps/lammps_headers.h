// LAMMPS's headers, as Debian 12 and source trees have them. Debian's of 2022 call fmt::make_args_checked, which its {fmt}
// 9 no longer has; LAMMPS's own copy of {fmt} (namespace fmt::v*_lmp) needs nothing.
#pragma once
#include <fmt/format.h>
#if FMT_VERSION >= 90000 && defined(NACRE_SYSTEM_FMT)
namespace fmt {
template <typename... Args, typename Text>
auto make_args_checked(const Text&, const Args&... args) {
  return fmt::make_format_args(args...);
}
}  // namespace fmt
#endif

#include <mpi.h>

#include <atom.h>
#include <comm.h>
#include <compute.h>
#include <error.h>
#include <force.h>
#include <input.h>
#include <lammps.h>
#include <memory.h>
#include <modify.h>
#include <neighbor.h>
#include <pair.h>
#include <update.h>
