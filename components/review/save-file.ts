import { z } from 'zod'
import { pageKeyHeaders } from '@/components/socket/page-key'
import type { RequestFailure } from '@/components/socket/request'
import { failure } from '@/lib/contract/failure'

const REFUSED = z.object({ failure })
/** Rendering may read the package over a slow connection. */
const WITHIN_MS = 60_000
/** A long log over a slow connection. */
const WHOLE_WITHIN_MS = 30 * 60_000

/** Fetches a file and saves it. A plain link would send the cookie alone, and could not show why a download fails. */
export async function saveFile(url: string, name: string): Promise<RequestFailure | undefined> {
  const late = new AbortController()
  const limit = (ms: number) => setTimeout(() => late.abort(), ms)
  let deadline = limit(WITHIN_MS)
  try {
    const response = await fetch(url, { headers: pageKeyHeaders(), signal: late.signal })
    clearTimeout(deadline)
    deadline = limit(WHOLE_WITHIN_MS)
    if (!response.ok) return REFUSED.parse(await response.json()).failure
    keep(await response.blob(), name)
    return undefined
  } catch {
    return { kind: 'no-answer', facts: { seconds: Math.round(WITHIN_MS / 1000) } }
  } finally {
    clearTimeout(deadline)
  }
}

function keep(content: Blob, name: string): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
