/** GET: the audit log, a line of JSON an event, oldest first. */
import { engine } from '@/server/seam'
import { answer, download } from '../answer'

export function GET(): Promise<Response> {
  return answer(async () =>
    download(await engine().audit.read(), 'taskbox-audit.jsonl', 'application/jsonl; charset=utf-8'),
  )
}
