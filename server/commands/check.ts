/** `taskbox check -f FILE`: a table, or JSON, of what the hosts are; 0 only when nothing stands in the way. */
import { basename, dirname, resolve } from 'node:path'
import { type ReportSubject, reportPage } from '@/lib/checks/report-page'
import { createEngine } from '../engine'
import { environmentLanguage, htmlTranslator, translator } from '../translator'
import { accepting, checkedReport, checkIds, sayBlocked, table, wantsColour } from './checking'
import { clusterFromFile, type FileFlags, REFUSED } from './cluster-from-file'
import { ownDataFolder } from './data-owner'
import { print, printJson, say } from './output'
import { writeOwnFiles } from './own-files'

export interface CheckFlags extends FileFlags {
  only: string[]
  accept: string[]
  acceptHostKeys: boolean
  json: boolean
  /** Where a page of the findings is written as well. */
  report?: string
  data?: string
}

export async function check(flags: CheckFlags): Promise<number> {
  const [only, accept] = [checkIds(flags.only), checkIds(flags.accept)]
  if (!only || !accept) return REFUSED
  const read = await clusterFromFile(flags)
  const data = read && (await ownDataFolder(flags.data))
  if (!data) return REFUSED
  const engine = createEngine({
    data,
    logLevel: process.env.TASKBOX_LOG ?? 'silent',
    acceptHostKeys: flags.acceptHostKeys,
  })
  try {
    const accepted = { ...read, draft: accepting(read.draft, accept) }
    const { report, subject } = await checkedReport(engine, accepted, only)
    if (flags.report) await writePage(flags.report, subject)
    await (flags.json ? printJson(report) : print(table(report, wantsColour(process.stdout))))
    if (report.ready) say(translator()('cli.ready'))
    else sayBlocked(report)
    return report.ready ? 0 : 1
  } finally {
    await engine.close()
  }
}

/** It names hosts and their addresses: for whoever ran the checks, who may pass it on. */
async function writePage(path: string, subject: ReportSubject): Promise<void> {
  const language = environmentLanguage()
  const page = reportPage(subject, language, htmlTranslator(language))
  await writeOwnFiles(dirname(resolve(path)), new Map([[basename(path), page]]))
}
