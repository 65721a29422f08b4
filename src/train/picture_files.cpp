#include "train/picture_files.h"

#include "io/files.h"

namespace nacre::train {

void write_loss_picture(const TrainSettings& settings, const std::vector<LossRow>& rows, const std::string& unit,
                        bool with_test) {
  if (rows.size() > 1) write_whole(path_in(settings, "loss.svg"), loss_plot(rows, unit, with_test));
}

void write_parity_pictures(const TrainSettings& settings, const TrainData& data, const std::vector<Prediction>& train,
                           const std::vector<Prediction>& test) {
  const auto write = [&](const ParityLabels& labels, auto&& cloud_of) {
    std::vector<Cloud> clouds{cloud_of("train", data.train, train)};
    if (!test.empty()) clouds.push_back(cloud_of("test", data.test, test));
    std::erase_if(clouds, [](const Cloud& c) { return c.target.empty(); });
    if (!clouds.empty())
      write_whole(path_in(settings, "parity_" + labels.quantity + ".svg"), parity_plot(clouds, labels));
  };
  write({"energy", "eV/atom", "meV/atom", 1000}, energy_cloud);
  write({"force", "eV/Å", "meV/Å", 1000}, force_cloud);
  write({"virial", "eV/atom", "meV/atom", 1000}, virial_cloud);
}

}  // namespace nacre::train
