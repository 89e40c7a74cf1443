/** What a request's handler is: a parsed payload and who asked, in; the answer, out. Failures are thrown. */
import type { Socket } from 'socket.io'
import type { RequestName, RequestPayload, ResponsePayload, ServerEvents } from '@/lib/contract/socket'
import type { Actor } from '../../audit/audit-log'
import type { Engine } from '../../engine'
import type { Auth } from '../../http/auth/auth'
import { actorOf as actorFrom, type Session } from '../../http/auth/sessions'
import { unmapIPv4 } from '../../http/client-address'
import { RequestFailure } from '../../request-failure'

export type Client = Socket<Record<string, never>, ServerEvents>

export interface HandlerContext {
  engine: Engine
  client: Client
  auth: Auth
  /** Who asks. */
  session: Session
}

/** Who asks, for the audit log. */
export const actorOf = ({ session, client }: HandlerContext): Actor =>
  actorFrom(session, unmapIPv4(client.handshake.address))

/** Throws `confirmation-needed` unless the token was asked for again a short while ago. */
export function requireConfirmation({ auth, session }: HandlerContext): void {
  if (!auth.sessions.isConfirmed(session)) throw new RequestFailure('confirmation-needed')
}

/** For whoever confirmed: it is written down that secrets are shown. Throws `confirmation-needed`. */
export async function authorizeSecrets(asked: HandlerContext, what: string): Promise<void> {
  requireConfirmation(asked)
  await asked.engine.audit.write('secrets-shown', actorOf(asked), { what })
}

export type Handlers<N extends RequestName> = {
  [K in N]: (payload: RequestPayload<K>, asked: HandlerContext) => Promise<ResponsePayload<K>>
}

/** The room of everybody who looks at a cluster or a run. */
export const roomName = (kind: 'cluster' | 'run', id: string) => `${kind}:${id}`
