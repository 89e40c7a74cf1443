/** The built wizard as a process of its own, and a browser's socket to it. */
import { io, type Socket } from 'socket.io-client'
import { z } from 'zod'
import { failure } from '@/lib/contract/failure'
import { PAGE_KEY_HEADER, PAGE_KEY_ITEM } from '@/lib/contract/handshake'
import { type RequestName, type ResponsePayload, requests } from '@/lib/contract/socket'
import { type Running, start } from '../cli/taskbox'

const ANSWER_MS = 60_000

/** The two halves of a session: what a browser has once it opened an address that lets it in. */
export interface SignedIn {
  cookie: string
  pageKey: string
}

export interface Served extends SignedIn {
  process: Running
  port: number
  token: string
}

/** Opens an address that lets in, as a browser would. Both halves are empty where it does not. */
export const signIn = async (address: string): Promise<SignedIn> => {
  const opened = await fetch(address, { redirect: 'manual' })
  return signedIn(opened.headers.get('set-cookie') ?? '', await opened.text())
}

/** What an answer to signing in brings: in its cookie, and in the page that stores the page key. */
export const signedIn = (setCookie: string, page: string): SignedIn => ({
  cookie: setCookie.split(';')[0] ?? '',
  pageKey: new RegExp(`setItem\\('${PAGE_KEY_ITEM}',"([\\w-]+)"\\)`).exec(page)?.[1] ?? '',
})

/** What a page sends with each request for data or action. */
export const headersOf = ({ cookie, pageKey }: SignedIn): Record<string, string> => ({
  cookie,
  [PAGE_KEY_HEADER]: pageKey,
})

/** Starts `taskbox serve` and opens the address that it prints, as a browser would. */
export async function serve(data: string): Promise<Served> {
  const process = start(['serve', '--port', '0', '--data', data])
  await process.says(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/)
  const [, port = '', token = ''] = /http:\/\/127\.0\.0\.1:(\d+)\/\?token=([\w-]+)/.exec(process.stderr) ?? []
  const halves = await signIn(`http://127.0.0.1:${port}/?token=${token}`)
  return { process, port: Number(port), token, ...halves }
}

export type Client = Socket

/** A socket as the page opens it. */
export function connect({ port, cookie, pageKey }: SignedIn & Pick<Served, 'port'>): Client {
  const options = { extraHeaders: { cookie }, auth: { pageKey }, forceNew: true, reconnection: false }
  return io(`http://127.0.0.1:${port}`, options)
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
): Promise<ResponsePayload<N>> {
  const answer = ack.parse(await client.timeout(ANSWER_MS).emitWithAck(name, payload))
  if (!answer.ok) throw new Error(`${name}: ${answer.failure.kind} ${JSON.stringify(answer.failure.facts)}`)
  return requests[name][1].parse(answer.value) as ResponsePayload<N>
}
