/** GET [?secrets=1]: the cluster file; names of environment variables in the secrets' places unless asked otherwise. */
import type { NextRequest } from 'next/server'
import { exportCluster } from '@/server/clusters/export-cluster'
import { engine } from '@/server/seam'
import { answer, download } from '../../../answer'

export function GET(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return answer(async () => {
    const { id } = await params
    const text = await exportCluster(engine(), id, request.nextUrl.searchParams.get('secrets') === '1')
    return download(text, 'cluster.yaml', 'application/yaml; charset=utf-8')
  })
}
