import { z } from 'zod'
import { pageKeyHeaders } from '@/components/socket/page-key'
import type { RequestError } from '@/components/socket/request'
import { failure } from '@/lib/contract/failure'

const failureResponse = z.object({ failure })
/** Rendering may read the package over a slow connection. */
const RESPONSE_TIMEOUT_MS = 60_000
/** A long log over a slow connection. */
const DOWNLOAD_TIMEOUT_MS = 30 * 60_000

/** Fetches a file and saves it. A plain link would send the cookie alone, and could not show why a download fails. */
export async function downloadFile(url: string, name: string): Promise<RequestError | undefined> {
  const controller = new AbortController()
  const startTimeout = (ms: number) => setTimeout(() => controller.abort(), ms)
  let timeout = startTimeout(RESPONSE_TIMEOUT_MS)
  try {
    const response = await fetch(url, { headers: pageKeyHeaders(), signal: controller.signal })
    clearTimeout(timeout)
    timeout = startTimeout(DOWNLOAD_TIMEOUT_MS)
    if (!response.ok) return failureResponse.parse(await response.json()).failure
    saveBlob(await response.blob(), name)
    return undefined
  } catch {
    return { kind: 'no-answer', facts: { seconds: Math.round(RESPONSE_TIMEOUT_MS / 1000) } }
  } finally {
    clearTimeout(timeout)
  }
}

function saveBlob(content: Blob, name: string): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
