/** GET ?as=html|json [&language=zh-CN]: what the checks found, as a page to print or to mail, or as JSON. */
import type { NextRequest } from 'next/server'
import { chooseLanguage } from '@/lib/messages/languages'
import { engine } from '@/server/seam'
import { answer, download } from '../../../answer'

export function GET(
  request: NextRequest,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return answer(async () => {
    const { id } = await params
    const language = chooseLanguage(request.nextUrl.searchParams.get('language') ?? undefined)
    const as = request.nextUrl.searchParams.get('as') === 'json' ? 'json' : 'html'
    return download(await engine().checks.report(id, as, language), `checks.${as}`, TYPES[as])
  })
}

const TYPES = { json: 'application/json; charset=utf-8', html: 'text/html; charset=utf-8' }
