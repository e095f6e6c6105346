// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/input.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <vector>

namespace concordat::imports {
namespace {

constexpr std::size_t kReadBytes = 64 << 10;  // what is taken from the disk at a time

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

struct FreeArchive {
  void operator()(archive* handle) const { archive_read_free(handle); }
};
using Archive = std::unique_ptr<archive, FreeArchive>;

enum class Packing { plain, gzip, zip };

tl::unexpected<Problem> fail_in(const std::string& file, std::string code, std::string message, std::string hint = {}) {
  return fail_at(Where{file}, std::move(code), std::move(message), std::move(hint));
}

tl::unexpected<Problem> damaged(const std::string& file, archive* handle) {
  const char* why = archive_error_string(handle);
  return fail_in(file, "damaged-archive",
                 std::string("the archive cannot be unpacked: ") + (why == nullptr ? "no reason given" : why),
                 "Unpack it with another program, or fetch it again.");
}

class MemoryInput final : public Input {
 public:
  MemoryInput(std::string_view bytes, std::string name) : rest_(bytes), name_(std::move(name)) {}

  Result<std::size_t> read(std::span<char> into) override {
    const std::size_t size = std::min(into.size(), rest_.size());
    std::copy_n(rest_.data(), size, into.data());
    rest_.remove_prefix(size);
    return size;
  }
  const std::string& name() const override { return name_; }

 private:
  std::string_view rest_;
  std::string name_;
};

class PlainInput final : public Input {
 public:
  PlainInput(File file, std::string name) : file_(std::move(file)), name_(std::move(name)) {}

  Result<std::size_t> read(std::span<char> into) override {
    const std::size_t size = std::fread(into.data(), 1, into.size(), file_.get());
    if (size < into.size() && std::ferror(file_.get()) != 0) {
      return fail_in(name_, "unreadable-file", std::string("the file cannot be read: ") + std::strerror(errno));
    }
    return size;
  }
  const std::string& name() const override { return name_; }

 private:
  File file_;
  std::string name_;
};

// What an archive may become, counted while it is unpacked.
class Unpacked {
 public:
  Unpacked(std::size_t packed_bytes, const std::string& name) : packed_bytes_(packed_bytes), name_(name) {}

  Result<void> add(std::size_t bytes) {
    bytes_ += bytes;
    if (bytes_ > limits::kImportBytesMax) {
      return fail_in(name_, "archive-too-large",
                     "the archive unpacks to more than " +
                         with_thousands(static_cast<std::int64_t>(limits::kImportBytesMax)) + " bytes",
                     "Split the export into several files.");
    }
    if (bytes_ / limits::kArchiveRatioMax >= packed_bytes_) {
      return fail_in(name_, "archive-bomb",
                     "the archive unpacks to more than " + std::to_string(limits::kArchiveRatioMax) +
                         " times its size, as no export does",
                     "If it is genuine, unpack it and import the plain file.");
    }
    return {};
  }

 private:
  std::size_t packed_bytes_;
  std::size_t bytes_ = 0;
  const std::string& name_;
};

// A file of a zip.
class ZipInput final : public Input {
 public:
  ZipInput(Archive handle, std::size_t packed_bytes, std::string name)
      : handle_(std::move(handle)), name_(std::move(name)), unpacked_(packed_bytes, name_) {}

  Result<std::size_t> read(std::span<char> into) override {
    std::size_t size = 0;
    while (size < into.size()) {
      const la_ssize_t got = archive_read_data(handle_.get(), into.data() + size, into.size() - size);
      if (got == ARCHIVE_RETRY) continue;
      if (got < 0) return damaged(name_, handle_.get());
      if (got == 0) break;
      size += static_cast<std::size_t>(got);
      if (auto within = unpacked_.add(static_cast<std::size_t>(got)); !within) {
        return tl::unexpected(std::move(within.error()));
      }
    }
    return size;
  }
  const std::string& name() const override { return name_; }

 private:
  Archive handle_;
  std::string name_;
  Unpacked unpacked_;
};

// A gzip, which may be several behind each other (RFC 1952, 2.2). zlib holds each against the checksum and the length
// at its end, which libarchive passes over: a log with a flipped bit must not become a record of something else.
class GzipInput final : public Input {
 public:
  GzipInput(File file, std::size_t packed_bytes, std::string name)
      : file_(std::move(file)), name_(std::move(name)), unpacked_(packed_bytes, name_), packed_(kReadBytes) {
    constexpr int kGzipOnly = 16;
    usable_ = inflateInit2(&stream_, MAX_WBITS + kGzipOnly) == Z_OK;
  }
  ~GzipInput() override { inflateEnd(&stream_); }

