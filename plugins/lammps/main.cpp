// lmp-nacre: LAMMPS as `lmp`, with one pair style more. For installations without the package PLUGIN, such as Debian's.
//
// The style is entered into LAMMPS's table of pair styles. LAMMPS makes this table anew at its start and at the input
// command `clear`, and then calls LAMMPS::post_create(); this program gives that function and calls LAMMPS's own first.
// With static linking the two would collide: build LAMMPS as a shared library.
#include <dlfcn.h>

#include "pair_nacre.h"

namespace LAMMPS_NS {

void LAMMPS::post_create() {
  // The mangled name of this very function, in the next library: liblammps.
  using PostCreate = void (*)(LAMMPS*);
  void* next = dlsym(RTLD_NEXT, "_ZN9LAMMPS_NS6LAMMPS11post_createEv");
  if (next == nullptr) error->all(FLERR, std::string("lmp-nacre: liblammps has no LAMMPS::post_create()"));
  reinterpret_cast<PostCreate>(next)(this);
  (*force->pair_map)["nacre"] = &PairNacre::create;
}

}  // namespace LAMMPS_NS

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  auto* lammps = new LAMMPS_NS::LAMMPS(argc, argv, MPI_COMM_WORLD);
  (*lammps->force->pair_map)["nacre"] = &LAMMPS_NS::PairNacre::create;
  lammps->input->file();
  delete lammps;
  MPI_Finalize();
  return 0;
}
