/** GET ?name=conf/hosts.ini: what a run was started with, a file of it; secrets masked. */
import { basename } from 'node:path'
import type { NextRequest } from 'next/server'
import { engine } from '@/server/seam'
import { answer, download } from '../../../answer'

export function GET(
  request: NextRequest,
  { params }: { params: Promise<{ run: string }> },
): Promise<Response> {
  return answer(async () => {
    const name = request.nextUrl.searchParams.get('name') ?? ''
    return download(await engine().runs.paper((await params).run, name), basename(name))
  })
}