  Result<std::size_t> read(std::span<char> into) override {
    if (!usable_) return fail_in(name_, "no-memory", "there is no memory to unpack the archive");
    std::size_t size = 0;
    while (size < into.size()) {
      const auto more = refill();
      if (!more) return tl::unexpected(more.error());
      // Behind its last byte of text a gzip has eight more, so that without input nothing is held back by zlib.
      if (!*more && in_member_) return damaged_here("it breaks off");
      if (!*more) break;
      in_member_ = true;
      // Piece by piece, so that the limits are looked at long before a large buffer is full.
      const std::size_t room = std::min(into.size() - size, kReadBytes);
      stream_.next_out = reinterpret_cast<Bytef*>(into.data() + size);
      stream_.avail_out = static_cast<uInt>(room);
      const int result = inflate(&stream_, Z_NO_FLUSH);
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return damaged_here(why_damaged());
      const std::size_t got = room - stream_.avail_out;
      size += got;
      if (auto within = unpacked_.add(got); !within) return tl::unexpected(std::move(within.error()));
      if (result == Z_STREAM_END) {
        in_member_ = false;
        after_member_ = true;
        inflateReset(&stream_);
      }
    }
    return size;
  }
  const std::string& name() const override { return name_; }

 private:
  // Is there anything left of the file?
  Result<bool> refill() {
    if (stream_.avail_in > 0) return true;
    const std::size_t size = std::fread(packed_.data(), 1, packed_.size(), file_.get());
    if (size < packed_.size() && std::ferror(file_.get()) != 0) {
      return fail_in(name_, "unreadable-file", std::string("the file cannot be read: ") + std::strerror(errno));
    }
    taken_ += size;
    stream_.next_in = packed_.data();
    stream_.avail_in = static_cast<uInt>(size);
    return size > 0;
  }

  std::string why_damaged() const {
    constexpr uLong kMagicBytes = 2;
    if (after_member_ && stream_.total_in <= kMagicBytes) return "behind its end stands what is no gzip";
    return stream_.msg == nullptr ? "no reason given" : stream_.msg;
  }

  tl::unexpected<Problem> damaged_here(const std::string& why) const {
    return fail_in(name_, "damaged-archive",
                   "the archive is damaged at byte " +
                       with_thousands(static_cast<std::int64_t>(taken_ - stream_.avail_in)) + " of it: " + why,
                   "Fetch it again.");
  }

  File file_;
  std::string name_;
  Unpacked unpacked_;
  std::vector<Bytef> packed_;
  z_stream stream_{};
  std::size_t taken_ = 0;  // from the disk
  bool usable_ = false;
  bool in_member_ = false;     // one has begun and not ended
  bool after_member_ = false;  // at least one has ended
};

Packing packing_of(std::span<const char> bytes) {
  std::array<unsigned char, 4> head{};
  const std::size_t size = std::min(bytes.size(), head.size());
  std::copy_n(bytes.begin(), size, head.begin());
  if (size >= 2 && head[0] == 0x1F && head[1] == 0x8B) return Packing::gzip;
  // A file, an empty archive, or one that was written in parts.
  const bool zip = size == 4 && head[0] == 'P' && head[1] == 'K' &&
                   ((head[2] == 3 && head[3] == 4) || (head[2] == 5 && head[3] == 6) || (head[2] == 7 && head[3] == 8));
  return zip ? Packing::zip : Packing::plain;
}

Packing packing_of(std::FILE* file) {
  std::array<char, 4> head{};
  const std::size_t size = std::fread(head.data(), 1, head.size(), file);
  std::rewind(file);
  return packing_of(std::span(head).first(size));
}

// What an archive holds, unless that is an archive again: which of its files would be meant, and how often to unpack,
// is for a person to say.
class UnpackedOnce final : public Input {
 public:
  explicit UnpackedOnce(std::unique_ptr<Input> inner) : inner_(std::move(inner)) {}

  Result<std::size_t> read(std::span<char> into) override {
    auto size = inner_->read(into);
    if (size && !begun_ && packing_of(into.first(*size)) != Packing::plain) {
      return fail_in(name(), "archive-in-archive", "in the archive is another archive",
                     "Unpack it once, and import what comes out.");
    }
    begun_ = true;
    return size;
  }
  const std::string& name() const override { return inner_->name(); }

