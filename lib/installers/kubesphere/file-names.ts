/** Files of the package that guides also call by another name. */

/** The guide of 1.0.0 also writes `vars.yaml`. */
const OTHER_NAMES: Readonly<Record<string, string>> = { 'conf/vars.yml': 'conf/vars.yaml' }

/** Every name of a file, the usual one first. */
export function namesOf(path: string): string[] {
  const other = OTHER_NAMES[path]
  return other === undefined ? [path] : [path, other]
}

/** The name that a file has in a package; the usual one if it has none. */
export function presentName(path: string, isPresent: (name: string) => boolean): string {
  return namesOf(path).find(isPresent) ?? path
}
