#include "device/cuda_graph.h"

#include <cstdlib>
#include <string>

#include "device/cuda_launch.h"

namespace nacre::cuda {

bool graphs_wanted() {
  const char* set = std::getenv("NACRE_CUDA_GRAPH");
  return set == nullptr || std::string(set) != "0";
}

namespace {
int read_number(const Stream& stream, const int* number) {
  int value = 0;
  check(cudaMemcpyAsync(&value, number, sizeof value, cudaMemcpyDeviceToHost, stream.get()), "reading a flag");
  stream.synchronize();
  return value;
}
}  // namespace

#if defined(NACRE_CUDA_EMULATED)

struct StepGraph::State {
  Part before, sometimes, after;
  const int* condition;
  bool captured = false;
  std::function<void()> work[3];
  std::string why_not;
};

StepGraph::StepGraph(Part before, const int* condition, Part sometimes, Part after)
    : state_(new State{std::move(before), std::move(sometimes), std::move(after), condition, graphs_wanted(), {}, {}}) {
  if (!state_->captured) return;
  const Stream stream;
  const Part* parts[3] = {&state_->before, &state_->sometimes, &state_->after};
  for (int i = 0; i < 3; ++i) {
    emulated::begin_capture(stream.get());
    (*parts[i])(stream);
    state_->work[i] = emulated::end_capture(stream.get());
  }
}

void StepGraph::launch(const Stream& stream) const {
  const State& s = *state_;
  if (s.captured) {
    s.work[0]();
    if (*s.condition != 0) s.work[1]();
    return s.work[2]();
  }
  s.before(stream);
  if (read_number(stream, s.condition) != 0) s.sometimes(stream);
  s.after(stream);
}

#else

struct StepGraph::State {
  Part before, sometimes, after;
  const int* condition;
  bool captured = false;
  std::string why_not;
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t executable = nullptr;

  void capture();
  ~State() {
    if (executable != nullptr) cudaGraphExecDestroy(executable);
    if (graph != nullptr) cudaGraphDestroy(graph);
  }
};

namespace {
struct SetCondition {
  cudaGraphConditionalHandle handle;
  const int* number;
};
__global__ void set_condition(SetCondition a) { cudaGraphSetConditional(a.handle, *a.number != 0 ? 1u : 0u); }

bool has_conditional_nodes() {
  int driver = 0;
  check(cudaDriverGetVersion(&driver), "asking for the driver's version");
  return driver >= 12040;
}

// The conditional node is put between what the stream has captured so far and what it captures next.
cudaGraph_t add_conditional(const Stream& stream, const int* condition) {
  cudaStreamCaptureStatus status;
  cudaGraph_t graph = nullptr;
  const cudaGraphNode_t* last = nullptr;
  const cudaGraphEdgeData* edges = nullptr;
  std::size_t count = 0;
  const char* what = "capturing a step of molecular dynamics";
  check(cudaStreamGetCaptureInfo(stream.get(), &status, nullptr, &graph, &last, &edges, &count), what);
  cudaGraphConditionalHandle handle;
  check(cudaGraphConditionalHandleCreate(&handle, graph, 0, cudaGraphCondAssignDefault), what);
  launch(stream, what, set_condition, {1, 1, 0}, SetCondition{handle, condition});
  check(cudaStreamGetCaptureInfo(stream.get(), &status, nullptr, &graph, &last, &edges, &count), what);
  cudaGraphNodeParams parameters = {};
  parameters.type = cudaGraphNodeTypeConditional;
  parameters.conditional.handle = handle;
  parameters.conditional.type = cudaGraphCondTypeIf;
  parameters.conditional.size = 1;
  cudaGraphNode_t node;
  check(cudaGraphAddNode(&node, graph, last, edges, count, &parameters), what);
  check(cudaStreamUpdateCaptureDependencies(stream.get(), &node, nullptr, 1, cudaStreamSetCaptureDependencies), what);
  return parameters.conditional.phGraph_out[0];
}
}  // namespace

void StepGraph::State::capture() {
  const char* what = "capturing a step of molecular dynamics";
  const Stream stream, inner;
  check(cudaStreamBeginCapture(stream.get(), cudaStreamCaptureModeThreadLocal), what);
  before(stream);
  const cudaGraph_t body = add_conditional(stream, condition);
  check(cudaStreamBeginCaptureToGraph(inner.get(), body, nullptr, nullptr, 0, cudaStreamCaptureModeThreadLocal), what);
  sometimes(inner);
  cudaGraph_t ended = nullptr;
  check(cudaStreamEndCapture(inner.get(), &ended), what);
  after(stream);
  check(cudaStreamEndCapture(stream.get(), &graph), what);
  check(cudaGraphInstantiate(&executable, graph, 0), "preparing the graph of a step");
  captured = true;
}

StepGraph::StepGraph(Part before, const int* condition, Part sometimes, Part after)
    : state_(new State{std::move(before), std::move(sometimes), std::move(after), condition}) {
  if (!graphs_wanted() || !has_conditional_nodes()) return;
  try {
    state_->capture();
  } catch (const Error& e) {  // a driver that cannot do it: slower, not wrong
    state_->why_not = e.message();
  }
}

void StepGraph::launch(const Stream& stream) const {
  const State& s = *state_;
  if (s.captured) return check(cudaGraphLaunch(s.executable, stream.get()), "starting a step on the GPU");
  s.before(stream);
  if (read_number(stream, s.condition) != 0) s.sometimes(stream);
  s.after(stream);
}

#endif

StepGraph::~StepGraph() = default;
StepGraph::StepGraph(StepGraph&&) noexcept = default;
StepGraph& StepGraph::operator=(StepGraph&&) noexcept = default;
bool StepGraph::is_captured() const { return state_->captured; }
const std::string& StepGraph::why_not_captured() const { return state_->why_not; }

}  // namespace nacre::cuda
