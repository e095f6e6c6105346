-- SPDX-License-Identifier: Apache-2.0
-- Which key speaks for a party is what questions begin with too: whoever keeps an organisation as it is now learns by a
-- landmark that it changed. The table is made anew from the record.
insert into stale_projection (reason) values ('0013-key-landmarks');
