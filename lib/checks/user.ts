/** Who the probe runs as: root, unless sudo refused. */
import { count, fileLines, type Section } from './section'

/** The number of the user. */
export const USER: Section<number> = {
  name: 'user',
  files: '/proc/self/status',
  match: '^Uid:',
  // Real, effective, saved and that of file access.
  read: (text) => count(fileLines(text).get('/proc/self/status')?.[0]?.split('\t')[2]),
}
