#include "device/parallel.h"

namespace nacre {

namespace {
int chosen_threads = 0;
}

void set_threads(int count) { chosen_threads = std::max(count, 0); }
int threads() { return chosen_threads > 0 ? chosen_threads : omp_get_num_procs(); }

}  // namespace nacre
