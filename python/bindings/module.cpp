// nacre._nacre: the public library (include/nacre) as Python sees it. What is more comfortable stands in python/nacre.
#include <chrono>

#include "arrays.h"

namespace nacre_python {

bool Interrupt::asked() {
  if (raised_) return true;
  constexpr double seconds_between = 0.1;
  const double now = std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  if (now - last_ < seconds_between) return false;
  last_ = now;
  const nb::gil_scoped_acquire held;
  raised_ = PyErr_CheckSignals() != 0;
  return raised_;
}

nacre::Device device_named(const std::string& name) {
  if (name == "cpu") return nacre::Device::cpu;
  if (name == "cuda") return nacre::Device::cuda;
  if (name == "auto") return nacre::Device::automatic;
  throw nb::value_error("device: 'cpu', 'cuda' or 'auto'");
}

namespace {
PyObject* error_type = nullptr;

const char* kind_name(nacre::Error::Kind kind) {
  switch (kind) {
    case nacre::Error::Kind::bad_input:
      return "bad_input";
    case nacre::Error::Kind::interrupted:
      return "interrupted";
    case nacre::Error::Kind::failed:
      break;
  }
  return "failed";
}

void raise(const nacre::Error& e) {
  nb::object error = nb::borrow(error_type)(e.what());
  error.attr("kind") = kind_name(e.kind());
  error.attr("message") = e.message();
  error.attr("file") = e.file();
  error.attr("line") = e.line();
  error.attr("key") = e.key();
  PyErr_SetObject(error_type, error.ptr());
}
}  // namespace

void bind_errors(nb::module_& m) {
  m.def(
      "_set_error_type", [](nb::object type) { error_type = type.release().ptr(); }, "type"_a);
  nb::register_exception_translator([](const std::exception_ptr& thrown, void*) {
    try {
      std::rethrow_exception(thrown);
    } catch (const nacre::Error& e) {
      raise(e);
    }
  });
}

}  // namespace nacre_python

NB_MODULE(_nacre, m) {
  using namespace nacre_python;
  m.doc() = "The library nacre::v1; see the package nacre.";
  m.def("version", &nacre::version, "Version of the library.");
  m.def("set_threads", &nacre::set_threads, "count"_a,
        "Threads of all calls that follow; 0: all processors of this process.");
  m.def("cuda_devices", &nacre::cuda_devices,
        "Names of the CUDA devices; empty where there is none, or no CUDA in this build.");
  m.def("known_potentials", &nacre::known_potentials, "First words of the potential files that can be read.");
  m.def("known_minimizers", &nacre::known_minimizers, "Names for relax(method=...).");
  bind_errors(m);
  bind_structures(m);
  bind_potential(m);
  bind_engine(m);
  bind_analysis(m);
}
