/** HTTP requests for lines and matches of a run's log. */
import { pageKeyHeaders } from '@/components/socket/page-key'
import { type LogMatches, type LogWindow, logMatches, logWindow } from '@/lib/contract/log'

type QueryParameters = Record<string, string | number | undefined>

/** Long enough for the server to index a long log first. */
const WINDOW_TIMEOUT_MS = 60_000

/** Fetches `count` lines starting at line `from` (from 0), or the last lines if `from` is undefined. Rejects on failure. */
export async function fetchWindow(run: string, from: number | undefined, count: number): Promise<LogWindow> {
  const signal = AbortSignal.timeout(WINDOW_TIMEOUT_MS)
  const response = await fetch(logUrl(run, 'lines', { from, count }), { headers: pageKeyHeaders(), signal })
  if (!response.ok) throw new Error(`lines: ${response.status}`)
  return logWindow.parse(await response.json())
}

/** Searches the log. `onMatches` receives matches as they are found. Rejects when the response breaks off. */
export async function fetchMatches(
  run: string,
  range: { q: string; from: number; to: number | undefined },
  onMatches: (matches: LogMatches) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(logUrl(run, 'search', range), { headers: pageKeyHeaders(), signal })
  if (!response.ok || !response.body) throw new Error(`search: ${response.status}`)
  let partialLine = ''
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const lines = (partialLine + decoder.decode(next.value, { stream: true })).split('\n')
    partialLine = lines.pop() ?? ''
    for (const line of lines) onMatches(logMatches.parse(JSON.parse(line)))
  }
}

function logUrl(run: string, what: string, query: QueryParameters): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) parameters.set(name, String(value))
  return `/api/runs/${run}/log/${what}?${parameters}`
}
