// Processor seconds of Potential::compute_batch in the library: what calculator_speed.py compares Python's batches with.
//   cmake --build build/cpu-release --target nacre_installed_force
//   g++ -std=c++20 -O2 -Iinclude bench/python/library_batch.cpp -Lbuild/cpu-release/lib -lnacre_force -lfmt -lz -llzma -lpugixml -o library_batch
//   library_batch POTENTIAL FRAMES COUNT THREADS     COUNT structures: those of FRAMES in turn, 2,000 a call
#include <nacre/nacre.h>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

int main(int count, char** words) {
  if (count != 5) return 2;
  nacre::set_threads(std::atoi(words[4]));
  nacre::Potential potential(words[1]);
  const std::vector<nacre::Structure> frames = nacre::read_structures(words[2]);
  const auto wanted = static_cast<std::size_t>(std::atol(words[3]));
  constexpr std::size_t at_once = 2000;
  std::vector<nacre::Structure> piece;
  for (std::size_t k = 0; k < at_once; ++k) piece.push_back(frames[k % frames.size()]);
  double sum = 0;
  const std::clock_t begin = std::clock();
  for (std::size_t done = 0; done < wanted; done += at_once)
    for (const nacre::Evaluation& e : potential.compute_batch(piece)) sum += e.energy;
  std::printf("%.9g %.17g\n", static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, sum);
}
