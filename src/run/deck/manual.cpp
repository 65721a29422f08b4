#include "run/deck/manual.h"

#include <fmt/format.h>

#include "force/registry.h"
#include "integrate/registry.h"
#include "io/key_table.h"
#include "minimize/minimizer.h"
#include "run/deck/keywords.h"
#include "run/simulation.h"
#include "run/watch.h"

namespace nacre::run {

namespace {

constexpr const char* introduction = R"(# The deck: run.in and model.xyz

This page is printed by `nacre info --keywords`; change the tables in the source, not this file.

A deck is a folder with `run.in` and `model.xyz`. `nacre check DIR` reads it whole and lists every error with file and
line; `nacre run DIR` does the same first and then takes the lines in order. Words are split at blanks; from a word that
starts with `#` on, the line is a comment. Files are named relative to the folder of the deck; outputs go there.

Units: A, eV, amu, K, fs, GPa; coupling times of thermostats and barostats in steps.

Each `run` needs an `ensemble` of its own. "Next run" below: the line holds for the next `run` only.

)";

constexpr const char* formats = R"(
## Files

| file | content |
|---|---|
| `model.xyz` | extended XYZ: `Lattice`, `pbc` (default T T T), `Properties` with species and pos, and as wanted mass, vel (A/fs), group (labels from 0, one column a grouping method) |
| `thermo.out` | five lines with `#` a run, then 18 columns: T (K), kinetic and potential energy (eV), pressure xx yy zz yz xz xy (GPa), cell vectors a b c (A) |
| `dump_xyz` files, `dump.xyz` | extended XYZ; comment: Time (fs), energy (eV), virial (eV), stress (eV/A^3), pbc, Lattice; columns in the order species pos mass vel forces energy_atom unwrapped_position virial group. A `*` in the file name is replaced by the step: one file a frame |
| `movie.xyz` | extended XYZ with positions only |
| `velocity.out`, `force.out` | x y z (A/fs; eV/A), one row an atom, frame after frame |
| `restart.xyz` | a `model.xyz` of the present state with mass, vel and group, 17 digits, written whole; positions are not wrapped, so nothing is lost |
| `rdf.out` | at the end of the run a line `#radius total A-A A-B ...`, then r (A, middle of the bin), g of all atoms, g of each pair of elements, mean over the samples |
| `adf.out` | for each sample a line `#angles total step = s` (or the elements i-j-k of each kind), then angle (degrees, middle of the bin) and probability density (1/degree) |
| `msd.out` | at the end of the run eight lines with `#`, then t (ps), MSD x y z (A^2), D(t) x y z (A^2/ps), the last six for each group; `save_every` writes copies so far, `msd_step<step>.out` |
| `sdc.out` | at the end of the run eight lines with `#`, then t (ps), VAC x y z (A^2/ps^2), D(t) x y z (A^2/ps) |
| `extrapolation_dump.xyz` | extended XYZ; comment: Time (fs), step, max_gamma; column gamma, the extrapolation grade of each atom. Grades are computed in double precision on the CPU, a few force calls a check |
| `active.out`, `active.xyz` | time (fs) and largest force spread (eV/A); frames above the threshold with energy, virial, stress, max_force_spread and the columns that the line asks for (vel, forces, uncertainty: the spread of each atom) |
| `observer.out`, `observer.xyz` | of `dump_observer average`: as `thermo.out` and `dump_exyz`, of the mean of the potentials that moves the atoms; of `observe`: `observer0`, `observer1`, .., one of each potential in the order of their lines |
| `compute.out` | a row every interval times samples steps: temperature (K), potential (eV), force (eV/A), virial xx yy zz (eV), heat currents jp and jk (eV^3/2 amu^-1/2), momentum (amu^1/2 eV^1/2), those that were asked for, each x of all groups, then y, then z; with temperature two more columns, 0 ([physics/transport.md](physics/transport.md)) |
| `mvac.out`, `dos.out` | at the end of the run: t (ps), mass-weighted VAC x y z (1 at t = 0); omega (rad/ps), density of states x y z (ps), whose integral is the number of atoms |
| `hac.out` | at the end of the run: t (ps), autocorrelation of the potential heat current (eV^3/amu): in x, out x, in y, out y, z; running thermal conductivity (W/m/K), the same five |
| `viscosity.out` | at the end of the run: t (ps), autocorrelation of the stress xx yy zz xy xz yz yx zx zy (eV^2), running viscosity (Pa s), the same nine |
| `cohesive.out` | factor of the cell's edges, energy (eV) of the relaxed atoms |
| `elastic.out` | a line with `#`, then six rows of six elastic constants (GPa) in the order xx yy zz yz zx xy |
| `minimize ... dump` files | extended XYZ; comment: Step (accepted steps), energy, virial, stress; columns species pos forces, 17 digits |
| `nacre.checkpoint` | the whole state, see checkpoint.md |

Dumps write after every interval-th step of their run. Growing files are appended to by the runs of a deck; a later `nacre run` moves them to `.old` unless `--append`.

## Where nacre differs from GPUMD on purpose

- Both generations of dump keywords are read: `dump_exyz`, `dump_position`, `dump_velocity`, `dump_force` and the old
  argument order of `dump_xyz` (method, group, interval, file; a negative method means all atoms).
- `stress` in a dumped frame is -virial/V, the sign of training data, so that a frame can be fed back as it is.
- `velocity` draws from Maxwell's distribution; random numbers depend on the seed, the step and the atom only.
- `minimize` holds fixed groups with every method, counts accepted steps (force calls are reported beside them), relaxes
  cells with every method, and has `cg` and `lbfgs`, which need a third to a seventh of the force calls of `fire`.
- `compute_rdf` takes any cutoff and counts periodic images, `compute_msd` and `compute_sdc` use every origin that the samples
  so far give (lag m of n samples has n - m), the first sample being that after the first interval; displacements leave out
  the motion of a cell that changes. Element indices count the potential's elements from 0.
- `compute_viscosity` takes the mean off xx, yy and zz; `compute_dos` and `compute_sdc` may stand in one run; `compute_hac`, `compute`
  with jp and `dump_observer observe` compute what they need on the CPU ([physics/transport.md](physics/transport.md)).
- One `potential` a deck, or several with `active` or `dump_observer`.
- `run.in` is checked whole before the first step.
)";

