// The network of NEP two ways, on random numbers of the general carbon model's shape (67 components, 100 neurons, 13 x
// 17 radial coefficients): each version is compared with a plain double-precision one before it is timed.
//   1  fused, src/force/nep_cuda_network.cu        2  cuBLAS, nep_network_2_cublas.cu
//
//   bench_nep_network [--repeat 21] [--output results.yaml]
//
// Expected before measuring (H100): 13.8 thousand multiply-adds an atom, at 33.5e12 a second 0.41 ns an atom at best;
// version 1 near 60 % of that at 1e6 atoms, version 2 limited by 2.2 kB of traffic an atom (0.65 ns at 3.35 TB/s); at
// 5,000 atoms one launch against four.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>

#include "device/cuda_array.h"
#include "force/nep_cuda_view.h"
#include "kernels/nep_network_2_cublas.h"

namespace {

using namespace nacre;
using namespace nacre::cuda;

constexpr int components = 67, neurons = 100, rows = 13, cols = 17, stride = 68, h_stride = 20;

std::vector<float> random_numbers(std::size_t n, float size) {
  static std::mt19937 generator(1);
  std::uniform_real_distribution<float> draw(-size, size);
  std::vector<float> v(n);
  for (float& x : v) x = draw(generator);
  return v;
}

/// One problem in GPU memory, and its answer for the first atoms.
struct Problem {
  explicit Problem(int atoms) : atoms(atoms) {
    for (int i = 0; i < atoms; ++i)
      for (int c = 0; c < components; ++c) q[static_cast<std::size_t>(i) * stride + c] = draw_q[(i * 31 + c) % 4096];
    for (int mu = 0; mu < neurons; ++mu)
      for (int nu = 0; nu < components; ++nu) {
        w0[mu * stride + nu] = w[mu * components + nu];
        w0_transposed[nu * neurons + mu] = w[mu * components + nu];
      }
    std::vector<int2> tile;
    for (int first = 0; first < atoms; first += nep_tile_atoms) tile.push_back(make_int2(0, first));
    d_tiles.upload(stream_, tile);
    d_end.upload(stream_, std::vector<int>{atoms});
    d_w0.upload(stream_, w0), d_w0_transposed.upload(stream_, w0_transposed);
    d_b0.upload(stream_, b0), d_w1.upload(stream_, w1), d_bias.upload(stream_, bias), d_c.upload(stream_, c);
    d_control.upload(stream_, &control, 1);
    d_h.resize(static_cast<std::size_t>(atoms) * h_stride);
    d_energy.resize(atoms);
    reset();
  }
  void reset() {
    d_q.upload(stream_, q);
    stream_.synchronize();
  }
  NepArguments arguments() const {
    NepArguments a{};
    a.model.shape = {1, components, neurons, rows, cols, 9, 13, 4, 24, 2};
    a.model.stride = stride, a.model.neuron_stride = neurons, a.model.radial_stride = h_stride;
    a.model.w0 = d_w0.data(), a.model.w0_transposed = d_w0_transposed.data();
    a.model.b0 = d_b0.data(), a.model.w1 = d_w1.data(), a.model.bias = d_bias.data(), a.model.radial_c = d_c.data();
    a.work = {d_q.data(), nullptr, d_h.data()};
    a.list.local = atoms, a.list.control = d_control.data();
    a.out.energy = d_energy.data();
    a.tiles = d_tiles.data(), a.type_end = d_end.data(), a.tile_count = static_cast<int>(d_tiles.size());
    return a;
  }
  /// Largest error of energy, G and h of some atoms, relative to the largest value.
  double error() const {
    const auto energy = d_energy.fetch(stream_);
    const auto g = d_q.fetch(stream_), h = d_h.fetch(stream_);
    double worst = 0;
    for (int i = 0; i < atoms; i += 1 + atoms / 97) {
      std::vector<double> d(neurons), gradient(components);
      double u = -bias[0];
      for (int mu = 0; mu < neurons; ++mu) {
        double y = -b0[mu];
        for (int nu = 0; nu < components; ++nu)
          y += static_cast<double>(w[mu * components + nu]) * q[static_cast<std::size_t>(i) * stride + nu];
        u += w1[mu] * std::tanh(y);
        d[mu] = w1[mu] * (1 - std::tanh(y) * std::tanh(y));
      }
      worst = std::max(worst, std::fabs(u - energy[i]));
      for (int nu = 0; nu < components; ++nu) {
        for (int mu = 0; mu < neurons; ++mu) gradient[nu] += d[mu] * w[mu * components + nu];
        worst = std::max(worst, std::fabs(gradient[nu] - g[static_cast<std::size_t>(i) * stride + nu]));
      }
      for (int k = 0; k < cols; ++k) {
        double sum = 0;
        for (int n = 0; n < rows; ++n) sum += gradient[n] * c[k * rows + n];
        worst = std::max(worst, std::fabs(sum - h[static_cast<std::size_t>(i) * h_stride + k]));
      }
    }
    return worst;
  }

