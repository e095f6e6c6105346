// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <utility>

// Where a database is: in a data folder of this machine (SQLite), or at a server (PostgreSQL).
namespace concordat::store {

class Place {
 public:
  Place(std::filesystem::path folder) : folder_(std::move(folder)) {}  // NOLINT: a folder is a place
  Place(const std::string& folder) : folder_(folder) {}                // NOLINT
  // "postgresql://…". It may hold a password: never shown.
  static Place server(std::string url) {
    Place place{std::filesystem::path()};
    place.url_ = std::move(url);
    return place;
  }

  bool is_server() const { return !url_.empty(); }
  const std::filesystem::path& folder() const { return folder_; }
  const std::string& url() const { return url_; }

 private:
  std::filesystem::path folder_;
  std::string url_;
};

}  // namespace concordat::store
