import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { identify, isAlive } from '@/server/sandbox/machine/process'

describe("a process's identity", () => {
  it('is valid only while the process runs', async () => {
    const child = execa('sleep', ['60'], { reject: false })
    const identity = await identify(child.pid ?? 0)
    expect(await isAlive(identity)).toBe(true)
    child.kill()
    await child
    expect(await isAlive(identity)).toBe(false)
  })

  it('differs from that of another process with the same pid', async () => {
    expect(await isAlive({ pid: process.pid, startTicks: '1' })).toBe(false)
    expect(await isAlive(await identify(process.pid))).toBe(true)
  })

  it('never runs if the process did not exist', async () => {
    expect(await isAlive(await identify(4194304))).toBe(false)
  })
})
