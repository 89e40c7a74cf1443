/** The user of the probe: root, unless sudo failed. */
import { fileLines, type ProbeItem, parseCount } from './item'

/** Effective user id. */
export const USER: ProbeItem<number> = {
  name: 'user',
  files: '/proc/self/status',
  match: '^Uid:',
  // Columns: real, effective, saved and file system user id.
  parse: (text) => parseCount(fileLines(text).get('/proc/self/status')?.[0]?.split('\t')[2]),
}