  int atoms;
  Stream stream_;
  std::vector<float> draw_q = random_numbers(4096, 1), w = random_numbers(neurons * components, 0.2f);
  std::vector<float> b0 = random_numbers(neurons, 1), w1 = random_numbers(neurons, 0.3f), bias{0.25f};
  std::vector<float> c = random_numbers(rows * cols, 0.5f);
  std::vector<float> q = std::vector<float>(static_cast<std::size_t>(atoms) * stride, 0.0f);
  std::vector<float> w0 = std::vector<float>(neurons * stride, 0.0f);
  std::vector<float> w0_transposed = std::vector<float>(components * neurons, 0.0f);
  Control control;
  Array<float> d_q, d_w0, d_w0_transposed, d_b0, d_w1, d_bias, d_c, d_h;
  Array<double> d_energy;
  Array<int2> d_tiles;
  Array<int> d_end;
  Array<Control> d_control;
};

/// Median seconds of one call, by events around ten of them.
double median_seconds(const Stream& stream, int repeat, const std::function<void()>& call) {
  constexpr int calls = 10;
  cudaEvent_t begin, end;
  check(cudaEventCreate(&begin), "timing"), check(cudaEventCreate(&end), "timing");
  std::vector<float> times;
  for (int r = 0; r < repeat + 2; ++r) {
    check(cudaEventRecord(begin, stream.get()), "timing");
    for (int k = 0; k < calls; ++k) call();
    check(cudaEventRecord(end, stream.get()), "timing");
    check(cudaEventSynchronize(end), "timing");
    float ms = 0;
    check(cudaEventElapsedTime(&ms, begin, end), "timing");
    if (r >= 2) times.push_back(ms);
  }
  cudaEventDestroy(begin), cudaEventDestroy(end);
  std::sort(times.begin(), times.end());
  return 1e-3 * times[times.size() / 2] / calls;
}

void run_version(std::ostream& out, Problem& problem, const char* name, int repeat, const std::function<void()>& call) {
  problem.reset();
  call();
  problem.stream_.synchronize();
  const double error = problem.error();
  constexpr double allowed = 2e-5;  // a hundred float products of numbers near one
  if (!(error < allowed)) throw Error(std::string(name) + " is wrong: error " + std::to_string(error));
  const double seconds = median_seconds(problem.stream_, repeat, call);
  out << "  - {atoms: " << problem.atoms << ", version: " << name << ", error: " << error
      << ", microseconds: " << seconds * 1e6
      << ", tflops: " << 2.0 * problem.atoms * (2.0 * components * neurons + rows * cols) / seconds * 1e-12 << "}\n";
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("NEP network: fused against cuBLAS");
  int repeat = 21;
  std::string output;
  app.add_option("--repeat", repeat, "Repetitions; the median counts");
  app.add_option("--output", output, "YAML file");
  CLI11_PARSE(app, argc, argv);
  try {
    std::ostringstream text;
    text << "benchmark: nep_network\nruns:\n";
    for (const int atoms : {5000, 100000, 1000000}) {
      Problem problem(atoms);
      CublasNetwork blas(problem.arguments());
      run_version(text, problem, "1_fused", repeat, [&] { nep_network(problem.stream_, problem.arguments()); });
      run_version(text, problem, "2_cublas", repeat, [&] { blas.enqueue(problem.stream_); });
    }
    std::printf("%s", text.str().c_str());
    if (!output.empty()) std::ofstream(output) << text.str();
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_nep_network: %s\n", e.what());
    return 1;
  }
}
