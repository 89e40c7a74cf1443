/** GET: which lines of a run's log hold a text. */
import type { NextRequest } from 'next/server'
import { searchResponse } from '@/server/runs/log-lines-response'
import { engine } from '@/server/seam'
import { answer } from '../../../../answer'

export function GET(
  request: NextRequest,
  { params }: { params: Promise<{ run: string }> },
): Promise<Response> {
  return answer(async () =>
    searchResponse(await engine().runs.open((await params).run), request.nextUrl.searchParams),
  )
}
