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


def split_runs(wall):
    """The stretches in which wall time goes on minute by minute within one date: (index, date, minute, length)."""
    runs = []
    begin = 0
    for i in range(1, len(wall) + 1):
        if i == len(wall) or wall[i] != wall[i - 1] + 1 or wall[i] % DAY == 0:
            day, minute = divmod(wall[begin], DAY)
            runs.append((begin, day, minute, i - begin))
            begin = i
    return runs


def bits(table):
    return int.from_bytes(table, "big")


class Year:
    def __init__(self, year, every_minute):
        self.first = int(datetime.datetime(year, 1, 1, tzinfo=UTC).timestamp()) // 60
        self.last = int(datetime.datetime(year + 1, 1, 1, tzinfo=UTC).timestamp()) // 60
        self.every_minute = every_minute
        self.zones = {}

    def runs(self, zone):
        if zone not in self.zones:
            self.zones[zone] = split_runs(wall_minutes(zone, self.first, self.last, self.every_minute))
        return self.zones[zone]

    def open(self, calendar):
        """A byte for each minute of the year: is the calendar open?"""
        size = self.last - self.first
        always = bits(b"\x01" * size)
        if "open" in calendar:
            base = 0
        elif "union" in calendar:
            base = 0
            for part in calendar["union"]:
                base |= bits(self.open(part))
        else:
            base = always
        if calendar.get("except"):
            base &= always ^ bits(self.open(calendar["except"]))
        result = bytearray(base.to_bytes(size, "big"))
        for begin, day, minute, length in self.runs(calendar["zone"]):
            replaced, table = day_table(calendar, EPOCH + datetime.timedelta(days=day))
            own = table[minute:minute + length]
            if not replaced:
                own = (bits(own) | bits(result[begin:begin + length])).to_bytes(length, "big")
            result[begin:begin + length] = own
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
    while at < len(table) and minutes > table.count(1, at, at + DAY):
        minutes -= table.count(1, at, at + DAY)
        at += DAY
    while minutes > 0:
        if at >= len(table):
            return None
        minutes -= table[at]
        at += 1
    return (year.first + at) * 60


def working_day(year, runs, table, start, days):
    index = start - year.first
    day, minute = next((day, minute + index - begin) for begin, day, minute, length in runs
                       if begin <= index < begin + length)
    dates = sorted({d for begin, d, _, length in runs if d > day and table.count(1, begin, begin + length)})
    if len(dates) < days:
        return None
    goal = dates[days - 1] * DAY + minute
    shown = [(begin, goal - d * DAY - m) for begin, d, m, length in runs if 0 <= goal - d * DAY - m < length]
    if shown:
        return (year.first + shown[0][0] + shown[0][1]) * 60
    passed = [begin for begin, d, m, _ in runs if d * DAY + m > goal]
    return (year.first + passed[0]) * 60 if passed else None


def answer(question, years, every_minute):
    year = years.setdefault(question["year"], Year(question["year"], every_minute))
    table = year.open(question["calendar"])
    runs = year.runs(question["calendar"]["zone"])
    samples = []
    for begin, end, minutes, days in question["samples"]:
        low, high = sorted((begin // 60 - year.first, end // 60 - year.first))
        count = sum(table[low:high]) * (1 if begin <= end else -1)
        samples.append([count * 60, due(year, table, begin // 60, minutes),
                        working_day(year, runs, table, begin // 60, days)])
    return {"open_min": sum(table), "intervals": intervals(year.first, table), "samples": samples}


def main():
    every_minute = "--every-minute" in sys.argv[2:]
    with open(sys.argv[1], encoding="utf-8") as file:
        questions = json.load(file)
    years = {}
    for question in questions:
        print(json.dumps(answer(question, years, every_minute)), flush=True)


main()
