# One small source per instruction set carries its own flags; the choice is made at run time (src/device/simd_target.h).
# Highway counts AES and CLMUL among AVX2 and above.
# -ffp-contract=fast lets the compiler fuse a*b+c where a formula did not say fma itself.
set(nacre_simd_flags -O3 -ffp-contract=fast -fno-math-errno -fno-trapping-math)
if(NACRE_SANITIZE)  # minutes a source otherwise
  list(REMOVE_ITEM nacre_simd_flags -O3)
endif()
if(NACRE_FUZZ)  # no reader is in them
  list(APPEND nacre_simd_flags -O0 -fno-sanitize=all)
endif()
file(GLOB_RECURSE simd_scalar src/*_scalar.cpp)
file(GLOB_RECURSE simd_avx2 src/*_avx2.cpp)
file(GLOB_RECURSE simd_avx512 src/*_avx512.cpp)
set_source_files_properties(${simd_scalar} ${simd_avx2} ${simd_avx512} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
set_source_files_properties(${simd_scalar} PROPERTIES COMPILE_OPTIONS "${nacre_simd_flags}")
set_source_files_properties(${simd_avx2} PROPERTIES COMPILE_OPTIONS "${nacre_simd_flags};-march=x86-64-v3;-maes;-mpclmul")
set_source_files_properties(${simd_avx512} PROPERTIES COMPILE_OPTIONS "${nacre_simd_flags};-march=x86-64-v4;-maes;-mpclmul;-mprefer-vector-width=512")
