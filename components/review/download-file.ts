import { z } from 'zod'
import { pageKeyHeaders } from '@/components/socket/page-key'
import type { RequestError } from '@/components/socket/request'
import { failure } from '@/lib/contract/failure'

const failureResponse = z.object({ failure })
/** The server may read the package over a slow connection before it responds. */
const RESPONSE_TIMEOUT_MS = 60_000
/** Long enough for a large log over a slow connection. */
const DOWNLOAD_TIMEOUT_MS = 30 * 60_000

/**
 * Downloads a file. A link would send only the cookie, without the page key, and could not show an error.
 * @param name default: the one that the server names
 */
export function downloadFile(url: string, name?: string): Promise<RequestError | undefined> {
  return readResponse(url, async (response) =>
    saveBlob(await response.blob(), name ?? attachmentName(response)),
  )
}

/** Reads a text. `onText` receives it unless the request fails. */
export function fetchText(url: string, onText: (text: string) => void): Promise<RequestError | undefined> {
  return readResponse(url, async (response) => onText(await response.text()))
}

async function readResponse(
  url: string,
  read: (response: Response) => Promise<void>,
): Promise<RequestError | undefined> {
  const controller = new AbortController()
  const startTimeout = (ms: number) => setTimeout(() => controller.abort(), ms)
  let timeout = startTimeout(RESPONSE_TIMEOUT_MS)
  try {
    const response = await fetch(url, { headers: pageKeyHeaders(), signal: controller.signal })
    clearTimeout(timeout)
    timeout = startTimeout(DOWNLOAD_TIMEOUT_MS)
    if (!response.ok) return failureResponse.parse(await response.json()).failure
    await read(response)
    return undefined
  } catch {
    return { kind: 'no-answer', facts: { seconds: Math.round(RESPONSE_TIMEOUT_MS / 1000) } }
  } finally {
    clearTimeout(timeout)
  }
}

const attachmentName = ({ headers }: Response): string =>
  /filename="([^"]+)"/.exec(headers.get('content-disposition') ?? '')?.[1] ?? 'download'

/** Saves a file to the browser's downloads. */
export function saveBlob(content: Blob, name: string): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
