/** What a request's handler is: a parsed payload and who asked, in; the answer, out. Failures are thrown. */
import type { Socket } from 'socket.io'
import type { Answer, Payload, Pushes, RequestName } from '@/lib/contract/socket'
import type { Actor } from '../audit/audit-log'
import type { Auth } from '../auth/auth'
import { actorOf as actorFrom, type Session } from '../auth/sessions'
import type { Engine } from '../engine'
import { RequestFailure } from '../request-failure'
import { bareAddress } from '../transport/network-of'

export type Client = Socket<Record<string, never>, Pushes>

export interface Asked {
  engine: Engine
  client: Client
  auth: Auth
  /** Who asks. */
  session: Session
}

/** Who asks, for the audit log. */
export const actorOf = ({ session, client }: Asked): Actor =>
  actorFrom(session, bareAddress(client.handshake.address))

/** Throws `confirmation-needed` unless the token was asked for again a short while ago. */
export function mustBeConfirmed({ auth, session }: Asked): void {
  if (!auth.sessions.confirmed(session)) throw new RequestFailure('confirmation-needed')
}

/** For whoever confirmed: it is written down that secrets are shown. Throws `confirmation-needed`. */
export async function beforeSecrets(asked: Asked, what: string): Promise<void> {
  mustBeConfirmed(asked)
  await asked.engine.audit.write('secrets-shown', actorOf(asked), { what })
}

export type Handlers<N extends RequestName> = {
  [K in N]: (payload: Payload<K>, asked: Asked) => Promise<Answer<K>>
}

/** The room of everybody who looks at a cluster or a run. */
export const room = (kind: 'cluster' | 'run', id: string) => `${kind}:${id}`
