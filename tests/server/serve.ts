/** The built wizard as a process of its own, and a browser's socket to it. */
import { io, type Socket } from 'socket.io-client'
import { z } from 'zod'
import { failure } from '@/lib/contract/failure'
import { type Answer, type RequestName, requests } from '@/lib/contract/socket'
import { type Running, start } from '../cli/taskbox'

const ANSWER_MS = 60_000

export interface Served {
  process: Running
  port: number
  token: string
  /** What a browser has once it opened the printed address. */
  cookie: string
}

/** Starts `taskbox serve` and opens the address that it prints, as a browser would. */
export async function serve(data: string): Promise<Served> {
  const process = start(['serve', '--port', '0', '--data', data])
  await process.says(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/)
  const [, port = '', token = ''] = /http:\/\/127\.0\.0\.1:(\d+)\/\?token=([\w-]+)/.exec(process.stderr) ?? []
  const opened = await fetch(`http://127.0.0.1:${port}/?token=${token}`, { redirect: 'manual' })
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
  return { process, port: Number(port), token, cookie }
}

export type Client = Socket

/** A socket as the page opens it. */
export function connect({ port, cookie }: Pick<Served, 'port' | 'cookie'>): Client {
  return io(`http://127.0.0.1:${port}`, { extraHeaders: { cookie }, forceNew: true, reconnection: false })
}

const ack = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), failure }),
])

/** Asks; a failure is thrown as its closed kind. What is answered must fit the contract. */
export async function ask<N extends RequestName>(
  client: Client,
  name: N,
  payload: unknown,
): Promise<Answer<N>> {
  const answer = ack.parse(await client.timeout(ANSWER_MS).emitWithAck(name, payload))
  if (!answer.ok) throw new Error(`${name}: ${answer.failure.kind} ${JSON.stringify(answer.failure.facts)}`)
  return requests[name][1].parse(answer.value) as Answer<N>
}
