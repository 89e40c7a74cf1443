import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { identify, stillRuns } from '@/server/practice/process'

describe("a process's identity", () => {
  it('is valid only while the process runs', async () => {
    const child = execa('sleep', ['60'], { reject: false })
    const identity = await identify(child.pid ?? 0)
    expect(await stillRuns(identity)).toBe(true)
    child.kill()
    await child
    expect(await stillRuns(identity)).toBe(false)
  })

  it('differs from that of another process with the same pid', async () => {
    expect(await stillRuns({ pid: process.pid, startTicks: '1' })).toBe(false)
    expect(await stillRuns(await identify(process.pid))).toBe(true)
  })

  it('never runs if the process did not exist', async () => {
    expect(await stillRuns(await identify(4194304))).toBe(false)
  })
})
