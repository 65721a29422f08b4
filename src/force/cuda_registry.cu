// The GPU's side of the registry: for each way of making a force on the CPU, the one on the GPU. Words, sentences and
// errors are those of registry.cpp.
#include "core/error.h"
#include "force/cuda_push.h"
#include "force/lennard_jones.h"
#include "force/nep.h"
#include "force/nep_cuda.h"
#include "force/registry.h"
#include "force/tersoff.h"

namespace nacre::cuda {

namespace {

struct CudaRow {
  std::unique_ptr<Force> (*on_cpu)(const std::string& path, Precision precision);
  std::unique_ptr<CudaForce> (*on_gpu)(const std::string& path);
};
constexpr CudaRow cuda_table[] = {
    {make_nep, make_cuda_nep},
    {make_tersoff, make_cuda_tersoff},
    {make_lennard_jones, make_cuda_lennard_jones},
};

}  // namespace

std::unique_ptr<CudaForce> make_cuda_force(const std::string& path) {
  if (is_default_force(path)) return make_cuda_default_carbon();
  const ForceRow& row = find_force(path);
  for (const CudaRow& candidate : cuda_table)
    if (candidate.on_cpu == row.make) return candidate.on_gpu(path);
  throw Error("this potential runs on the CPU only").file(path).line(1).value(row.first_word);
}

}  // namespace nacre::cuda
