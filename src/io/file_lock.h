// Locks of the system on open files (flock), which end with the process however that ends.
#pragma once
#include <string>

namespace nacre {

/// Does not wait. 0 when the lock is ours, EWOULDBLOCK when it is another's, another errno where the file system has no
/// locks (some network ones): there is nothing to hold.
int try_lock(int descriptor);

/// Is the open file still the one of this name? Who holds a lock may remove or rename the file, and a lock on a removed
/// file keeps nobody out.
bool is_still(int descriptor, const std::string& path);

}  // namespace nacre
