// For code that the host compiler and nvcc both read. NACRE_HD marks formulas that run on the host and on a CUDA device
// alike. NACRE_UNROLL(n) before a loop asks the host compiler for n copies of its body; nvcc decides for itself.
#pragma once

#define NACRE_PRAGMA(text) _Pragma(#text)
#if defined(__CUDACC__)
#define NACRE_HD __host__ __device__
#define NACRE_UNROLL(n)
#else
#define NACRE_HD
#define NACRE_UNROLL(n) NACRE_PRAGMA(GCC unroll n)
#endif
