/** Who the probe runs as: root, unless sudo refused. */
import { count, type Section } from './section'

/** The number of the user. */
export const USER: Section<number> = { name: 'user', script: 'id -u', read: count }
