// One process a folder: who writes checkpoints or several files into a folder holds its lock meanwhile. The lock is the
// system's (flock on the file .nacre.lock), so it ends with the process however that ends, and the file that a killed
// one leaves stands in nobody's way. The file says who holds it.
#pragma once
#include <string>

namespace nacre {

/// The file of the lock.
inline constexpr const char* folder_lock_name = ".nacre.lock";

class FolderLock {
 public:
  FolderLock() = default;
  /// `folder` must exist; "" is the present one. `work`: what is done there, for the message that others get ("nacre
  /// run"). Removes what dead processes left half written in the folder. Throws Error(failed): somebody else, or this
  /// process, holds the lock already; the folder cannot be written to.
  FolderLock(const std::string& folder, const std::string& work);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;
  ~FolderLock();

 private:
  std::string path_;
  int descriptor_ = -1;
};

}  // namespace nacre
