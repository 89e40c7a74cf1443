/** `taskbox serve`: the wizard until a signal ends it. */
import { createEngine, dataFolder } from '../engine'
import { startWizard } from '../main'
import { say } from './output'
import { untilSignal } from './signals'

export interface ServeFlags {
  host: string
  port: string
  dev?: boolean
  data?: string
}

export async function serve(flags: ServeFlags): Promise<number> {
  const engine = createEngine({ data: dataFolder(flags.data), logLevel: process.env.TASKBOX_LOG ?? 'warn' })
  const wizard = await startWizard(engine, {
    host: flags.host,
    port: Number(flags.port),
    dev: flags.dev ?? false,
  })
  say(`Taskbox is ready: ${wizard.address}`)
  await untilSignal()
  await wizard.close()
  await engine.close()
  return 0
}
