import { z } from 'zod'
import type { RequestFailure } from '@/components/socket/request'
import { failure } from '@/lib/contract/failure'

const REFUSED = z.object({ failure })
/** Rendering may read the package over a slow connection. */
const WITHIN_MS = 60_000

/** Fetches a file and hands it to the browser to keep. Unlike a plain link, it can tell why there is none. */
export async function saveFile(url: string, name: string): Promise<RequestFailure | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(WITHIN_MS) })
    if (!response.ok) return REFUSED.parse(await response.json()).failure
    keep(await response.blob(), name)
    return undefined
  } catch {
    return { kind: 'no-answer', facts: { seconds: Math.round(WITHIN_MS / 1000) } }
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
