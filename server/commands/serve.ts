/** `taskbox serve`: the wizard until a signal ends it. */
import { createEngine, dataFolder } from '../engine'
import { startWizard } from '../main'
import { translator } from '../translator'
import { say } from './output'
import { untilSignal } from './signals'

export interface ServeFlags {
  host: string
  port: string
  dev?: boolean
  data?: string
}

export async function serve({ host, port, dev = false, data }: ServeFlags): Promise<number> {
  const engine = createEngine({ data: dataFolder(data), logLevel: process.env.TASKBOX_LOG ?? 'warn' })
  const wizard = await startWizard(engine, { host, port: Number(port), dev }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error
      say(translator()('cli.port-taken', { port, host }))
      return undefined
    },
  )
  if (!wizard) return 1
  say(translator()('cli.serving'))
  say(wizard.address)
  await untilSignal()
  await wizard.close()
  await engine.close()
  return 0
}