 private:
  std::unique_ptr<Input> inner_;
  bool begun_ = false;
};

Result<Archive> open_zip(const std::string& path) {
  Archive handle(archive_read_new());
  archive_read_support_format_zip(handle.get());
  if (archive_read_open_filename(handle.get(), path.c_str(), kReadBytes) != ARCHIVE_OK)
    return damaged(path, handle.get());
  return handle;
}

// Moves to the next file in the archive; false where there is none.
Result<bool> next_entry(const std::string& path, archive* handle, archive_entry** entry) {
  const int result = archive_read_next_header(handle, entry);
  if (result == ARCHIVE_EOF) return false;
  if (result < ARCHIVE_WARN) return damaged(path, handle);
  return true;
}

std::string entry_name(archive_entry* entry) {
  const char* name = archive_entry_pathname(entry);
  return name == nullptr ? std::string() : std::string(name);
}

bool ends_with_log_suffix(std::string_view name) {
  constexpr std::array<std::string_view, 5> kSuffixes{".csv", ".tsv", ".txt", ".xes", ".xml"};
  return std::any_of(kSuffixes.begin(), kSuffixes.end(),
                     [&](std::string_view suffix) { return name.ends_with(suffix); });
}

// What file managers leave in a zip beside what was packed.
bool is_litter(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  const std::string_view base = slash == std::string_view::npos ? name : name.substr(slash + 1);
  return name.starts_with("__MACOSX/") || base.starts_with(".") || base == "Thumbs.db";
}

struct Candidate {
  std::size_t index = 0;
  std::string name;
};

Result<std::vector<Candidate>> list_zip(const std::string& path) {
  auto handle = open_zip(path);
  if (!handle) return tl::unexpected(std::move(handle.error()));
  std::vector<Candidate> candidates;
  archive_entry* entry = nullptr;
  for (std::size_t index = 0;; ++index) {
    auto more = next_entry(path, handle->get(), &entry);
    if (!more) return tl::unexpected(std::move(more.error()));
    if (!*more) return candidates;
    if (index >= limits::kArchiveEntriesMax) {
      return fail_in(path, "archive-too-many",
                     "the archive holds more than " + std::to_string(limits::kArchiveEntriesMax) + " files",
                     "Pack the export alone.");
    }
    std::string name = entry_name(entry);
    if (archive_entry_filetype(entry) == AE_IFREG && !is_litter(name)) candidates.push_back({index, std::move(name)});
  }
}

Result<std::size_t> choose_entry(const std::string& path, std::vector<Candidate> candidates, std::string_view wanted) {
  if (!wanted.empty()) {
    const auto chosen = std::find_if(candidates.begin(), candidates.end(),
                                     [&](const Candidate& candidate) { return candidate.name == wanted; });
    if (chosen != candidates.end()) return chosen->index;
    return fail_in(path, "no-such-file-in-archive", "the archive holds no file \"" + std::string(wanted) + "\"");
  }
  if (candidates.empty()) return fail_in(path, "empty-archive", "the archive holds no file", "Pack the export itself.");
  if (candidates.size() > 1) {
    std::vector<Candidate> logs;
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(logs),
                 [](const Candidate& candidate) { return ends_with_log_suffix(candidate.name); });
    if (logs.size() == 1) return logs.front().index;
    std::string names;
    constexpr std::size_t kNamed = 3;
    for (std::size_t i = 0; i < std::min(kNamed, candidates.size()); ++i) {
      names += (i == 0 ? "\"" : ", \"") + candidates[i].name + "\"";
    }
    return fail_in(path, "ambiguous-archive",
                   "the archive holds " + std::to_string(candidates.size()) + " files (" + names +
                       (candidates.size() > kNamed ? ", …" : "") + ") and nothing says which is the log",
                   "Unpack it and import the one that is meant.");
  }
  return candidates.front().index;
}

Result<std::unique_ptr<Input>> open_file_of_zip(const std::string& path, std::size_t packed_bytes,
                                                std::string_view wanted) {
  auto candidates = list_zip(path);
  if (!candidates) return tl::unexpected(std::move(candidates.error()));
  const auto chosen = choose_entry(path, std::move(*candidates), wanted);
  if (!chosen) return tl::unexpected(chosen.error());
  auto handle = open_zip(path);
  if (!handle) return tl::unexpected(std::move(handle.error()));
  archive_entry* entry = nullptr;
  for (std::size_t index = 0; index <= *chosen; ++index) {
    auto more = next_entry(path, handle->get(), &entry);
    if (!more) return tl::unexpected(std::move(more.error()));
    // Only where the file has changed since it was listed.
    if (!*more) return fail_in(path, "damaged-archive", "the archive ends before the file that it lists");
  }
  return std::make_unique<ZipInput>(std::move(*handle), packed_bytes, path);
}

}  // namespace

Result<std::unique_ptr<Input>> open_input(const std::filesystem::path& path, std::string_view entry) {
  const std::string name = path.string();
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    return fail_in(name, "file-not-found", "there is no file " + name, "Check the path.");
  }
  if (!std::filesystem::is_regular_file(status)) return fail_in(name, "not-a-file", name + " is not a file");
  const auto size = std::filesystem::file_size(path, error);
  File file(std::fopen(name.c_str(), "rb"));
  if (error || !file) {
    return fail_in(name, "unreadable-file", "the file cannot be opened: " + std::string(std::strerror(errno)));
  }
  if (size > limits::kImportBytesMax) {
    return fail_in(
        name, "file-too-large",
        "the file is larger than " + with_thousands(static_cast<std::int64_t>(limits::kImportBytesMax)) + " bytes",
        "Split the export into several files.");
  }
  const Packing packing = packing_of(file.get());
  if (packing == Packing::plain) return std::make_unique<PlainInput>(std::move(file), name);
  const auto packed_bytes = static_cast<std::size_t>(size);
  if (packing == Packing::gzip) {
    return std::make_unique<UnpackedOnce>(std::make_unique<GzipInput>(std::move(file), packed_bytes, name));
  }
  auto inner = open_file_of_zip(name, packed_bytes, entry);
  if (!inner) return inner;
  return std::make_unique<UnpackedOnce>(std::move(*inner));
}

std::unique_ptr<Input> memory_input(std::string_view bytes, std::string name) {
  return std::make_unique<MemoryInput>(bytes, std::move(name));
}

}  // namespace concordat::imports
