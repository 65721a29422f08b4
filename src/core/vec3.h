// Three-vectors and 3x3 matrices: plain data with the few operations that molecular dynamics needs.
#pragma once
#include <cmath>

#include "core/macros.h"

namespace nacre {

struct Vec3 {
  double x = 0, y = 0, z = 0;
  NACRE_HD double& operator[](int i) { return (&x)[i]; }
  NACRE_HD double operator[](int i) const { return (&x)[i]; }
  NACRE_HD Vec3& operator+=(Vec3 o) { return x += o.x, y += o.y, z += o.z, *this; }
  NACRE_HD Vec3& operator-=(Vec3 o) { return x -= o.x, y -= o.y, z -= o.z, *this; }
  NACRE_HD Vec3& operator*=(double s) { return x *= s, y *= s, z *= s, *this; }
};
NACRE_HD inline Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
NACRE_HD inline Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
NACRE_HD inline Vec3 operator-(Vec3 a) { return {-a.x, -a.y, -a.z}; }
NACRE_HD inline Vec3 operator*(double s, Vec3 a) { return {s * a.x, s * a.y, s * a.z}; }
NACRE_HD inline Vec3 operator*(Vec3 a, double s) { return s * a; }
NACRE_HD inline double dot(Vec3 a, Vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
NACRE_HD inline Vec3 cross(Vec3 a, Vec3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
NACRE_HD inline double norm(Vec3 a) { return std::sqrt(dot(a, a)); }

/// Row-major 3x3 matrix; m[i][j] is row i, column j.
struct Mat3 {
  double m[3][3] = {};
  NACRE_HD double* operator[](int i) { return m[i]; }
  NACRE_HD const double* operator[](int i) const { return m[i]; }
  NACRE_HD Vec3 row(int i) const { return {m[i][0], m[i][1], m[i][2]}; }
  NACRE_HD Mat3& operator+=(const Mat3& o) {
    for (int i = 0; i < 9; ++i) (&m[0][0])[i] += (&o.m[0][0])[i];
    return *this;
  }
  NACRE_HD Mat3& operator*=(double s) {
    for (int i = 0; i < 9; ++i) (&m[0][0])[i] *= s;
    return *this;
  }
};
NACRE_HD inline Mat3 operator+(Mat3 a, const Mat3& b) { return a += b; }
NACRE_HD inline Mat3 operator*(double s, Mat3 a) { return a *= s; }
NACRE_HD inline Mat3 operator*(const Mat3& a, const Mat3& b) {
  Mat3 c;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j)
      for (int k = 0; k < 3; ++k) c.m[i][j] += a.m[i][k] * b.m[k][j];
  return c;
}
/// Row vector times matrix: how fractional coordinates become Cartesian when lattice vectors are rows.
NACRE_HD inline Vec3 operator*(Vec3 v, const Mat3& a) {
  return {v.x * a.m[0][0] + v.y * a.m[1][0] + v.z * a.m[2][0], v.x * a.m[0][1] + v.y * a.m[1][1] + v.z * a.m[2][1],
          v.x * a.m[0][2] + v.y * a.m[1][2] + v.z * a.m[2][2]};
}
/// Matrix times column vector.
NACRE_HD inline Vec3 operator*(const Mat3& a, Vec3 v) { return {dot(a.row(0), v), dot(a.row(1), v), dot(a.row(2), v)}; }
NACRE_HD inline Mat3 identity() { return {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}; }
NACRE_HD inline Mat3 outer(Vec3 a, Vec3 b) {
  return {{{a.x * b.x, a.x * b.y, a.x * b.z}, {a.y * b.x, a.y * b.y, a.y * b.z}, {a.z * b.x, a.z * b.y, a.z * b.z}}};
}
NACRE_HD inline Mat3 transpose(const Mat3& a) {
  Mat3 t;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) t.m[i][j] = a.m[j][i];
  return t;
}
NACRE_HD inline double trace(const Mat3& a) { return a.m[0][0] + a.m[1][1] + a.m[2][2]; }
NACRE_HD inline double determinant(const Mat3& a) { return dot(a.row(0), cross(a.row(1), a.row(2))); }
/// Inverse of a regular matrix; the caller checks the determinant.
NACRE_HD inline Mat3 inverse(const Mat3& a) {
  const Vec3 c[3] = {cross(a.row(1), a.row(2)), cross(a.row(2), a.row(0)), cross(a.row(0), a.row(1))};
  const double d = dot(a.row(0), c[0]);
  Mat3 r;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) r.m[j][i] = c[i][j] / d;
  return r;
}

}  // namespace nacre