const char* lifetime_text(Lifetime l) {
  switch (l) {
    case Lifetime::at_once:
      return "at once";
    case Lifetime::next_run:
      return "next run";
    case Lifetime::stays:
      break;
  }
  return "stays";
}

using Rows = std::vector<std::vector<std::string>>;

std::string keyword_section() {
  Rows rows;
  for (const Keyword& k : keyword_table())
    rows.push_back({markdown_code(k.name), markdown_code(k.syntax), lifetime_text(k.lifetime), k.sentence});
  return "## Keywords\n\n" + markdown_table({"keyword", "syntax", "holds", "does"}, rows);
}

std::string ensemble_section() {
  Rows rows;
  for (const auto& e : ensemble_table())
    rows.push_back({markdown_code(e.name), e.syntax.empty() ? "none" : markdown_code(e.syntax), e.description});
  return "\n## Ensembles\n\n" + markdown_table({"method", "arguments", "what it is"}, rows);
}

std::string minimizer_section() {
  Rows rows;
  for (const auto& m : minimizer_table()) rows.push_back({markdown_code(m.name), m.sentence});
  return "\n## Minimisers\n\nFirst word of `minimize`; equations, tolerances and which to take: "
         "[physics/minimize.md](physics/minimize.md).\n\n" +
         markdown_table({"method", "what it is"}, rows) +
         "\nIt ends when no component of a force exceeds the tolerance (and no stress its own, 1e-4 GPa unless told), "
         "after\nthe steps given, or when no step lowers the energy beyond rounding; a negative tolerance does all "
         "steps. "
         "The box is\nfixed (`0`, the default), or relaxed in volume (`hydrostatic`, or `1 1`), in three strains "
         "(`orthogonal`), or in all six\n(`full`, or `1`), to `pressure` (GPa, 0 unless given). `dump` writes frames "
         "with "
         "forces, the last one always. It needs no\n`ensemble`; dumps and other lines of the next `run` wait for "
         "that.\n";
}

std::string force_section() {
  Rows rows;
  for (const auto& f : force_table()) rows.push_back({markdown_code(f.first_word), f.sentence});
  return "\n## Potentials\n\nThe first word of the file says which it is.\n\n" +
         markdown_table({"first word", "what it is"}, rows) +
         fmt::format("\nWhere no file has that name, `{}` is a carbon that needs no file.\n", default_force);
}

std::string guard_table() {
  const GuardLimits limits;
  const auto text = [](double v, const char* rest) { return fmt::format("{:g}{}", v, rest); };
  return markdown_table(
      {"word of `guard`", "a run stops when", "limit"},
      {{"`temperature`", fmt::format("the temperature passes it, and {} times the target", Watch::times_target),
        text(limits.temperature_K, " K")},
       {"`volume`", "the cell has grown or shrunk so many times since the start of the run",
        text(limits.volume_ratio, "")},
       {"`strain`", "a lattice vector has changed by so many of its lengths since then", text(limits.strain, "")},
       {"`height`", "the cell has become thinner along a periodic direction", text(limits.height_A, " A")},
       {"`pressure`", "a component of the virial's pressure passes it", text(limits.pressure_GPa, " GPa")},
       {"`drift`",
        fmt::format("the conserved energy has changed by {:g} eV/atom, a tenth of the baths' work, and this rate times "
                    "the time",
                    energy_allowance),
        text(limits.drift_eV_per_atom_ns, " eV/atom/ns")},
       {"`force`", "the force on an atom passes it; at the end of a minimisation too",
        text(limits.force_eV_per_A, " eV/A")},
       {"`distance`", "an atom would move farther in one step", text(limits.distance_A, " A")}});
}

std::string default_section() {
  return fmt::format(
             "\n## Defaults\n\n- Time step 1 fs.\n- Velocities of {} K, when neither `velocity` nor model.xyz says "
             "otherwise.\n"
             "- Seed {}, when neither `velocity <T> seed <n>` nor `--seed` gives one.\n"
             "- A run stops when an energy or position is not finite, when an atom is {} cell lengths outside an open "
             "side, "
             "and at\n  these limits, which `guard` changes:\n\n",
             default_temperature, default_seed, Watch::cell_lengths) +
         guard_table();
}

std::string missing_section() {
  std::string text = "\n## Keywords of GPUMD that nacre does not have yet\n\n";
  const auto& names = missing_keywords();
  std::size_t width = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string item = "`" + names[i] + "`" + (i + 1 < names.size() ? "," : ".");
    const bool fits = width + 1 + item.size() <= 120;
    if (i > 0) text += fits ? " " : "\n";
    width = i > 0 && fits ? width + 1 + item.size() : item.size();
    text += item;
  }
  return text + "\n";
}

}  // namespace

std::string input_manual() {
  return introduction + keyword_section() + ensemble_section() + minimizer_section() + force_section() +
         default_section() + formats + missing_section();
}

}  // namespace nacre::run
