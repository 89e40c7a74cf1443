import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, it } from 'vitest'
import { requestListener } from '@/server/http/request-listener'
import { createLog } from '@/server/log'

it('handles no request of a client that disconnected while it was authenticated', async () => {
  const handled: string[] = []
  const events = new EventEmitter()
  const middleware = {
    handle: async (_: unknown, response: EventEmitter) => {
      await once(response, 'close')
      setImmediate(() => events.emit('authenticated'))
      return true
    },
  }
  const handler = async ({ url = '' }) => handled.push(url) > 0
  const authenticated = once(events, 'authenticated')
  const server = createServer(requestListener(middleware, [handler], createLog('silent')))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.once('request', () => client.destroy())
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.write('GET /api/runs/1/log HTTP/1.1\r\nHost: taskbox\r\n\r\n')
  await authenticated
  server.close()
  expect(handled).toEqual([])
})
