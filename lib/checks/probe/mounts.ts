/** What is mounted where it matters to a cluster. */
import { fileLines, nonEmpty, type ProbeItem } from './item'

export interface Mount {
  point: string
  kind: string
  options: readonly string[]
}

export const MOUNTS: ProbeItem<readonly Mount[]> = {
  name: 'mounts',
  files: '/proc/mounts',
  match: ' (/|/tmp|/sys/fs/cgroup|/kubeinstaller[^ ]*) ',
  read: (text) => nonEmpty((fileLines(text).get('/proc/mounts') ?? []).flatMap(parseMount)),
}

function parseMount(line: string): Mount[] {
  const [, point, kind, options] = line.split(' ')
  return point && kind && options ? [{ point, kind, options: options.split(',') }] : []
}

/** The file system that shows at a place: the last one mounted there. */
export const mountAt = (mounts: readonly Mount[], point: string): Mount | undefined =>
  mounts.filter((one) => one.point === point).at(-1)
