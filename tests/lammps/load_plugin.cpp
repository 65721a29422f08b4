// What `plugin load nacre.so` of LAMMPS's package PLUGIN does, which Debian's LAMMPS lacks: opens the plugin, takes the
// style from it, runs the input.   load_plugin PLUGIN INPUT
#include <dlfcn.h>

#include <cstdio>
#include <string>

#include "lammps_headers.h"

namespace {

struct Plugin {
  const char *version, *style, *name, *info, *author;
  union {
    void* (*plain)(void*);
    void* (*with_words)(void*, int, char**);
  } create;
  void* handle;
};

Plugin pair, compute;

void take(Plugin* plugin, void* lammps) {
  const char* version = static_cast<LAMMPS_NS::LAMMPS*>(lammps)->version;
  std::printf("%s style %s: %s; for LAMMPS of %s, this one is of %s\n", plugin->style, plugin->name, plugin->info,
              plugin->version, version);
  (std::string(plugin->style) == "pair" ? pair : compute) = *plugin;
}

LAMMPS_NS::Pair* make_pair(LAMMPS_NS::LAMMPS* lammps) {
  return static_cast<LAMMPS_NS::Pair*>(pair.create.plain(lammps));
}
LAMMPS_NS::Compute* make_compute(LAMMPS_NS::LAMMPS* lammps, int narg, char** arg) {
  return static_cast<LAMMPS_NS::Compute*>(compute.create.with_words(lammps, narg, arg));
}

}  // namespace

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  const char* words[] = {"lammps", "-in", argv[2], "-screen", "none"};
  auto* lammps = new LAMMPS_NS::LAMMPS(5, const_cast<char**>(words), MPI_COMM_WORLD);
  void* handle = dlopen(argv[1], RTLD_NOW);
  if (handle == nullptr) return std::puts(dlerror()), 1;
  using Init = void (*)(void*, void*, void*);
  reinterpret_cast<Init>(dlsym(handle, "lammpsplugin_init"))(lammps, handle, reinterpret_cast<void*>(&take));
  if (pair.name == nullptr || compute.name == nullptr) return std::puts("the plugin lacks a style"), 1;
  (*lammps->force->pair_map)[pair.name] = &make_pair;
  (*lammps->modify->compute_map)[compute.name] = &make_compute;
  lammps->input->file();
  delete lammps;
  MPI_Finalize();
  return argc == 3 ? 0 : 1;
}
