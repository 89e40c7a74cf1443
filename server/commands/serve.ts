/** `taskbox serve`: runs the wizard until a signal. */
import { createEngine, dataFolder } from '../engine'
import { isLoopback } from '../http/listener'
import { type ServeOptions, startWizard, type Wizard } from '../main'
import { translator } from '../translator'
import { printStderr } from './terminal/output'
import { waitForSignal } from './terminal/signals'

export interface ServeFlags {
  host: string
  port: string
  dev?: boolean
  data?: string
  tls?: boolean
  tlsCert?: string
  tlsKey?: string
  insecureHttp?: boolean
  allowHost: string[]
}

export async function serve(flags: ServeFlags): Promise<number> {
  const { host, port, dev = false, data, allowHost } = flags
  const t = translator()
  if ((flags.tlsCert === undefined) !== (flags.tlsKey === undefined)) {
    printStderr(t('cli.tls-half'))
    return 2
  }
  const engine = createEngine({ data: dataFolder(data), logLevel: process.env.TASKBOX_LOG ?? 'warn' })
  const options = { host, port: Number(port), dev, tls: tlsMode(flags), hostNames: allowHost }
  const wizard = await startWizard(engine, options).catch((error: NodeJS.ErrnoException) => {
    const messageKeys = {
      EADDRINUSE: 'port-in-use',
      EADDRNOTAVAIL: 'address-none',
      EACCES: 'port-denied',
    } as const
    const key = Object.entries(messageKeys).find(([code]) => code === error.code)?.[1]
    if (flags.tlsCert && (error.code === 'ENOENT' || error.code?.startsWith('ERR_OSSL')))
      printStderr(
        t('cli.tls-unreadable', { cert: flags.tlsCert, key: flags.tlsKey ?? '', reason: error.code }),
      )
    else if (key) printStderr(t(`cli.${key}`, { port, host }))
    else throw error
    return undefined
  })
  if (!wizard) return 1
  printAddress(wizard, flags)
  engine.webhook.followRuns().catch((error: unknown) => engine.log.error({ err: error }, 'webhook'))
  await waitForSignal()
  await wizard.close()
  await engine.close()
  return 0
}

function tlsMode({ tls, tlsCert, tlsKey, insecureHttp }: ServeFlags): ServeOptions['tls'] {
  if (tlsCert !== undefined && tlsKey !== undefined) return { cert: tlsCert, key: tlsKey }
  return insecureHttp ? 'never' : tls ? 'always' : 'auto'
}

/** Prints the address. Omits the token under systemd, where the output goes to the journal. */
function printAddress({ address, fingerprint }: Wizard, { host, insecureHttp }: ServeFlags): void {
  const t = translator()
  if (insecureHttp && !isLoopback(host)) printStderr(t('cli.insecure', { host }))
  const journal = process.env.JOURNAL_STREAM !== undefined
  printStderr(t(journal ? 'cli.serving-service' : 'cli.serving'))
  printStderr(journal ? address.replace(/\?token=.*$/, '') : address)
  if (fingerprint) printStderr(t('cli.fingerprint', { fingerprint }))
}
