/** Who the probe runs as: root, unless sudo refused. */
import { fileLines, type ProbeItem, parseCount } from './item'

/** The number of the user. */
export const USER: ProbeItem<number> = {
  name: 'user',
  files: '/proc/self/status',
  match: '^Uid:',
  // Real, effective, saved and that of file access.
  read: (text) => parseCount(fileLines(text).get('/proc/self/status')?.[0]?.split('\t')[2]),
}
