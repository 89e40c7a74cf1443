/** Starts a job and prints its log; the test kills this process. Argument: the job's plan as JSON. */
import { LocalMachine } from '@/server/machine/local'
import { follow } from '@/server/runs/job/follow'
import { startJob } from '@/server/runs/job/job'

const machine = new LocalMachine()
const job = await startJob(machine, JSON.parse(process.argv[2] ?? ''))
await follow(machine, job, 0, { onBytes: (chunk) => process.stdout.write(chunk) })
