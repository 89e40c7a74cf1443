import { EventEmitter } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runHandlers } from '@/server/socket/handlers/runs'

let http: HttpServer
let server: Server

beforeEach(async () => {
  http = createServer()
  server = new Server(http)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
})
afterEach(() => server.close())

it.each([
  ['runs.watch', {}],
  ['runs.follow', { offset: 0 }],
  ['runs.outline', { at: 0 }],
] as const)(
  '%s streams nothing to a client that disconnected while the run was opened',
  async (name, payload) => {
    const run = Object.assign(new EventEmitter(), {
      id: 'r1',
      redactedView: () => ({}),
      redactedLog: { bytes: 0, read: async () => Buffer.alloc(0) },
      redactedLines: { outlineLength: 0, outline: () => ({ kind: [] }) },
    })
    const handled = new Promise((resolve, reject) => {
      server.on('connection', (client) => {
        const opening = new Promise((opened) => client.on('disconnect', () => opened(run)))
        const context = { client, engine: { runs: { open: () => opening } } }
        runHandlers[name]({ run: 'r1', ...payload } as never, context as never).then(resolve, reject)
      })
    })
    const socket = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { forceNew: true })
    socket.on('connect', () => socket.close())
    await handled
    expect(run.eventNames()).toEqual([])
  },
)
