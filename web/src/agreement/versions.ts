// Which version another is to be held against. Pure.

interface Known {
  version: string;
  in_force_from?: string | undefined;
}

/** The one in force, or for that one and those before it the one that each took over from; undefined where there is none. */
export function baseOf(list: { in_force?: string | undefined; versions: Known[] }, version: string): string | undefined {
  const from = list.versions.find((one) => one.version === version)?.in_force_from;
  if (list.in_force && list.in_force !== version && !from) return list.in_force;
  const before = list.versions
    .filter((one) => one.version !== version && one.in_force_from && from && one.in_force_from < from)
    .sort((a, b) => ((a.in_force_from ?? '') < (b.in_force_from ?? '') ? 1 : -1));
  return before[0]?.version;
}
