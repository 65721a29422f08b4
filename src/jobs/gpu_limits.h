// Of a job that can use a GPU with some values of its options only.
#pragma once
#include <optional>

#include "core/error.h"

namespace nacre::jobs {

class GpuLimits {
 public:
  virtual ~GpuLimits() = default;
  /// What a user is told who asks for a GPU with the options that are set; nothing: it can be used.
  virtual std::optional<Error> why_no_gpu() const = 0;
};

}  // namespace nacre::jobs
