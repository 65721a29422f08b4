// Many independent structures at once: energies, forces and virials of each. What training, insertion and relaxation
// call. A batch gives the same bits as its structures one by one on the same device.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "force/force.h"

namespace nacre {

/// One structure; both outlive the call. Atoms::type indexes the force's species (Atoms::use_species).
struct BatchItem {
  const Atoms* atoms;
  const Box* box;
};

class BatchForce {
 public:
  virtual ~BatchForce() = default;
  virtual std::string name() const = 0;
  virtual const std::vector<std::string>& species() const = 0;
  virtual double cutoff() const = 0;  ///< Å, largest
  /// out[k] is what Force::compute() would fill for batch[k], which may have any size and cell, also no atoms at all.
  /// Structures of one call need have nothing in common with those of the last. Throws what Force::compute() throws,
  /// as StructureError (a batch of one may throw it as it is).
  virtual void compute(const std::vector<BatchItem>& batch, Request request, std::vector<Evaluation>& out) = 0;
};

/// An error about one structure of a batch. Its message begins with the structure's number; who knows the structure by
/// a better name takes index() and cause().
class StructureError : public Error {
 public:
  StructureError(std::size_t index, const Error& cause)
      : Error("structure " + std::to_string(index) + " of the batch (counted from 0): " + cause.message(),
              cause.kind()),
        index_(index),
        cause_(cause) {
    if (!cause.file().empty()) file(cause.file());
    if (cause.line() > 0) line(cause.line());
  }
  std::size_t index() const { return index_; }
  const Error& cause() const { return cause_; }

 private:
  std::size_t index_;
  Error cause_;
};

/// On the CPU: structures are shared out among the threads. The GPU's: cuda_host.h.
std::unique_ptr<BatchForce> make_batch_force(const std::string& path, Precision precision = Precision::single);

}  // namespace nacre
