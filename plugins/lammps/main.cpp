// lmp-nacre: LAMMPS as `lmp`, with our styles. For installations without the package PLUGIN, such as Debian's.
//
// The styles are entered into LAMMPS's tables of styles. LAMMPS makes these tables anew at its start and at the input
// command `clear`, and then calls LAMMPS::post_create(); this program gives that function and calls LAMMPS's own first.
// With static linking the two would collide: build LAMMPS as a shared library.
#include <dlfcn.h>

#include "compute_nacre_grade.h"
#include "pair_nacre.h"

namespace LAMMPS_NS {

static void add_styles(LAMMPS* lammps) {
  (*lammps->force->pair_map)["nacre"] = &PairNacre::create;
  (*lammps->modify->compute_map)["nacre/grade"] = &ComputeNacreGrade::create;
}

void LAMMPS::post_create() {
  // The mangled name of this very function, in the next library: liblammps.
  using PostCreate = void (*)(LAMMPS*);
  void* next = dlsym(RTLD_NEXT, "_ZN9LAMMPS_NS6LAMMPS11post_createEv");
  if (next == nullptr) error->all(FLERR, std::string("lmp-nacre: liblammps has no LAMMPS::post_create()"));
  reinterpret_cast<PostCreate>(next)(this);
  add_styles(this);
}

}  // namespace LAMMPS_NS

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  auto* lammps = new LAMMPS_NS::LAMMPS(argc, argv, MPI_COMM_WORLD);
  LAMMPS_NS::add_styles(lammps);
  lammps->input->file();
  delete lammps;
  MPI_Finalize();
  return 0;
}
