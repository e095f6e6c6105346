# SPDX-License-Identifier: Apache-2.0
"""Holds TOML files against the schema with an independent validator: schema_twin.py SCHEMA FILE…

Prints "FILE ok" or "FILE: the first problem" for each. Python's own TOML reader and jsonschema do the work.
"""
import datetime
import json
import sys
import tomllib

import jsonschema


def plain(value):
    """Dates as texts, which is how JSON has them."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return value


with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
for path in sys.argv[2:]:
    with open(path, "rb") as file:
        document = plain(tomllib.load(file))
    problems = sorted(validator.iter_errors(document), key=lambda one: list(map(str, one.path)))
    print(path.split("/")[-1], "ok" if not problems else f": {problems[0].message[:200]} at {list(problems[0].path)}")
