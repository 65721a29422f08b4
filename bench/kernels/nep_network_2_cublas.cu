// y = w0 q and G = w0^T d as two products over all atoms by cuBLAS in single precision (no TF32: too coarse for
// 1e-5 eV/atom), h = c' G as a third; tanh, energies and d in a kernel of their own between them. Row-major arrays are
// the transposed column-major ones: q [atom][stride] is a stride x atoms matrix of cuBLAS.
// Against the fused version this moves y and d through memory once more: 4 x 400 bytes an atom for 100 neurons.
#include <cublas_v2.h>

#include "device/cuda_array.h"
#include "device/cuda_launch.h"
#include "force/nep_cuda_pairs.h"
#include "kernels/nep_network_2_cublas.h"

namespace nacre::cuda {

namespace {
void check_blas(cublasStatus_t status) {
  if (status != CUBLAS_STATUS_SUCCESS) throw Error(cublasGetStatusString(status), Error::Kind::failed);
}

struct Activation {
  NepArguments nep;
  float* hidden;  ///< [atom][neuron_stride]: y, then d
};

// One warp an atom, lanes over neurons.
__global__ void activation_kernel(Activation a) {
  const std::int64_t atom = warp_index();
  if (atom >= a.nep.list.local) return;
  const NepView& m = a.nep.model;
  float* y = a.hidden + atom * m.neuron_stride;
  double energy = 0;
  for (int neuron = lane_index(); neuron < m.neuron_stride; neuron += warp_size) {
    const float t = hyperbolic_tangent(y[neuron] - m.b0[neuron]);
    energy += static_cast<double>(m.w1[neuron] * t);
    y[neuron] = m.w1[neuron] * (1 - t * t);
  }
  energy = lane_sum(energy);
  if (lane_index() == 0) a.nep.out.energy[atom] = energy - static_cast<double>(m.bias[0]);
}
}  // namespace

struct CublasNetwork::State {
  NepArguments a;
  cublasHandle_t handle = nullptr;
  Array<float> hidden;
};

CublasNetwork::CublasNetwork(const NepArguments& arguments) : state_(new State{arguments, nullptr, {}}) {
  check_blas(cublasCreate(&state_->handle));
  check_blas(cublasSetMathMode(state_->handle, CUBLAS_PEDANTIC_MATH));
  state_->hidden.resize(static_cast<std::size_t>(arguments.list.local) * arguments.model.neuron_stride);
}

CublasNetwork::~CublasNetwork() {
  cublasDestroy(state_->handle);
  delete state_;
}

void CublasNetwork::enqueue(const Stream& stream) {
  const NepArguments& a = state_->a;
  const NepView& m = a.model;
  const float one = 1, zero = 0;
  const int atoms = a.list.local, neurons = m.neuron_stride;
  float* hidden = state_->hidden.data();
  check_blas(cublasSetStream(state_->handle, stream.get()));
  // w0_transposed [component][neuron_stride] is a neurons x components matrix of cuBLAS.
  check_blas(cublasSgemm(state_->handle, CUBLAS_OP_N, CUBLAS_OP_N, neurons, atoms, m.shape.components, &one,
                         m.w0_transposed, neurons, a.work.q, m.stride, &zero, hidden, neurons));
  launch(stream, "activation", activation_kernel, cover_warps(atoms), Activation{a, hidden});
  check_blas(cublasSgemm(state_->handle, CUBLAS_OP_N, CUBLAS_OP_N, m.shape.components, atoms, m.shape.neurons, &one,
                         m.w0, m.stride, hidden, neurons, &zero, a.work.q, m.stride));
  // radial_c [k][n]: a rows x columns matrix of cuBLAS; h = c'^T G.
  check_blas(cublasSgemm(state_->handle, CUBLAS_OP_T, CUBLAS_OP_N, m.shape.radial_cols, atoms, m.shape.radial_rows,
                         &one, m.radial_c, m.shape.radial_rows, a.work.q, m.stride, &zero, a.work.h, m.radial_stride));
}

}  // namespace nacre::cuda
