#include "pair_nacre.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "guarded.h"

namespace LAMMPS_NS {

namespace {

constexpr const char* name = "pair_style nacre";

// kcal/mol an eV, as LAMMPS converts between its own units metal and real.
constexpr double kcal_mol_per_eV = 23.060549;

/// What `compute pair` shows; LAMMPS adds the ranks up.
enum Counted { sites, ghosts, lists, list_seconds, counted };

/// xx yy zz xy xz yz (yx zx zy) of row-major 3 x 3.
constexpr int component[9] = {0, 4, 8, 1, 2, 5, 3, 6, 7};

/// Half of the two entries off the diagonal.
double symmetric(const double* w, int k) {
  return k < 3 ? w[component[k]] : 0.5 * (w[component[k]] + w[component[k + 3]]);
}

/// Ranks of this machine before mine: MPI says which share its memory.
int local_rank(MPI_Comm world) {
  MPI_Comm machine;
  int rank = 0;
  MPI_Comm_split_type(world, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
  MPI_Comm_rank(machine, &rank);
  MPI_Comm_free(&machine);
  return rank;
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : " ") + word;
  return all;
}

}  // namespace

PairNacre::PairNacre(LAMMPS* lammps) : Pair(lammps) {
  restartinfo = 0;
  one_coeff = 1;
  manybody_flag = 1;
  no_virial_fdotr_compute = 1;
  centroidstressflag = CENTROID_AVAIL;
  options_.device = nacre::Device::automatic;
  nextra = counted;
  pvector = new double[counted]();
}

PairNacre::~PairNacre() {
  delete[] pvector;
  if (!allocated) return;
  memory->destroy(setflag);
  memory->destroy(cutsq);
}

void PairNacre::refuse(const std::string& what) { error->all(FLERR, std::string(name) + ": " + what); }

// --- commands

void PairNacre::settings(int narg, char** arg) {
  for (int k = 0; k < narg; k += 2) {
    if (k + 1 == narg) refuse(std::string("no value after ") + arg[k]);
    read_setting(arg[k], arg[k + 1]);
  }
}

void PairNacre::read_setting(const std::string& key, const std::string& value) {
  static const std::map<std::string, nacre::Precision> precisions{{"single", nacre::Precision::single},
                                                                  {"double", nacre::Precision::full}};
  static const std::map<std::string, nacre::Device> devices{
      {"auto", nacre::Device::automatic}, {"cpu", nacre::Device::cpu}, {"cuda", nacre::Device::cuda}};
  if (key == "precision" && precisions.count(value) != 0)
    options_.precision = precisions.at(value);
  else if (key == "device" && devices.count(value) != 0)
    options_.device = devices.at(value);
  else
    refuse("unknown words: " + key + " " + value +
           "; allowed: precision single, precision double, device auto, device cpu, device cuda");
}

void PairNacre::allocate() {
  const int n = atom->ntypes + 1;
  allocated = 1;
  memory->create(setflag, n, n, "pair:setflag");
  memory->create(cutsq, n, n, "pair:cutsq");
  for (int i = 0; i < n; ++i) std::fill_n(setflag[i], n, 0);
}

void PairNacre::coeff(int narg, char** arg) {
  if (!allocated) allocate();
  const int types = atom->ntypes;
  if (narg < 3 || std::strcmp(arg[0], "*") != 0 || std::strcmp(arg[1], "*") != 0)
    refuse("expected pair_coeff * * FILE ELEMENT ...");
  if (narg != 3 + types)
    refuse("pair_coeff names " + std::to_string(narg - 3) + " elements, there are " + std::to_string(types) +
           " atom types; NULL stands for a type without an element");
  file_ = arg[2];
  nacre::set_threads(comm->nthreads);
  guarded(error, name, Throws::on_all_ranks,
          [&] { potential_ = std::make_unique<nacre::Potential>(file_, potential_options()); });
  choose_species(types, arg + 3);
  shell_seen_ = false;
}

/// Ranks of one machine take its devices in turn.
nacre::PotentialOptions PairNacre::potential_options() const {
  nacre::PotentialOptions options = options_;
  const int devices = static_cast<int>(nacre::cuda_devices().size());
  const bool full = options.precision == nacre::Precision::full;
  if (options.device == nacre::Device::automatic && full) options.device = nacre::Device::cpu;
  if (options.device != nacre::Device::cpu && devices > 0) options.cuda_device = local_rank(world) % devices;
  return options;
}

void PairNacre::choose_species(int count, char** element) {
  const auto& known = potential_->species();
  species_.assign(count + 1, -1);
  for (int t = 0; t < count; ++t) {
    if (std::strcmp(element[t], "NULL") == 0) continue;
    const auto found = std::find(known.begin(), known.end(), element[t]);
    if (found == known.end()) refuse(file_ + " has no element " + element[t] + "; it has " + joined(known));
    species_[t + 1] = static_cast<int>(found - known.begin());
  }
  for (int i = 1; i <= count; ++i)
    for (int j = 1; j <= count; ++j) setflag[i][j] = species_[i] >= 0 && species_[j] >= 0;
}

void PairNacre::init_style() {
  const std::string units = update->unit_style;
  if (units != "metal" && units != "real") refuse("units " + units + "; allowed: metal, real");
  per_eV_ = units == "real" ? kcal_mol_per_eV : 1;
  if (force->newton_pair == 0) refuse("newton off; it needs newton on, by which forces on ghosts are sent home");
  if (neighbor->nex_type + neighbor->nex_group + neighbor->nex_mol + neighbor->includegroup != 0)
    refuse("neigh_modify exclude and include have no effect on it; remove them");
}

double PairNacre::init_one(int i, int j) {
  if (setflag[i][j] == 0) refuse("no pair_coeff was given for all atom types");
  return potential_->cutoff();
}

void PairNacre::setup() { expect_wide_shell(); }

// LAMMPS makes the shell as thick as pair styles ask for at the start of a run, but a run with `pre no` keeps that of the run
// before, whatever pair_coeff has said since.
void PairNacre::expect_wide_shell() {
  const double shell = comm->get_comm_cutoff(), cutoff = potential_->cutoff();
  if (shell < cutoff)
    refuse("ghosts reach " + std::to_string(shell) + " A, the cutoff of " + file_ + " is " + std::to_string(cutoff) +
           " A: start the run without `pre no`, or give comm_modify cutoff at least that");
  shell_seen_ = true;
}

// --- a step

void PairNacre::compute(int eflag, int vflag) {
  ev_init(eflag, vflag);
  if (!shell_seen_) expect_wide_shell();
  look();
  const std::size_t numbers = seen_.positions.size(), own = seen_.own;
  forces_.assign(numbers, 0.0);
  energies_.assign(eflag_atom ? own : 0, 0.0);
  virials_.assign(vflag_atom ? 9 * own : 0, 0.0);
  force_virials_.assign(cvflag_atom ? 3 * numbers : 0, 0.0);
  sums_ = {forces_, energies_, virials_, force_virials_, 0, {}};
  guarded(error, name, Throws::on_one_rank,
          [&] { potential_->add_with_ghosts(own, seen_.types, seen_.positions, sums_); });
  add_results();
  count();
}

const PairNacre::Seen& PairNacre::look() {
  const int own = atom->nlocal, all = own + atom->nghost;
  seen_.index.clear(), seen_.types.clear(), seen_.positions.clear();
  seen_.own = 0;
  for (int i = 0; i < all; ++i) {
    const int species = species_[atom->type[i]];
    if (species < 0) continue;
    seen_.index.push_back(i), seen_.types.push_back(species);
    seen_.positions.insert(seen_.positions.end(), atom->x[i], atom->x[i] + 3);
    if (i < own) ++seen_.own;
  }
  return seen_;
}

void PairNacre::add_results() {
  for (std::size_t k = 0; k < seen_.index.size(); ++k)
    for (int c = 0; c < 3; ++c) atom->f[seen_.index[k]][c] += per_eV_ * forces_[3 * k + c];
  if (eflag_global) eng_vdwl += per_eV_ * sums_.energy;
  if (vflag_global)
    for (int c = 0; c < 6; ++c) virial[c] += per_eV_ * symmetric(sums_.virial.data(), c);
  for (std::size_t k = 0; k < energies_.size(); ++k) eatom[seen_.index[k]] += per_eV_ * energies_[k];
  for (std::size_t k = 0; k < virials_.size() / 9; ++k)
    for (int c = 0; c < 6; ++c) vatom[seen_.index[k]][c] += per_eV_ * symmetric(&virials_[9 * k], c);
  for (std::size_t k = 0; k < force_virials_.size() / 9; ++k)
    for (int c = 0; c < 9; ++c) cvatom[seen_.index[k]][c] += per_eV_ * force_virials_[9 * k + component[c]];
}

void PairNacre::count() {
  pvector[sites] = static_cast<double>(seen_.own);
  pvector[ghosts] = static_cast<double>(seen_.index.size() - seen_.own);
  const nacre::Potential::GhostCounts counts = potential_->ghost_counts();
  pvector[lists] = static_cast<double>(counts.rebuilds), pvector[list_seconds] = counts.seconds;
}

double PairNacre::memory_usage() {
  double bytes = Pair::memory_usage();
  bytes += static_cast<double>((seen_.index.capacity() + seen_.types.capacity()) * sizeof(int));
  for (const auto* v : {&seen_.positions, &forces_, &energies_, &virials_, &force_virials_})
    bytes += static_cast<double>(v->capacity() * sizeof(double));
  return potential_ ? bytes + static_cast<double>(potential_->ghost_counts().bytes) : bytes;
}

}  // namespace LAMMPS_NS
