// Version of the library, its namespace, its threads and devices.
//
// Everything public is in nacre::v1. The namespace is inline: nacre::Potential is nacre::v1::Potential. A release that
// changes a layout or a signature has nacre::v2 beside it, with symbols of other names: docs/api.md, "ABI".
#pragma once
#include <string>
#include <vector>

#define NACRE_VERSION_MAJOR 0
#define NACRE_VERSION_MINOR 1
#define NACRE_VERSION_PATCH 0

#ifndef NACRE_INSIDE  // the library's own sources have names like these
namespace nacre {
inline namespace v1 {}
}  // namespace nacre
#endif

namespace nacre::v1 {

/// Of the library at run time, "0.1.0"; the macros above are those of the headers.
std::string version();

/// Threads that the loops of the library use, in the whole process; 0: all processors that the process may run on.
/// Results do not depend on it. The team of threads is the only thing that objects of the library share: while a call
/// from one thread of the program uses it, a call from another runs on that thread alone, with the same bits.
void set_threads(int count);

/// One text a CUDA device: "NVIDIA H100, compute capability 9.0, 80.0 GiB". Empty when there is none, when the driver
/// does not answer, or when the library was built without CUDA. Never throws.
std::vector<std::string> cuda_devices();

}  // namespace nacre::v1
