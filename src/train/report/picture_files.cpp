#include "train/report/picture_files.h"

#include "io/files.h"

namespace nacre::train {

void write_loss_picture(const TrainSettings& settings, const std::vector<LossRow>& rows, const std::string& unit,
                        bool with_test) {
  if (rows.size() > 1) write_whole(path_in(settings, "loss.svg"), loss_plot(rows, unit, with_test));
}

namespace {
/// `clouds_of(cloud_function)`: one a set; sets without the label are left out, and pictures without any set.
template <class CloudsOf>
void write_parity(const std::string& folder, CloudsOf&& clouds_of) {
  const auto write = [&](const ParityLabels& labels, auto&& cloud_of) {
    std::vector<Cloud> clouds = clouds_of(cloud_of);
    std::erase_if(clouds, [](const Cloud& c) { return c.target.empty(); });
    if (!clouds.empty()) write_whole(folder + "/parity_" + labels.quantity + ".svg", parity_plot(clouds, labels));
  };
  write({"energy", "eV/atom", "meV/atom", 1000}, energy_cloud);
  write({"force", "eV/Å", "meV/Å", 1000}, force_cloud);
  write({"virial", "eV/atom", "meV/atom", 1000}, virial_cloud);
  write({"difference", "eV an inserted atom", "meV", 1000}, difference_cloud);
}
}  // namespace

void write_parity_pictures(const TrainSettings& settings, const TrainData& data, const std::vector<Prediction>& train,
                           const std::vector<Prediction>& test) {
  write_parity(settings.folder.empty() ? "." : settings.folder, [&](auto&& cloud_of) {
    std::vector<Cloud> clouds{cloud_of("train", data.train, train)};
    if (!test.empty()) clouds.push_back(cloud_of("test", data.test, test));
    return clouds;
  });
}

void write_parity_pictures(const std::string& folder, const std::string& name, const TrainSet& set,
                           const std::vector<Prediction>& predictions) {
  write_parity(folder, [&](auto&& cloud_of) { return std::vector<Cloud>{cloud_of(name, set, predictions)}; });
}

}  // namespace nacre::train
