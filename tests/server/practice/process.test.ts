import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { identify, stillRuns } from '@/server/practice/process'

describe("a process's identity", () => {
  it('holds while it runs and no longer', async () => {
    const child = execa('sleep', ['60'], { reject: false })
    const identity = await identify(child.pid ?? 0)
    expect(await stillRuns(identity)).toBe(true)
    child.kill()
    await child
    expect(await stillRuns(identity)).toBe(false)
  })

  it('is not that of another with the same number', async () => {
    expect(await stillRuns({ pid: process.pid, startTicks: '1' })).toBe(false)
    expect(await stillRuns(await identify(process.pid))).toBe(true)
  })

  it('never runs where there was none', async () => {
    expect(await stillRuns(await identify(4194304))).toBe(false)
  })
})
