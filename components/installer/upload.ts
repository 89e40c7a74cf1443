import { z } from 'zod'
import { pageKeyHeaders } from '@/components/socket/page-key'
import type { Result } from '@/components/socket/request'
import { failure } from '@/lib/contract/failure'

const answer = z.union([
  z.object({ ok: z.literal(true), value: z.object({ tarball: z.string() }) }),
  z.object({ ok: z.literal(false), failure }),
])

/**
 * Sends a tarball to the taskbox as a raw body. XMLHttpRequest, since `fetch` tells nothing about how far an upload
 * is. `stopped`: by `signal`.
 */
export function uploadTarball(
  cluster: string,
  file: File,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<Result<{ tarball: string }> | 'stopped'> {
  return new Promise((resolve) => {
    const sending = new XMLHttpRequest()
    sending.open('POST', `/api/clusters/${encodeURIComponent(cluster)}/tarball`)
    sending.setRequestHeader('x-file-name', encodeURIComponent(file.name))
    for (const [name, value] of Object.entries(pageKeyHeaders())) sending.setRequestHeader(name, value)
    sending.upload.onprogress = (event) => onProgress(event.loaded)
    sending.onload = () => resolve(read(sending.responseText))
    sending.onerror = () => resolve(broken())
    sending.onabort = () => resolve('stopped')
    signal.addEventListener('abort', () => sending.abort(), { once: true })
    sending.send(file)
  })
}

function read(text: string): Result<{ tarball: string }> {
  try {
    return answer.parse(JSON.parse(text))
  } catch {
    return broken()
  }
}

function broken(): Result<never> {
  return { ok: false, failure: { kind: 'closed', facts: { address: 'Taskbox', host: 'Taskbox' } } }
}
