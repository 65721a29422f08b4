// The network of NEP with cuBLAS: version 2 of bench/kernels/nep_network.cu. Version 1, fused, is in src/force.
#pragma once
#include "force/nep_cuda_view.h"

namespace nacre::cuda {

/// The same inputs and outputs as nep_network(), for models of one type.
class CublasNetwork {
 public:
  explicit CublasNetwork(const NepArguments& arguments);
  ~CublasNetwork();
  CublasNetwork(const CublasNetwork&) = delete;
  CublasNetwork& operator=(const CublasNetwork&) = delete;
  void enqueue(const Stream& stream);

 private:
  struct State;
  State* state_;
};

}  // namespace nacre::cuda
