/** A log of any length made from what Ansible really printed: the tasks of recorded playbooks, again and again. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'

const folder = new URL('../fixtures/playbook-logs/', import.meta.url)
/** Most of an install's lines are short; some are whole answers. A playbook run ends once, not every hundred lines. */
const RECORDED = ['linear', 'linear-verbose', 'linear', 'linear-verbose', 'host-pinned', 'serial', 'loops']

/** Writes at least `lines` lines of one playbook run. */
export function writeRealLog(path: string, lines: number): void {
  const logs = RECORDED.map((name) => readFileSync(new URL(`${name}.txt`, folder), 'utf8'))
  const tasks = logs.map((log) => log.slice(log.indexOf('\nTASK ['), log.indexOf('\nPLAY RECAP')))
  const end = (logs[0] ?? '').slice((logs[0] ?? '').indexOf('\nPLAY RECAP'))
  const round = Buffer.from(tasks.join(''))
  const perRound = round.filter((byte) => byte === 0x0a).length
  const file = openSync(path, 'w')
  writeSync(file, 'PLAY [all] *********************************************************************\n')
  for (let written = 0; written < lines; written += perRound) writeSync(file, round)
  writeSync(file, end)
  closeSync(file)
}
