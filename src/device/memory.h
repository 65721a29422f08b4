// How much memory this process may still take: work that grows with a number of the input is counted before it begins.
#pragma once
#include <cstddef>
#include <string>

namespace nacre {

/// Bytes: the least of what the machine has left, what the limits of the process (RLIMIT_AS) and of its control group
/// leave; infinity where nothing is known.
double available_memory();

/// Are `bytes` no more than that? What is small is not looked at.
bool fits_memory(double bytes);
/// Throws Error(failed) when `bytes` are more than available_memory(): "`what` would need about 66 GB of memory, ...".
void check_memory(double bytes, const std::string& what);

/// "66 GB", "1.5 MB".
std::string bytes_text(double bytes);

}  // namespace nacre
