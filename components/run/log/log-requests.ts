/** What the page asks of a run's log by line numbers. */
import type { z } from 'zod'
import { pageKeyHeaders } from '@/components/socket/page-key'
import { type LogWindow, logWindow } from '@/lib/contract/log'

type Wanted = Record<string, string | number | undefined>

/** A server that does not answer within this is asked again later; it may have to read a long log first. */
const WINDOW_WITHIN_MS = 60_000

/** Lines from a number on; without one the last lines. Throws where no answer comes. */
export async function fetchWindow(run: string, from: number | undefined, count: number): Promise<LogWindow> {
  const signal = AbortSignal.timeout(WINDOW_WITHIN_MS)
  const response = await fetch(address(run, 'lines', { from, count }), { headers: pageKeyHeaders(), signal })
  if (!response.ok) throw new Error(`lines: ${response.status}`)
  return logWindow.parse(await response.json())
}

/** Hands on piece after piece of an answer as it comes. Resolves at its end; rejects where it breaks off. */
export async function fetchPieces<T>(
  run: string,
  what: 'search' | 'outline',
  wanted: Wanted,
  schema: z.ZodType<T>,
  onPiece: (piece: T) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(address(run, what, wanted), { headers: pageKeyHeaders(), signal })
  if (!response.ok || !response.body) throw new Error(`${what}: ${response.status}`)
  let open = ''
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const lines = (open + decoder.decode(next.value, { stream: true })).split('\n')
    open = lines.pop() ?? ''
    for (const line of lines) onPiece(schema.parse(JSON.parse(line)))
  }
}

function address(run: string, what: string, wanted: Wanted): string {
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) asked.set(name, String(value))
  return `/api/runs/${run}/log/${what}?${asked}`
}
