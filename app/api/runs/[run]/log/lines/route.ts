/** GET: lines of a run's log by their numbers, secrets as stars. */
import type { NextRequest } from 'next/server'
import { linesResponse } from '@/server/runs/log-lines-response'
import { engine } from '@/server/seam'
import { answer } from '../../../../answer'

export function GET(
  request: NextRequest,
  { params }: { params: Promise<{ run: string }> },
): Promise<Response> {
  return answer(async () =>
    linesResponse(await engine().runs.open((await params).run), request.nextUrl.searchParams),
  )
}
