/** `taskbox token` and `taskbox password`: set the credentials of the data folder. */
import { AuditLog, terminalActor } from '../audit/audit-log'
import { dataFolder } from '../engine'
import { Credentials, PASSWORD_LENGTH } from '../http/auth/credentials'
import { translator } from '../translator'
import { becomeOwnerOf } from './data-owner'
import { print, printStderr } from './terminal/output'
import { readLine } from './terminal/read-line'

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
  const typed = (await readLine(t('cli.password-prompt'), { hidden: true })) ?? ''
  if (typed.length < PASSWORD_LENGTH.least || typed.length > PASSWORD_LENGTH.most) {
    printStderr(t('cli.password-length', PASSWORD_LENGTH))
    return 2
  }
  await new AuditLog(folder).record('password-set', terminalActor(), {}, () => credentials.setPassword(typed))
  printStderr(t('cli.password-set'))
  return 0
}
