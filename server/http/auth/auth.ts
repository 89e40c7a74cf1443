/** The parts of authentication, opened once by the server. */
import { Credentials, SCRYPT } from './credentials'
import { LoginRateLimiter } from './login-rate-limiter'
import { Sessions } from './sessions'
import { ShareLinks } from './share-links'

export interface Auth {
  credentials: Credentials
  sessions: Sessions
  loginLimiter: LoginRateLimiter
  shareLinks: ShareLinks
}

export async function openAuth(dataFolder: string, cost = SCRYPT): Promise<Auth> {
  const [credentials, sessions] = await Promise.all([
    Credentials.open(dataFolder, cost),
    Sessions.open(dataFolder),
  ])
  return {
    credentials,
    sessions,
    loginLimiter: new LoginRateLimiter(),
    shareLinks: new ShareLinks(dataFolder),
  }
}
