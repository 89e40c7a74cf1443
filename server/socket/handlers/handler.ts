/** The contract of request handlers: a validated payload and its context in, the response out. Failures are thrown. */
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
  session: Session
}

/** The actor for the audit log. */
export const actorOf = ({ session, client }: HandlerContext): Actor =>
  actorFrom(session, unmapIPv4(client.handshake.address))

/** Throws `confirmation-needed` unless the user has confirmed the token recently. */
export function requireConfirmation({ auth, session }: HandlerContext): void {
  if (!auth.sessions.isConfirmed(session)) throw new RequestFailure('confirmation-needed')
}

/** Requires a confirmation and records in the audit log that secrets are shown. Throws `confirmation-needed`. */
export async function authorizeSecrets(context: HandlerContext, what: string): Promise<void> {
  requireConfirmation(context)
  await context.engine.audit.write('secrets-shown', actorOf(context), { what })
}

export type Handlers<N extends RequestName> = {
  [K in N]: (payload: RequestPayload<K>, context: HandlerContext) => Promise<ResponsePayload<K>>
}

/** The room of all pages of operators. */
export const OPERATORS_ROOM = 'operators'

/** The room of all pages that show a cluster. */
export const clusterRoom = (id: string) => `cluster:${id}`
