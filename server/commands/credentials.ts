/** `taskbox token` and `taskbox password`: new ways in, made by whoever may write the data folder. */
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { AuditLog, terminalActor } from '../audit/audit-log'
import { dataFolder } from '../engine'
import { Credentials, PASSWORD_LENGTH } from '../http/auth/credentials'
import { translator } from '../translator'
import { becomeOwnerOf } from './data-owner'
import { print, printStderr } from './terminal/output'

/** Prints a new token on standard output; the one before lets nobody in any more. Whoever is signed in stays so. */
export async function token({ data }: { data?: string }): Promise<number> {
  const t = translator()
  const folder = await becomeOwnerOf(dataFolder(data))
  const access = await Credentials.open(folder)
  if (await access.hasPassword()) {
    printStderr(t('cli.token-password'))
    return 1
  }
  const made = await new AuditLog(folder).record('token-made', terminalActor(), {}, () =>
    access.createToken(),
  )
  printStderr(t('cli.token'))
  await print(`${made}\n`)
  return 0
}

/** Sets a password in the token's place, from the terminal without showing it, or from standard input. */
export async function password({
  data,
  remove = false,
}: {
  data?: string
  remove?: boolean
}): Promise<number> {
  const t = translator()
  const folder = await becomeOwnerOf(dataFolder(data))
  const access = await Credentials.open(folder)
  if (remove) {
    await access.setPassword(undefined)
    printStderr(t('cli.password-removed'))
    return token({ data: folder })
  }
  const given = await readPassword(t('cli.password-ask'))
  if (given.length < PASSWORD_LENGTH.least || given.length > PASSWORD_LENGTH.most) {
    printStderr(t('cli.password-length', PASSWORD_LENGTH))
    return 2
  }
  await new AuditLog(folder).record('password-set', terminalActor(), {}, () => access.setPassword(given))
  printStderr(t('cli.password-set'))
  return 0
}

/** One line, not echoed where it is typed. */
async function readPassword(question: string): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write(question)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: process.stdin.isTTY })
  const line = await new Promise<string>((resolve) => {
    lines.once('line', resolve)
    lines.once('close', () => resolve(''))
  })
  lines.close()
  if (process.stdin.isTTY) process.stderr.write('\n')
  return line
}
