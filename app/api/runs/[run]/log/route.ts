/**
 * GET: a run's log, its secrets as stars; `?secrets=1` as it lies on the taskbox, byte for byte; `?download=1` to keep
 * it. Ranges are honoured.
 */
import type { NextRequest } from 'next/server'
import { logResponse } from '@/server/runs/log-response'
import { engine } from '@/server/seam'
import { answer } from '../../../answer'

export function GET(
  request: NextRequest,
  { params }: { params: Promise<{ run: string }> },
): Promise<Response> {
  return answer(async () => {
    const { run } = await params
    const asked = (name: string) => request.nextUrl.searchParams.get(name) === '1'
    return logResponse(await engine().runs.open(run), {
      range: request.headers.get('range'),
      keep: asked('download'),
      secrets: asked('secrets'),
    })
  })
}
