/** Jobs on this machine for the tests of a file; those that still run at its end are stopped. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { LocalMachine } from '@/server/machine/local'
import { type FollowOptions, follow, type JobEnd } from '@/server/runs/job/follow'
import { type JobPlan, startJob } from '@/server/runs/job/job'
import { stopJob } from '@/server/runs/job/stop'

export const SOON_MS = 15_000
export const machine = new LocalMachine()

interface TestJobs {
  /** The folder of the jobs, whose name needs quoting. */
  folder(): string
  nextId(): string
  start(command: string, more?: Partial<JobPlan>, workingDirectory?: string): Promise<string>
}

export function testJobs(): TestJobs {
  const jobs: string[] = []
  let jobsFolder = ''
  let runs = 0

  beforeAll(async () => {
    jobsFolder = await mkdtemp(path.join(tmpdir(), "jobs it's "))
  })
  afterAll(async () => {
    await Promise.all(
      jobs.map((job) => stopJob(machine, job, { interruptMs: 0, terminateMs: 0, killMs: 5_000 })),
    )
    await rm(jobsFolder, { recursive: true })
  })

  const nextId = () => {
    runs += 1
    return `-run_${runs}`
  }
  return {
    folder: () => jobsFolder,
    nextId,
    start: async (command, more = {}, workingDirectory = '/tmp') => {
      const plan = { runId: nextId(), steps: [{ workingDirectory, command }], jobsFolder }
      const job = await startJob(machine, { ...plan, ...more })
      jobs.push(job)
      return job
    },
  }
}

/** Follows to the end and returns the log. `onOutput` can answer prompts. */
export async function followToEnd(
  job: string,
  onOutput: (text: string) => void = () => undefined,
): Promise<JobEnd & { log: string }> {
  const chunks: Buffer[] = []
  const options: FollowOptions = {
    onBytes: (chunk) => {
      chunks.push(chunk)
      onOutput(Buffer.concat(chunks).toString())
    },
  }
  const end = await follow(machine, job, 0, options)
  return { ...end, log: Buffer.concat(chunks).toString() }
}

/** Waits for a prompt at the end of the log. */
export const waitForPrompt = (job: string, prompt: string) =>
  expect
    .poll(() => readFile(path.join(job, 'log'), 'utf8'), { timeout: SOON_MS })
    .toMatch(new RegExp(`${prompt.replace('?', '\\?')}$`))

/** Number of processes whose command line matches. */
export const running = (line: string, ...part: string[]) =>
  new Promise<number>((resolve) => {
    execFile('pgrep', ['-c', ...part, '-f', line], (_, stdout) => resolve(Number(stdout)))
  })

export const entry = (answer: string, at = 1) => ({ question: 'Colour?', answer, by: 'user' as const, at })
