#include "api/engine/engine_inside.h"
#include "train/model/cuda_models.h"
#include "train/training.h"

#include "nacre/train.h"

namespace nacre::v1 {

namespace {

TrainErrors public_errors(const train::LossValue& loss) {
  return {loss.rmse_energy, loss.rmse_force, loss.rmse_virial, loss.rmse_difference};
}

TrainReport public_report(const train::TrainReport& r) {
  return {r.interrupted,      r.progress.unit,
          r.progress.done,    r.progress.total,
          r.last.train.total, public_errors(r.last.train),
          r.with_test,        public_errors(r.last.test),
          r.seconds};
}

train::TrainCalls inner_calls(const TrainOptions& options, const TrainCalls& calls, std::int64_t& stepped) {
  train::TrainCalls inner;
  inner.stop = [&] {
    return (options.stop_after > 0 && stepped >= options.stop_after) || (calls.stop && calls.stop());
  };
  inner.progress = [&](const train::TrainStatus& s) {
    stepped = s.stepped;
    if (calls.progress)
      calls.progress(
          {s.progress.unit, s.progress.done, s.progress.total, s.loss.total, public_errors(s.loss), s.seconds});
  };
  inner.notice = [&](const std::string& text) {
    if (calls.notice) calls.notice(text);
  };
  return inner;
}

}  // namespace

TrainReport train(const std::string& folder, const TrainOptions& options, const TrainCalls& calls) {
  return guarded([&] {
    std::vector<nacre::Error> errors;
    const train::TrainSettings settings = train::read_nep_in(folder, errors);
    throw_first(errors, settings.file);
    const train::Models models =
        choose_cuda(options.device, options.cuda_device) ? train::cuda_models() : train::Models();
    train::TrainData data = train::read_train_data(settings);
    if (calls.notice)
      for (const std::string& text : data.warnings) calls.notice(text);
    if (settings.prediction) return public_report(train::predict_only(settings, data, models));
    std::int64_t stepped = 0;
    train::Training training(settings, std::move(data), options.resume, inner_calls(options, calls, stepped), models);
    return public_report(training.go());
  });
}

}  // namespace nacre::v1
