/** Parses the mounts that matter to a cluster. */
import { fileLines, nonEmpty, type ProbeItem } from './item'

export interface Mount {
  point: string
  type: string
  options: readonly string[]
}

export const MOUNTS: ProbeItem<readonly Mount[]> = {
  name: 'mounts',
  files: '/proc/mounts',
  match: ' (/|/tmp|/sys/fs/cgroup|/kubeinstaller[^ ]*) ',
  parse: (text) => nonEmpty((fileLines(text).get('/proc/mounts') ?? []).flatMap(parseMount)),
}

function parseMount(line: string): Mount[] {
  const [, point, type, options] = line.split(' ')
  return point && type && options ? [{ point, type, options: options.split(',') }] : []
}

/** The visible mount at a path: the last one. */
export const mountAt = (mounts: readonly Mount[], point: string): Mount | undefined =>
  mounts.filter((mount) => mount.point === point).at(-1)
