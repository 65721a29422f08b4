// NACRE_HD marks formulas that run on the host and on a CUDA device alike.
#pragma once

#if defined(__CUDACC__)
#define NACRE_HD __host__ __device__
#else
#define NACRE_HD
#endif
