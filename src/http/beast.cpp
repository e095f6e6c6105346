// SPDX-License-Identifier: Apache-2.0
// The bodies of Asio and Beast, compiled once, so that server.cpp compiles in a third of the time.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
