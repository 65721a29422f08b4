// A sequence of kernels that is recorded once and replayed with one call, with a part in the middle that runs only
// when a number in GPU memory is not zero: a step of molecular dynamics with the rebuild of its neighbour list.
//   StepGraph graph(stream, before, condition, sometimes, after);   // functions that enqueue on the stream they get
//   for (...) graph.launch(stream);
// Without conditional nodes (driver before 12.4), where the runtime refuses to record, or with NACRE_CUDA_GRAPH=0 the
// parts are enqueued one by one instead, and the host reads the condition, which costs a wait each time.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "device/cuda_stream.h"

namespace nacre::cuda {

class StepGraph {
 public:
  using Part = std::function<void(const Stream&)>;

  /// `condition` lives in GPU memory and is read after `before` has run. Kernel arguments are frozen here.
  StepGraph(Part before, const int* condition, Part sometimes, Part after);
  ~StepGraph();
  StepGraph(StepGraph&&) noexcept;
  StepGraph& operator=(StepGraph&&) noexcept;

  void launch(const Stream& stream) const;
  /// False when the parts are enqueued one by one.
  bool is_captured() const;
  /// What the runtime said when it could not record the step; empty when it did, or was not asked to.
  const std::string& why_not_captured() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Captured graphs are wanted: NACRE_CUDA_GRAPH is not 0.
bool graphs_wanted();

}  // namespace nacre::cuda
