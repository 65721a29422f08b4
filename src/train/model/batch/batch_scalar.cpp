// Training for any processor, one atom at a time: single precision, and double for the tests of the gradient.
#include "train/model/batch/batch_loop.h"

namespace nacre::train {
BatchLoop<float> batch_loop_scalar() { return make_batch_loop<float>(); }
BatchLoop<double> batch_loop_double() { return make_batch_loop<double>(); }
}  // namespace nacre::train
