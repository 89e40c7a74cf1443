/** GET: plays, tasks and results of a run's log, by line. */
import type { NextRequest } from 'next/server'
import { outlineResponse } from '@/server/runs/log-lines-response'
import { engine } from '@/server/seam'
import { answer } from '../../../../answer'

export function GET(
  request: NextRequest,
  { params }: { params: Promise<{ run: string }> },
): Promise<Response> {
  return answer(async () =>
    outlineResponse(await engine().runs.open((await params).run), request.nextUrl.searchParams),
  )
}
