/** GET ?path=conf/hosts.ini[&secrets=1]: one rendered file; secrets masked unless asked for outright. */
import { basename } from 'node:path'
import type { NextRequest } from 'next/server'
import { downloadFile } from '@/server/runs/preview'
import { engine } from '@/server/seam'
import { answer, download } from '../../../answer'

export function GET(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return answer(async () => {
    const { id } = await params
    const path = request.nextUrl.searchParams.get('path') ?? ''
    const secrets = request.nextUrl.searchParams.get('secrets') === '1'
    return download(await downloadFile(engine(), id, path, secrets), basename(path))
  })
}
