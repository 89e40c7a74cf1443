import { z } from 'zod'
import { pageKeyHeaders } from '@/components/socket/page-key'
import type { RequestResult } from '@/components/socket/request'
import { failure } from '@/lib/contract/failure'

const uploadResponse = z.union([
  z.object({ ok: z.literal(true), value: z.object({ tarball: z.string() }) }),
  z.object({ ok: z.literal(false), failure }),
])

/**
 * Uploads a tarball to the taskbox as a raw body. Uses XMLHttpRequest, since `fetch` has no upload progress. Resolves to
 * `stopped` after an abort by `signal`.
 */
export function uploadTarball(
  cluster: string,
  file: File,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<RequestResult<{ tarball: string }> | 'stopped'> {
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest()
    xhr.open('POST', `/api/clusters/${encodeURIComponent(cluster)}/tarball`)
    xhr.setRequestHeader('x-file-name', encodeURIComponent(file.name))
    for (const [name, value] of Object.entries(pageKeyHeaders())) xhr.setRequestHeader(name, value)
    xhr.upload.onprogress = (event) => onProgress(event.loaded)
    xhr.onload = () => resolve(parseResponse(xhr.responseText))
    xhr.onerror = () => resolve(connectionLost())
    xhr.onabort = () => resolve('stopped')
    signal.addEventListener('abort', () => xhr.abort(), { once: true })
    xhr.send(file)
  })
}

function parseResponse(text: string): RequestResult<{ tarball: string }> {
  try {
    return uploadResponse.parse(JSON.parse(text))
  } catch {
    return connectionLost()
  }
}

function connectionLost(): RequestResult<never> {
  return { ok: false, failure: { kind: 'closed', facts: { address: 'Taskbox', host: 'Taskbox' } } }
}
