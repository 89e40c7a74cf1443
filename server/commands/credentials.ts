/** `taskbox token` and `taskbox password`: set the credentials of the data folder. */
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { AuditLog, terminalActor } from '../audit/audit-log'
import { dataFolder } from '../engine'
import { Credentials, PASSWORD_LENGTH } from '../http/auth/credentials'
import { translator } from '../translator'
import { becomeOwnerOf } from './data-owner'
import { print, printStderr } from './terminal/output'

/** Prints a new token on standard output. The previous token stops working; existing sessions continue. */
export async function token({ data }: { data?: string }): Promise<number> {
  const t = translator()
  const folder = await becomeOwnerOf(dataFolder(data))
  const credentials = await Credentials.open(folder)
  if (await credentials.hasPassword()) {
    printStderr(t('cli.token-password'))
    return 1
  }
  const created = await new AuditLog(folder).record('token-made', terminalActor(), {}, () =>
    credentials.createToken(),
  )
  printStderr(t('cli.token'))
  await print(`${created}\n`)
  return 0
}

/** Sets a password that replaces the token. Reads it from the terminal without echo, or from standard input. */
export async function password({
  data,
  remove = false,
}: {
  data?: string
  remove?: boolean
}): Promise<number> {
  const t = translator()
  const folder = await becomeOwnerOf(dataFolder(data))
  const credentials = await Credentials.open(folder)
  if (remove) {
    await credentials.setPassword(undefined)
    printStderr(t('cli.password-removed'))
    return token({ data: folder })
  }
  const typed = await readPassword(t('cli.password-prompt'))
  if (typed.length < PASSWORD_LENGTH.least || typed.length > PASSWORD_LENGTH.most) {
    printStderr(t('cli.password-length', PASSWORD_LENGTH))
    return 2
  }
  await new AuditLog(folder).record('password-set', terminalActor(), {}, () => credentials.setPassword(typed))
  printStderr(t('cli.password-set'))
  return 0
}

/** Reads one line without echoing it on a terminal. */
async function readPassword(question: string): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write(question)
  const discard = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: discard, terminal: process.stdin.isTTY })
  const line = await new Promise<string>((resolve) => {
    lines.once('line', resolve)
    lines.once('close', () => resolve(''))
  })
  lines.close()
  if (process.stdin.isTTY) process.stderr.write('\n')
  return line
}
