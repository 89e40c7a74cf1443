import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { expect, it } from 'vitest'
import { taskbox, testFolder } from './taskbox'

const folder = testFolder()
const webhook = (flags: string[], input = '') =>
  taskbox(['webhook', '--data', path.join(folder, 'data'), ...flags], { input })

it('is set from standard input, tested, shown without its path, and removed', async () => {
  const events: unknown[] = []
  const server = createServer((request, response) => {
    events.push(request.headers['x-taskbox-event'])
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  expect((await webhook([])).stderr).toContain('No webhook is set')
  const set = await webhook(['--set', '--test'], `${origin}/secret-path\n`)
  expect([set.code, set.stderr]).toEqual([0, expect.stringContaining(`Events are sent to ${origin}.`)])
  expect(set.stdout.toString()).toMatch(/^[\w-]{43}\n$/)
  expect(set.stderr).not.toContain('secret-path')
  expect(events).toEqual(['test'])
  server.close()
  const failed = await webhook(['--test'])
  expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining('refuses the connection')])
  expect((await webhook(['--remove'])).stderr).toContain('removed')
  const invalid = await webhook(['--set'], 'ftp://example.com\n')
  expect([invalid.code, invalid.stderr]).toEqual([1, expect.stringContaining('does not begin with http://')])
})
