/** Runs the built wizard as a process and connects to its socket like a browser. */
import { io, type Socket } from 'socket.io-client'
import { z } from 'zod'
import { failure } from '@/lib/contract/failure'
import { PAGE_KEY_HEADER, PAGE_KEY_ITEM } from '@/lib/contract/handshake'
import { type RequestName, type ResponsePayload, requests } from '@/lib/contract/socket'
import { type Running, start } from '../cli/taskbox'

const RESPONSE_TIMEOUT_MS = 60_000

/** The session cookie and the page key, which a browser gets when it signs in. */
export interface SignedIn {
  cookie: string
  pageKey: string
}

export interface Served extends SignedIn {
  process: Running
  port: number
  token: string
}

/** Signs in with an address like a browser. Cookie and page key are empty if that fails. */
export const signIn = async (address: string): Promise<SignedIn> => {
  const response = await fetch(address, { redirect: 'manual' })
  return signedIn(response.headers.get('set-cookie') ?? '', await response.text())
}

/** Reads the cookie and the page key from the response to a sign-in. */
export const signedIn = (setCookie: string, page: string): SignedIn => ({
  cookie: setCookie.split(';')[0] ?? '',
  pageKey: new RegExp(`setItem\\('${PAGE_KEY_ITEM}',"([\\w-]+)"\\)`).exec(page)?.[1] ?? '',
})

/** Headers that a page sends with each request. */
export const headersOf = ({ cookie, pageKey }: SignedIn): Record<string, string> => ({
  cookie,
  [PAGE_KEY_HEADER]: pageKey,
})

/** Starts `taskbox serve` and signs in with the printed address. */
export async function serve(data: string): Promise<Served> {
  const process = start(['serve', '--port', '0', '--data', data])
  await process.waitForOutput(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/)
  const [, port = '', token = ''] = /http:\/\/127\.0\.0\.1:(\d+)\/\?token=([\w-]+)/.exec(process.stderr) ?? []
  const session = await signIn(`http://127.0.0.1:${port}/?token=${token}`)
  return { process, port: Number(port), token, ...session }
}

export type Client = Socket

/** Opens a socket like the page. */
export function connect({ port, cookie, pageKey }: SignedIn & Pick<Served, 'port'>): Client {
  const options = { extraHeaders: { cookie }, auth: { pageKey }, forceNew: true, reconnection: false }
  return io(`http://127.0.0.1:${port}`, options)
}

const ack = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), failure }),
])

/** Sends a request. Throws the failure kind, and validates the response against the contract. */
export async function sendRequest<N extends RequestName>(
  client: Client,
  name: N,
  payload: unknown,
): Promise<ResponsePayload<N>> {
  const response = ack.parse(await client.timeout(RESPONSE_TIMEOUT_MS).emitWithAck(name, payload))
  if (!response.ok)
    throw new Error(`${name}: ${response.failure.kind} ${JSON.stringify(response.failure.facts)}`)
  return requests[name][1].parse(response.value) as ResponsePayload<N>
}
