/** `taskbox check -f FILE`: prints the check results as a table or JSON. Exit status 0 if the cluster can be installed. */
import { basename, dirname, resolve } from 'node:path'
import { type ReportSubject, renderReport } from '@/lib/checks/report/html-report'
import { createEngine } from '../engine'
import { toFailure } from '../request-failure'
import { environmentLanguage, htmlTranslator, translator } from '../translator'
import { ownDataFolder } from './data-owner'
import { type FileFlags, INVALID_INPUT, loadRelease, readCluster } from './load-cluster'
import { writeOutputFiles } from './output-files'
import { checkCluster, checkIds, printBlocked, renderTable, wantsColour, withWaivers } from './run-checks'
import { print, printFailure, printJson, printStderr } from './terminal/output'

export interface CheckFlags extends FileFlags {
  only: string[]
  accept: string[]
  acceptHostKeys: boolean
  json: boolean
  /** Path of an HTML report. */
  report?: string
  data?: string
}

export async function check(flags: CheckFlags): Promise<number> {
  const [only, accept] = [checkIds(flags.only), checkIds(flags.accept)]
  if (!only || !accept) return INVALID_INPUT
  const file = await readCluster(flags)
  const data = file && (await ownDataFolder(flags.data))
  if (!data) return INVALID_INPUT
  const engine = createEngine({
    data,
    logLevel: process.env.TASKBOX_LOG ?? 'silent',
    acceptHostKeys: flags.acceptHostKeys,
  })
  try {
    const loaded = await loadRelease(engine, file).catch(printRefusal)
    if (!loaded) return INVALID_INPUT
    const cluster = { ...loaded, draft: withWaivers(loaded.draft, accept) }
    const { report, subject } = await checkCluster(engine, cluster, only)
    if (flags.report) await writePage(flags.report, subject)
    await (flags.json ? printJson(report) : print(renderTable(report, wantsColour(process.stdout))))
    if (report.ready) printStderr(translator()('cli.ready'))
    else printBlocked(report)
    return report.ready ? 0 : 1
  } finally {
    await engine.close()
  }
}

function printRefusal(error: unknown): undefined {
  printFailure(toFailure(error, (cause) => printStderr(String(cause))))
}

/** Writes the report with mode 0600, because it names hosts and addresses. */
async function writePage(path: string, subject: ReportSubject): Promise<void> {
  const language = environmentLanguage()
  const page = renderReport(subject, language, htmlTranslator(language))
  await writeOutputFiles(dirname(resolve(path)), new Map([[basename(path), page]]))
}
