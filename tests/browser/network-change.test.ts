/** Regression: Chromium aborted requests when another test's network appeared or disappeared (ERR_NETWORK_CHANGED). */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { openChromium } from './chromium'

/** Listens but never accepts: connections beyond its backlog stay pending. */
const SILENT_SERVER = `
import socket, time
server = socket.socket(); server.bind(("127.0.0.1", 0)); server.listen(0)
print(server.getsockname()[1], flush=True); time.sleep(60)`

it('an address that appears and disappears on this machine aborts no pending request', async () => {
  const server = spawn('python3', ['-c', SILENT_SERVER])
  const browser = await openChromium()
  const interfaceName = `change${process.pid}`
  try {
    const [port] = await once(server.stdout, 'data')
    const page = await browser.newPage()
    const failures: string[] = []
    page.on('requestfailed', (request) => failures.push(request.failure()?.errorText ?? ''))
    let requests = 0
    page.on('request', () => {
      requests += 1
    })
    await page.evaluate(
      (url) => {
        for (let number = 0; number < 6; number += 1) void fetch(url + number, { mode: 'no-cors' })
      },
      `http://127.0.0.1:${String(port).trim()}/`,
    )
    await expect.poll(() => requests).toBe(6)
    const script = `link add ${interfaceName} type veth peer name ${interfaceName}b
link set ${interfaceName} addrgenmode none
addr add 192.0.2.1/32 dev ${interfaceName}
link set ${interfaceName} up`
    execFileSync('ip', ['-batch', '-'], { input: script })
    execFileSync('ip', ['link', 'del', interfaceName])
    await page.waitForTimeout(500)
    expect(failures).toEqual([])
  } finally {
    await browser.close()
    server.kill()
  }
})
