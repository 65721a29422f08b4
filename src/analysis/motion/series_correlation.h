// Correlation sums of a whole series of numbers, for lags 0 .. lags - 1, over all time origins:
//   products   P(m) = sum_{t=0}^{F-1-m} x(t + m) x(t)
//   squares    Q(m) = sum_{t=0}^{F-1-m} (x(t + m) - x(t))^2 = S(m) - 2 P(m)
//              S(m) = sum_t x^2(t + m) + x^2(t):  S(0) = 2 sum_t x^2(t),  S(m) = S(m-1) - x^2(m-1) - x^2(F-m)
// Few lags: directly. Many: P by Fourier transform of the series padded with zeros to M >= F + lags (Wiener and
// Khinchin), which gives the same sums up to rounding in F log F instead of F x lags steps (Calandrini, Pellegrini,
// Calligari, Hinsen, Kneller, Collection SFN 12, 201 (2011), 10.1051/sfn/201112010). Two series share a transform:
//   z = x + i y,  X(k) = (Z(k) + Z*(-k)) / 2,  Y(k) = (Z(k) - Z*(-k)) / 2i
// and, |X|^2 and |Y|^2 being real and even, the inverse of |X|^2 + i |Y|^2 is P_x + i P_y.
// Squares: the series is taken relative to its mean, so that S - 2 P loses few digits.
#pragma once
#include <complex>
#include <cstddef>
#include <kissfft.hh>
#include <optional>
#include <vector>

namespace nacre {

class SeriesCorrelation {
 public:
  enum class Method { automatic, direct, fourier };
  /// Series of `frames` numbers; 1 <= lags <= frames. Not to be shared by threads.
  SeriesCorrelation(std::size_t frames, std::size_t lags, Method method = Method::automatic);

  bool uses_fourier() const { return size_ > 0; }
  /// P of two series, `lags` numbers each.
  void products(const double* x, const double* y, double* p_x, double* p_y);
  /// Q of two series.
  void squares(const double* x, const double* y, double* q_x, double* q_y);

 private:
  using Complex = std::complex<double>;
  void direct(const double* x, double* p) const;
  void direct_squares(const double* x, double* q) const;
  void transform(const double* x, const double* y, double* p_x, double* p_y);
  void products_to_squares(const double* x, double* p) const;

  std::size_t frames_, lags_, size_ = 0;  ///< size_: M, 0: directly
  std::optional<kissfft<double>> forward_, backward_;
  std::vector<Complex> series_, spectrum_;
  std::vector<double> x_, y_;  ///< relative to their means
};

/// Smallest number >= n without prime factors beyond 5: what kissfft is fast at.
std::size_t fast_size(std::size_t n);

}  // namespace nacre
