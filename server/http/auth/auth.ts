/** Everything that decides who is let in, opened once by the server. */
import { Credentials, SCRYPT } from './credentials'
import { LoginRateLimiter } from './login-rate-limiter'
import { Sessions } from './sessions'
import { ShareLinks } from './share-links'

export interface Auth {
  access: Credentials
  sessions: Sessions
  attempts: LoginRateLimiter
  links: ShareLinks
}

export async function openAuth(dataFolder: string, cost = SCRYPT): Promise<Auth> {
  const [access, sessions] = await Promise.all([
    Credentials.open(dataFolder, cost),
    Sessions.open(dataFolder),
  ])
  return { access, sessions, attempts: new LoginRateLimiter(), links: new ShareLinks(dataFolder) }
}
