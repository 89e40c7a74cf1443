/**
 * Ansible also writes its output to the file `ANSIBLE_LOG_PATH`, as KubeSphere's scripts do in `logs/`. There each message
 * begins with its time, process and user; since 2.9 also with the name of the logger, and in 2.19 with the level.
 */

const PREFIX = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} p=\d+ u=\S+ (?:\| {2}|n=\S+ [A-Z]*\| )/
const TWO = 0x32

/** Removes the prefix from a line of such a file. Returns other lines unchanged. */
export function withoutLogPrefix(line: string): string {
  // A log has millions of lines, and few begin with a year.
  if (line.charCodeAt(0) !== TWO) return line
  const prefix = PREFIX.exec(line)
  return prefix ? line.slice(prefix[0].length) : line
}
