// SPDX-License-Identifier: Apache-2.0
#include "store/projection.hpp"

namespace concordat::store {

Projections all_projections(Connection& connection, const Tenant& tenant) {
  Projections all;
  all.push_back(make_people_projection(connection, tenant));
  all.push_back(make_history_projection(connection, tenant));
  all.push_back(make_ticket_projection(connection, tenant));
  all.push_back(make_landmark_projection(connection, tenant));
  return all;
}

}  // namespace concordat::store
