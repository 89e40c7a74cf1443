/** What a request's handler is: a parsed payload and who asked, in; the answer, out. Failures are thrown. */
import type { Socket } from 'socket.io'
import type { Answer, Payload, Pushes, RequestName } from '@/lib/contract/socket'
import type { Engine } from '../engine'

export type Client = Socket<Record<string, never>, Pushes>

export interface Asked {
  engine: Engine
  client: Client
}

export type Handlers<N extends RequestName> = {
  [K in N]: (payload: Payload<K>, asked: Asked) => Promise<Answer<K>>
}

/** The room of everybody who looks at a cluster or a run. */
export const room = (kind: 'cluster' | 'run', id: string) => `${kind}:${id}`
