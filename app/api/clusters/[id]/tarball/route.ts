/** POST: a package's tarball as the raw body, its name percent-encoded in `x-file-name`; streamed to the taskbox, not kept here. */
import type { NextRequest } from 'next/server'
import { uploadTarball } from '@/server/packages/upload'
import { engine } from '@/server/seam'
import { answer } from '../../../answer'

export function POST(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return answer(async () => {
    const { id } = await params
    const name = request.headers.get('x-file-name') ?? ''
    const tarball = await uploadTarball(engine(), id, name, request.body, request.signal)
    return Response.json({ ok: true, value: { tarball } })
  })
}
