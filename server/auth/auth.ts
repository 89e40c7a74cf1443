/** Everything that decides who is let in, opened once by the server. */
import { Access, SCRYPT } from './access'
import { Attempts } from './attempts'
import { Sessions } from './sessions'
import { WatchLinks } from './watch-links'

export interface Auth {
  access: Access
  sessions: Sessions
  attempts: Attempts
  links: WatchLinks
}

export async function openAuth(dataFolder: string, cost = SCRYPT): Promise<Auth> {
  const [access, sessions] = await Promise.all([Access.open(dataFolder, cost), Sessions.open(dataFolder)])
  return { access, sessions, attempts: new Attempts(), links: new WatchLinks(dataFolder) }
}
