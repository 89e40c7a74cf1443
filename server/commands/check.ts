/** `taskbox check -f FILE`: a table, or JSON, of what the hosts are; 0 only when nothing stands in the way. */
import { createEngine, dataFolder } from '../engine'
import { translator } from '../translator'
import { accepting, checkedReport, checkIds, sayBlocked, table, wantsColour } from './checking'
import { clusterFromFile, REFUSED } from './cluster-from-file'
import { print, say } from './output'

export interface CheckFlags {
  file: string
  only: string[]
  accept: string[]
  acceptHostKeys: boolean
  json: boolean
  data?: string
}

export async function check(flags: CheckFlags): Promise<number> {
  const [only, accept] = [checkIds(flags.only), checkIds(flags.accept)]
  if (!only || !accept) return REFUSED
  const read = await clusterFromFile(flags.file)
  if (!read) return REFUSED
  const engine = createEngine({
    data: dataFolder(flags.data),
    logLevel: process.env.TASKBOX_LOG ?? 'silent',
    acceptHostKeys: flags.acceptHostKeys,
  })
  try {
    const report = await checkedReport(engine, { ...read, draft: accepting(read.draft, accept) }, only)
    await print(flags.json ? `${JSON.stringify(report)}\n` : table(report, wantsColour(process.stdout)))
    if (report.ready) say(translator()('cli.ready'))
    else sayBlocked(report)
    return report.ready ? 0 : 1
  } finally {
    await engine.close()
  }
}
