#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The slow, obvious twin of src/calendar, by Python's own zoneinfo: a table of every minute of a year, open or not.

Reads a JSON list of questions from the file named first; prints a line of JSON for each:
  question {"year", "calendar", "samples": [[from_s, to_s, add_min, working_days], ...]}
  calendar {"zone", "open": 7 lists of [from_min, to_min], "closed": [dates], "also": {date: windows},
            "union": [calendars], "except": calendar}; windows past 1440 run over midnight
  answer   {"open_min", "intervals": [[from_s, to_s], ...], "samples": [[elapsed_s, due_s, working_day_due_s], ...]}
null stands for an instant that the year does not reach. With --every-minute the zone is asked about each minute; else
about each hour, and each minute of an hour within which the offset changes.
"""
import datetime
import json
import sys
import zoneinfo

UTC = datetime.timezone.utc
DAY = 1440
EPOCH = datetime.date(1970, 1, 1)


def offset_min(zone, minute):
    offset = datetime.datetime.fromtimestamp(minute * 60, zone).utcoffset()
    return offset.days * DAY + offset.seconds // 60


def wall_minutes(zone_name, first, last, every_minute):
    """For each UTC minute from first until before last, the wall minute since 1970."""
    zone = zoneinfo.ZoneInfo(zone_name)
    wall = []
    for hour in range(first, last, 60):
        begin, end = offset_min(zone, hour), offset_min(zone, hour + 60)
        if begin == end and not every_minute:
            wall.extend(range(hour + begin, hour + begin + 60))
        else:
            wall.extend(minute + offset_min(zone, minute) for minute in range(hour, hour + 60))
    return wall


class Year:
    def __init__(self, year, every_minute):
        self.first = int(datetime.datetime(year, 1, 1, tzinfo=UTC).timestamp()) // 60
        self.last = int(datetime.datetime(year + 1, 1, 1, tzinfo=UTC).timestamp()) // 60
        self.every_minute = every_minute
        self.walls = {}

    def wall(self, zone):
        if zone not in self.walls:
            self.walls[zone] = wall_minutes(zone, self.first, self.last, self.every_minute)
        return self.walls[zone]

    def open(self, calendar):
        """A byte for each minute of the year: is the calendar open?"""
        if "open" in calendar:
            base = None
        elif "union" in calendar:
            base = bytearray(self.last - self.first)
            for part in calendar["union"]:
                base = bytearray(a | b for a, b in zip(base, self.open(part)))
        else:
            base = bytearray(b"\x01" * (self.last - self.first))
        if calendar.get("except"):
            base = bytearray(a & ~b for a, b in zip(base, self.open(calendar["except"])))
        days = {}
        result = bytearray(self.last - self.first)
        for i, wall in enumerate(self.wall(calendar["zone"])):
            day, minute = divmod(wall, DAY)
            if day not in days:
                days[day] = day_table(calendar, EPOCH + datetime.timedelta(days=day))
            replaced, table = days[day]
            result[i] = table[minute] | (base[i] if base is not None and not replaced else 0)
        return result


def day_table(calendar, date):
    """Whether `closed` or `also` replaces the date, and its minutes that windows of the calendar's own open."""
    closed, also = calendar.get("closed", []), calendar.get("also", {})
    before = date - datetime.timedelta(days=1)
    windows = []
    replaced = True
    if date.isoformat() in also:
        windows += also[date.isoformat()]
    elif date.isoformat() not in closed:
        replaced = False
        weekly = calendar.get("open", [[]] * 7)
        windows += weekly[date.weekday()]
        evening = weekly[before.weekday()] + also.get(before.isoformat(), [])
        windows += [[begin - DAY, end - DAY] for begin, end in evening]
    table = bytearray(DAY)
    for begin, end in windows:
        for minute in range(max(begin, 0), min(end, DAY)):
            table[minute] = 1
    return replaced, table


def intervals(first, table):
    found = []
    begin = table.find(1)
    while begin >= 0:
        end = table.find(0, begin)
        end = len(table) if end < 0 else end
        found.append([(first + begin) * 60, (first + end) * 60])
        begin = table.find(1, end)
    return found


def due(year, table, start, minutes):
    """The first minute at which so many open ones have passed since `start`."""
    at = start - year.first
    while minutes > 0:
        if at >= len(table):
            return None
        minutes -= table[at]
        at += 1
    return (year.first + at) * 60


def working_day(year, wall, table, start, days):
    first = start - year.first
    day, minute = divmod(wall[first], DAY)
    dates = sorted({w // DAY for w, is_open in zip(wall, table) if is_open and w // DAY > day})
    if len(dates) < days:
        return None
    goal = dates[days - 1] * DAY + minute
    reached = next((i for i, w in enumerate(wall) if w == goal), None)
    if reached is None:
        reached = next((i for i, w in enumerate(wall) if w > goal), None)
    return None if reached is None else (year.first + reached) * 60


def answer(question, years, every_minute):
    year = years.setdefault(question["year"], Year(question["year"], every_minute))
    table = year.open(question["calendar"])
    wall = year.wall(question["calendar"]["zone"])
    samples = []
    for begin, end, minutes, days in question["samples"]:
        low, high = sorted((begin // 60 - year.first, end // 60 - year.first))
        count = sum(table[low:high]) * (1 if begin <= end else -1)
        samples.append([count * 60, due(year, table, begin // 60, minutes),
                        working_day(year, wall, table, begin // 60, days)])
    return {"open_min": sum(table), "intervals": intervals(year.first, table), "samples": samples}


def main():
    every_minute = "--every-minute" in sys.argv[2:]
    with open(sys.argv[1], encoding="utf-8") as file:
        questions = json.load(file)
    years = {}
    for question in questions:
        print(json.dumps(answer(question, years, every_minute)), flush=True)


main()
