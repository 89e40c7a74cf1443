/** `taskbox serve`: the wizard until a signal ends it. */
import { createEngine, dataFolder } from '../engine'
import { type ServeOptions, startWizard, type Wizard } from '../main'
import { translator } from '../translator'
import { isLoopback } from '../transport/listener'
import { say } from './output'
import { untilSignal } from './signals'

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
    say(t('cli.tls-half'))
    return 2
  }
  const engine = createEngine({ data: dataFolder(data), logLevel: process.env.TASKBOX_LOG ?? 'warn' })
  const options = { host, port: Number(port), dev, tls: tlsOf(flags), hostNames: allowHost }
  const wizard = await startWizard(engine, options).catch((error: NodeJS.ErrnoException) => {
    const known = { EADDRINUSE: 'port-taken', EADDRNOTAVAIL: 'address-none', EACCES: 'port-denied' } as const
    const key = Object.entries(known).find(([code]) => code === error.code)?.[1]
    if (flags.tlsCert && (error.code === 'ENOENT' || error.code?.startsWith('ERR_OSSL')))
      say(t('cli.tls-unreadable', { cert: flags.tlsCert, key: flags.tlsKey ?? '', reason: error.code }))
    else if (key) say(t(`cli.${key}`, { port, host }))
    else throw error
    return undefined
  })
  if (!wizard) return 1
  announce(wizard, flags)
  await untilSignal()
  await wizard.close()
  await engine.close()
  return 0
}

function tlsOf({ tls, tlsCert, tlsKey, insecureHttp }: ServeFlags): ServeOptions['tls'] {
  if (tlsCert !== undefined && tlsKey !== undefined) return { cert: tlsCert, key: tlsKey }
  return insecureHttp ? 'never' : tls ? 'always' : 'auto'
}

/** Under systemd what is said here ends in the journal, where a token has no place. */
function announce({ address, fingerprint }: Wizard, { host, insecureHttp }: ServeFlags): void {
  const t = translator()
  if (insecureHttp && !isLoopback(host)) say(t('cli.insecure', { host }))
  const journal = process.env.JOURNAL_STREAM !== undefined
  say(t(journal ? 'cli.serving-service' : 'cli.serving'))
  say(journal ? address.replace(/\?token=.*$/, '') : address)
  if (fingerprint) say(t('cli.fingerprint', { fingerprint }))
}
