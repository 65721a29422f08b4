// libsvm behind baselines.h.
#include <libsvm/svm.h>

#include <algorithm>
#include <memory>

#include "core/error.h"
#include "learn/baselines.h"

namespace nacre::learn {

namespace {
/// Rows as libsvm has them: index (from 1) and value, closed by index -1.
struct SvmRows {
  std::vector<svm_node> nodes;
  std::vector<svm_node*> row;
  explicit SvmRows(const std::vector<std::vector<double>>& points) {
    const std::size_t n = points[0].size(), stride = points.size() + 1;
    nodes.resize(n * stride);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t f = 0; f < points.size(); ++f) nodes[i * stride + f] = {static_cast<int>(f) + 1, points[f][i]};
      nodes[i * stride + points.size()] = {-1, 0};
      row.push_back(&nodes[i * stride]);
    }
  }
};

struct FreeModel {
  void operator()(svm_model* model) const { svm_free_and_destroy_model(&model); }
};

svm_parameter parameter_of(const SvmSettings& s, int width) {
  svm_parameter p{};
  p.svm_type = C_SVC, p.kernel_type = RBF;
  p.C = s.c, p.gamma = s.gamma > 0 ? s.gamma : 1.0 / width, p.eps = s.tolerance;
  p.cache_size = 100, p.shrinking = 1;
  return p;
}

/// libsvm gives the decision values of pairs of its own order of classes, (0,1), (0,2), ..., (1,2), ...
void add_decisions(const svm_model& model, const svm_node* row, double* score) {
  const int present = svm_get_nr_class(&model);
  std::vector<int> name(present);
  svm_get_labels(&model, name.data());
  std::vector<double> decision(static_cast<std::size_t>(present) * (present - 1) / 2);
  svm_predict_values(&model, row, decision.data());
  int pair = 0;
  for (int a = 0; a < present; ++a)
    for (int b = a + 1; b < present; ++b, ++pair) score[name[a]] += decision[pair], score[name[b]] -= decision[pair];
}
}  // namespace

Predictions svm_predictions(const Table& train, const Table& test, const SvmSettings& settings) {
  if (!(settings.c > 0)) throw Error("must be positive").key("c");
  const Scaling scaling = scaling_of(train);
  SvmRows teach(scaling.apply(train)), ask(scaling.apply(test));
  std::vector<double> label(train.label.begin(), train.label.end());
  svm_problem problem{static_cast<int>(label.size()), label.data(), teach.row.data()};
  const svm_parameter parameter = parameter_of(settings, train.width());
  if (const char* fault = svm_check_parameter(&problem, &parameter)) throw Error(std::string("SVM: ") + fault);
  svm_set_print_string_function([](const char*) {});
  const std::unique_ptr<svm_model, FreeModel> model(svm_train(&problem, &parameter));
  Predictions out;
  const int classes = train.class_count();
  // A class without training rows is never chosen.
  out.score.assign(static_cast<std::size_t>(test.rows()) * classes, 0.0);
  for (int i = 0; i < test.rows(); ++i) {
    add_decisions(*model, ask.row[i], &out.score[static_cast<std::size_t>(i) * classes]);
    out.predicted.push_back(static_cast<int>(svm_predict(model.get(), ask.row[i])));
  }
  return out;
}

}  // namespace nacre::learn
