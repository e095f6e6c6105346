// Which version another is to be held against, and which comes next. Pure.

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

/** Of those that are decided and have their day still before them, the first. */
export function comingOf<One extends Known & { withdrawn?: string | undefined }>(versions: One[], now: number): One | undefined {
  return versions
    .filter((one) => one.in_force_from && !one.withdrawn && Date.parse(one.in_force_from) > now)
    .sort((a, b) => Date.parse(a.in_force_from ?? '') - Date.parse(b.in_force_from ?? ''))[0];
}
