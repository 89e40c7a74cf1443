/** Writes logs of any length from recorded output of Ansible, repeating the tasks of recorded playbooks. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'

const folder = new URL('../fixtures/playbook-logs/', import.meta.url)
/** Most lines of an install are short; some are whole module results. The recap appears only once, at the end. */
const RECORDED = ['linear', 'linear-verbose', 'linear', 'linear-verbose', 'host-pinned', 'serial', 'loops']

/** Writes a log of one playbook run with at least `lines` lines. */
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
