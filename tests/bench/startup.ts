/** Time from the start of the process to the printed address, compared with `next start` on the same build. */
import { spawn } from 'node:child_process'
import { type Bench, median, seconds, spread } from './bench'
import { startWizardProcess } from './wizard-process'

const ROUNDS = 5

export const startup: Bench = async () => {
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const wizard = await startWizardProcess()
    ours.push(wizard.readyAfterSeconds)
    await wizard.stop()
    theirs.push(await nextStart())
  }
  return [
    {
      what: 'server ready',
      taskbox: spread(ours),
      peer: `next start ${spread(theirs)}`,
      ratio: (median(ours) / median(theirs)).toFixed(2),
      goal: `under ${seconds(1.5)}`,
    },
  ]
}

/** Seconds until `next start` prints that it is ready. */
function nextStart(): Promise<number> {
  const started = performance.now()
  const server = spawn('node_modules/.bin/next', ['start', '--port', '0', '--hostname', '127.0.0.1'])
  return new Promise((resolve, reject) => {
    let output = ''
    server.once('exit', () => reject(new Error(`next start ended: ${output}`)))
    server.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (!/ready/i.test(output)) return
      server.removeAllListeners('exit')
      server.once('exit', () => resolve(ready))
      const ready = (performance.now() - started) / 1000
      server.kill('SIGKILL')
    })
  })
}
