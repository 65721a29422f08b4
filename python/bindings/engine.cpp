// Runs, relaxations, insertions and trainings. Python's lock is released; what is called back takes it for itself.
#include "arrays.h"

namespace nacre_python {

namespace {
/// Puts a Python function in the place of a call; what it raises stops the work and is raised again at the end.
class Callbacks {
 public:
  bool stop() { return failed_ || interrupt_.asked(); }
  template <class Arguments>
  void call(const nb::object& function, Arguments&& arguments) {
    const nb::gil_scoped_acquire held;
    if (failed_ || PyErr_Occurred() != nullptr) return;
    try {
      function(arguments());
    } catch (nb::python_error& e) {
      e.restore();
      failed_ = true;
    }
  }
  /// At the end, with the lock: throws what was raised meanwhile.
  void finish() const {
    if (PyErr_Occurred() != nullptr) throw nb::python_error();
    interrupt_.rethrow();
  }

 private:
  Interrupt interrupt_;
  bool failed_ = false;
};

/// body() without Python's lock; an error that a callback or Ctrl-C raised goes before one of the library.
template <class Body>
auto run_released(Callbacks& callbacks, Body&& body) {
  try {
    const nb::gil_scoped_release released;
    return body();
  } catch (const nacre::Error&) {
    callbacks.finish();
    throw;
  }
}

nb::dict thermo_dict(const nacre::ThermoRow& r) {
  nb::dict d;
  d["step"] = r.step, d["time"] = r.time, d["temperature"] = r.temperature, d["kinetic_energy"] = r.kinetic_energy;
  d["potential_energy"] = r.potential_energy, d["stress"] = nb::cast(r.stress);
  d["cell"] = nb::cast(matrix_of(r.cell));
  return d;
}

nb::dict status_dict(const nacre::SimulationStatus& s) {
  nb::dict d;
  d["step"] = s.step, d["steps"] = s.steps, d["temperature"] = s.temperature, d["energy"] = s.energy;
  d["seconds"] = s.seconds, d["atom_steps_per_second"] = s.atom_steps_per_second, d["seconds_left"] = s.seconds_left;
  return d;
}

nb::dict run(const std::string& deck, bool resume, std::int64_t stop_after, std::int64_t checkpoint_interval,
             std::optional<std::uint64_t> seed, const std::string& device, nb::object on_thermo,
             std::int64_t thermo_interval, nb::object on_frame, std::int64_t frame_interval, bool frame_forces,
             nb::object on_progress, nb::object on_notice) {
  Callbacks callbacks;
  nacre::SimulationCalls calls;
  calls.stop = [&] { return callbacks.stop(); };
  calls.thermo_interval = thermo_interval, calls.frame_interval = frame_interval, calls.frame_forces = frame_forces;
  if (!on_thermo.is_none())
    calls.thermo = [&](const nacre::ThermoRow& r) { callbacks.call(on_thermo, [&] { return thermo_dict(r); }); };
  if (!on_frame.is_none())
    calls.frame = [&](const nacre::SimulationFrame& f) {
      callbacks.call(on_frame, [&] { return nb::cast(f.structure); });
    };
  if (!on_progress.is_none())
    calls.progress = [&](const nacre::SimulationStatus& s) {
      callbacks.call(on_progress, [&] { return status_dict(s); });
    };
  if (!on_notice.is_none())
    calls.notice = [&](const std::string& text) { callbacks.call(on_notice, [&] { return nb::cast(text); }); };
  const nacre::SimulationOptions options{resume, stop_after, checkpoint_interval, seed, device_named(device), 0};
  nacre::SimulationReport r = run_released(callbacks, [&] { return nacre::Simulation(deck).run(options, calls); });
  callbacks.finish();
  nb::dict d;
  d["interrupted"] = r.interrupted, d["steps"] = r.steps, d["seconds"] = r.seconds, d["temperature"] = r.temperature;
  d["energy"] = r.energy, d["structure"] = nb::cast(std::move(r.structure));
  nb::list runs;
  for (const nacre::RunResult& one : r.runs) {
    nb::dict row;
    row["line"] = one.line, row["steps"] = one.steps, row["seconds"] = one.seconds,
    row["temperature"] = one.temperature;
    row["energy"] = one.energy, row["drift"] = one.drift;
    runs.append(row);
  }
  nb::list minimizations;
  for (const nacre::MinimizeResult& one : r.minimizations) {
    nb::dict row;
    row["line"] = one.line, row["end"] = one.end, row["steps"] = one.steps, row["force_calls"] = one.force_calls;
    row["energy"] = one.energy, row["max_force"] = one.max_force;
    minimizations.append(row);
  }
  d["runs"] = runs, d["minimizations"] = minimizations;
  return d;
}

nb::list check_deck(const std::string& deck) {
  std::vector<nacre::Error> errors;
  {
    const nb::gil_scoped_release released;
    errors = nacre::check_deck(deck);
  }
  nb::list found;
  for (const nacre::Error& e : errors) found.append(nb::make_tuple(e.file(), e.line(), e.key(), e.message()));
  return found;
}

const char* end_name(nacre::RelaxEnd end) {
  constexpr const char* names[] = {"converged",  "all_steps", "stalled",    "runaway",
                                   "not_finite", "failed",    "interrupted"};
  return names[static_cast<int>(end)];
}

nacre::CellFreedom freedom_of(const std::string& name) {
  using enum nacre::CellFreedom;
  if (name == "fixed") return fixed;
  if (name == "hydrostatic") return hydrostatic;
  if (name == "orthogonal") return orthogonal;
  if (name == "full") return full;
  throw nb::value_error("cell: 'fixed', 'hydrostatic', 'orthogonal' or 'full'");
}

nb::list relax(nacre::Potential& potential, nb::handle structures, const std::string& method, double force_tolerance,
               std::int64_t max_steps, const std::string& cell, const std::array<double, 3>& pressure,
               double stress_tolerance, double max_move, const std::vector<std::vector<int>>& fixed,
               nb::object on_step) {
  std::vector<nacre::Structure> all = to_structures(structures);
  Callbacks callbacks;
  nacre::RelaxOptions options;
  options.method = method, options.force_tolerance = force_tolerance, options.max_steps = max_steps;
  options.cell = freedom_of(cell), options.pressure = pressure, options.stress_tolerance = stress_tolerance;
  options.max_move = max_move, options.fixed = fixed;
  options.stop = [&] { return callbacks.stop(); };
  if (!on_step.is_none())
    options.on_step = [&](const nacre::RelaxStep& s) {
      callbacks.call(on_step, [&] { return nb::make_tuple(s.structure, s.step, s.force_calls, s.value, s.max_force); });
    };
  std::vector<nacre::RelaxResult> found =
      run_released(callbacks, [&] { return nacre::relax(potential, std::span<nacre::Structure>(all), options); });
  callbacks.finish();
  nb::list results;
  for (std::size_t k = 0; k < found.size(); ++k) {
    nacre::RelaxResult& r = found[k];
    nb::dict d;
    d["end"] = end_name(r.end), d["message"] = r.message, d["steps"] = r.steps, d["force_calls"] = r.force_calls;
    d["energy"] = r.energy, d["enthalpy"] = r.enthalpy, d["max_force"] = r.max_force,
    d["stress_error"] = r.stress_error;
    all[k].energy = r.energy, all[k].virial = r.evaluation.virial, all[k].forces = std::move(r.evaluation.forces);
    d["structure"] = nb::cast(std::move(all[k]));
    results.append(d);
  }
  return results;
}

nb::dict row_dict(const nacre::InsertionRow& r) {
  nb::dict d;
  d["number"] = r.number, d["change"] = r.change, d["energy"] = r.energy, d["formation_energy"] = r.formation_energy;
  d["voltage"] = r.voltage, d["smoothed_voltage"] = r.smoothed_voltage, d["capacity"] = r.capacity;
  d["candidates"] = r.candidates, d["relaxed"] = r.relaxed, d["seconds"] = r.seconds;
  d["position"] = nb::cast(r.position);
  return d;
}

nb::dict insert(const std::string& config, bool resume, std::optional<std::uint64_t> seed, const std::string& device,
                nb::object on_row, nb::object on_notice) {
  Callbacks callbacks;
  nacre::InsertionCalls calls;
  calls.stop = [&] { return callbacks.stop(); };
  if (!on_row.is_none())
    calls.row = [&](const nacre::InsertionRow& r) { callbacks.call(on_row, [&] { return row_dict(r); }); };
  if (!on_notice.is_none())
    calls.notice = [&](const std::string& text) { callbacks.call(on_notice, [&] { return nb::cast(text); }); };
  const nacre::InsertionOptions options{resume, seed, device_named(device), 0};
  const nacre::InsertionReport r =
      run_released(callbacks, [&] { return nacre::Insertion(config).run(options, calls); });
  callbacks.finish();
  nb::dict d;
  d["end"] = r.end, d["interrupted"] = r.interrupted, d["bulk_energy"] = r.bulk_energy;
  d["start_number"] = r.start_number, d["seconds"] = r.seconds;
  nb::list rows;
  for (const nacre::InsertionRow& one : r.rows) rows.append(row_dict(one));
  d["rows"] = rows;
  return d;
}

nb::dict errors_dict(const nacre::TrainErrors& e) {
  nb::dict d;
  d["energy"] = e.energy, d["force"] = e.force, d["virial"] = e.virial;
  return d;
}

nb::dict train(const std::string& folder, bool resume, std::int64_t stop_after, const std::string& device,
               nb::object on_progress, nb::object on_notice) {
  Callbacks callbacks;
  nacre::TrainCalls calls;
  calls.stop = [&] { return callbacks.stop(); };
  if (!on_progress.is_none())
    calls.progress = [&](const nacre::TrainStatus& s) {
      callbacks.call(on_progress, [&] {
        nb::dict d;
        d["unit"] = s.unit, d["done"] = s.done, d["total"] = s.total, d["loss"] = s.loss;
        d["errors"] = errors_dict(s.errors), d["seconds"] = s.seconds;
        return d;
      });
    };
  if (!on_notice.is_none())
    calls.notice = [&](const std::string& text) { callbacks.call(on_notice, [&] { return nb::cast(text); }); };
  const nacre::TrainOptions options{resume, stop_after, device_named(device), 0};
  const nacre::TrainReport r = run_released(callbacks, [&] { return nacre::train(folder, options, calls); });
  callbacks.finish();
  nb::dict d;
  d["interrupted"] = r.interrupted, d["unit"] = r.unit, d["done"] = r.done, d["total"] = r.total, d["loss"] = r.loss;
  d["train"] = errors_dict(r.train), d["seconds"] = r.seconds;
  d["test"] = r.has_test ? nb::object(errors_dict(r.test)) : nb::none();
  return d;
}
}  // namespace

void bind_engine(nb::module_& m) {
  m.def("run", &run, "deck"_a, "resume"_a, "stop_after"_a, "checkpoint_interval"_a, "seed"_a.none(), "device"_a,
        "on_thermo"_a.none(), "thermo_interval"_a, "on_frame"_a.none(), "frame_interval"_a, "frame_forces"_a,
        "on_progress"_a.none(), "on_notice"_a.none());
  m.def("check_deck", &check_deck, "deck"_a, "What is wrong with a deck: (file, line, key, message) of each error.");
  m.def("relax", &relax, "potential"_a, "structures"_a, "method"_a, "force_tolerance"_a, "max_steps"_a, "cell"_a,
        "pressure"_a, "stress_tolerance"_a, "max_move"_a, "fixed"_a, "on_step"_a.none());
  m.def("insert", &insert, "config"_a, "resume"_a, "seed"_a.none(), "device"_a, "on_row"_a.none(),
        "on_notice"_a.none());
  m.def("train", &train, "folder"_a, "resume"_a, "stop_after"_a, "device"_a, "on_progress"_a.none(),
        "on_notice"_a.none());
}

}  // namespace nacre_python
