import { NextRequest } from 'next/server'
import { expect, it } from 'vitest'
import { POST } from '@/app/api/clusters/[id]/tarball/route'
import { createEngine } from '@/server/engine'
import { provideEngine } from '@/server/seam'

it.each(['%', '%zz', '%E0%A4%A'])('answers 400 to an upload whose name is %s', async (name) => {
  const engine = createEngine({ data: '/nonexistent', logLevel: 'silent' })
  provideEngine(engine)
  const asked = new NextRequest('http://taskbox/api/clusters/c1/tarball', {
    method: 'POST',
    headers: { 'x-file-name': name },
    body: 'x',
  })
  const answered = await POST(asked, { params: Promise.resolve({ id: 'c1' }) })
  expect(answered.status).toBe(400)
  expect(await answered.json()).toMatchObject({ failure: { kind: 'bad-request' } })
  await engine.close()
})
