// A length of work as people type it. Pure.

/** Minutes of "45", "1:30", "1h 30", "1.5 h", "2 h"; undefined for what is none, or nothing. */
export function minutesOf(text: string): number | undefined {
  const said = text.trim().toLowerCase().replace(',', '.');
  const hours = /^(\d+(?:\.\d+)?) ?(?:h|std)\.? ?(?:(\d{1,2}) ?(?:m|min)?)?$/.exec(said);
  const clock = /^(\d+):([0-5]\d)$/.exec(said);
  const plain = /^(\d+) ?(?:m|min)?$/.exec(said);
  const minutes = hours
    ? Math.round(Number(hours[1]) * 60) + Number(hours[2] ?? 0)
    : clock
      ? Number(clock[1]) * 60 + Number(clock[2])
      : plain
        ? Number(plain[1])
        : 0;
  return minutes > 0 ? minutes : undefined;
}
