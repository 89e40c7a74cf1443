/**
 * Renders the findings as one HTML file to print or email, without scripts and without secrets. Equal findings of
 * several hosts are merged.
 */

import type { WaiverDraft } from '@/lib/cluster/draft/draft'
import type { Language } from '@/lib/messages/languages'
import { CHECK_IDS, type Finding } from '../catalogue/index'
import { blockingFindings, RESULT_STATES, type ResultState, resultState } from '../evaluate/result-state'
import { findingMessageKey } from '../message-key'
import type { HostFacts } from '../results'
import { escapeHtml } from './html'
import type { HostReport } from './json-report'

/** Translates a message key to HTML (`html.ts`); empty if the key has no message. */
export type TranslateHtml = (key: string, facts?: Record<string, string | number>) => string

export interface ReportSubject {
  cluster: string
  release: string
  /** Time of the checks in milliseconds since 1970. The page shows UTC, since its readers may be anywhere. */
  at: number
  hosts: readonly Pick<HostReport, 'host' | 'facts' | 'findings'>[]
  waivers: readonly WaiverDraft[]
  /** Number of stale results. */
  stale: number
}

/** Passed checks are a table of their own. */
type ReportSection = Exclude<ResultState, 'pass'>

interface Entry {
  section: ReportSection
  finding: Finding
  hosts: string[]
}

/** Renders the report. @param html translator for `language` */
export function renderReport(subject: ReportSubject, language: Language, html: TranslateHtml): string {
  const title = html('report.title', { cluster: subject.cluster })
  const entries = groupFindings(subject)
  const body = [
    `<h1>${title}</h1>`,
    ...renderHead(subject, html),
    ...RESULT_STATES.flatMap((state) => (state === 'pass' ? [] : [renderSection(state, entries, html)])),
    renderWaivers(subject.waivers, html),
    renderPassed(subject, html),
    renderHosts(subject, html),
    `<footer>${html('report.footer')}</footer>`,
  ]
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
${body.filter(Boolean).join('\n')}
</main>
</body>
</html>
`
}

function renderHead({ hosts, waivers, release, at, stale }: ReportSubject, html: TranslateHtml): string[] {
  const open = hosts.reduce(
    (sum, { host, findings }) => sum + blockingFindings(host.name, findings, waivers).length,
    0,
  )
  const when = `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return [
    `<p class="meta">${html('report.meta', { when, release, count: hosts.length })}</p>`,
    `<p class="summary ${open > 0 ? 'fail' : 'pass'}">${html('report.summary', { count: open })}</p>`,
    ...(stale > 0 ? [`<p class="warn">${html('report.stale', { count: stale })}</p>`] : []),
  ]
}

/** Groups equal findings, except passed ones, with their hosts, in catalogue order. */
function groupFindings({ hosts, waivers }: ReportSubject): Entry[] {
  const entries = new Map<string, Entry>()
  for (const { host, findings } of hosts)
    for (const finding of findings) {
      const section = resultState(finding, waivers, host.name)
      if (section === 'pass') continue
      const key = JSON.stringify([section, { ...finding, servers: undefined }])
      const entry = entries.get(key)
      if (entry) entry.hosts.push(host.name)
      else entries.set(key, { section, finding, hosts: [host.name] })
    }
  const orderOf = ({ finding }: Entry) => CHECK_IDS.indexOf(finding.check)
  return [...entries.values()].sort((a, b) => orderOf(a) - orderOf(b))
}

function renderSection(section: ReportSection, entries: readonly Entry[], html: TranslateHtml): string {
  const selected = entries.filter((entry) => entry.section === section)
  if (selected.length === 0) return ''
  const articles = selected.map((entry) => renderEntry(entry, html)).join('\n')
  return `<section class="${section}"><h2>${html(`report.sections.${section}`)}</h2>\n${articles}</section>`
}

function renderEntry({ finding, hosts }: Entry, html: TranslateHtml): string {
  const { check, facts, status } = finding
  const why = status === 'unknown' ? '' : html(`checks.${check}.why`)
  const remedy = html(findingMessageKey(finding, 'remedy'), facts)
  return `<article>
<h3>${html(`checks.${check}.title`)} <span class="muted">${escapeHtml(check)}</span></h3>
<p class="hosts">${hosts.map(escapeHtml).join(', ')}</p>
<div>${html(findingMessageKey(finding, 'message'), facts)}</div>
${why && `<div class="muted">${why}</div>`}
${remedy && `<div>${remedy}</div>`}
</article>`
}

function renderWaivers(waivers: readonly WaiverDraft[], html: TranslateHtml): string {
  if (waivers.length === 0) return ''
  const rows = waivers.map(({ check, host, reason }) => {
    const hostName = host ? escapeHtml(host) : html('checks-step.waiver.everyHost')
    const why = reason ? escapeHtml(reason) : html('checks-step.waiver.noReason')
    return `<tr><th scope="row">${html(`checks.${check}.title`) || escapeHtml(check)}</th><td>${hostName}</td><td>${why}</td></tr>`
  })
  return renderTable(html('report.waivers'), ['check', 'host', 'reason'], rows, html)
}

/** Table of how many hosts each check passed on. */
function renderPassed({ hosts }: ReportSubject, html: TranslateHtml): string {
  const rows = CHECK_IDS.flatMap((check) => {
    const checked = hosts.filter(({ findings }) => findings.some((finding) => finding.check === check))
    const passed = checked.filter(({ findings }) =>
      findings.every((finding) => finding.check !== check || finding.status === 'pass'),
    )
    if (checked.length === 0) return []
    const count = html('report.of', { count: passed.length, total: checked.length })
    return [`<tr><th scope="row">${html(`checks.${check}.title`)}</th><td>${count}</td></tr>`]
  })
  return renderTable(html('report.passing'), ['check', 'passes'], rows, html)
}

function renderHosts({ hosts }: ReportSubject, html: TranslateHtml): string {
  const rows = hosts.map(({ host, facts }) => {
    const known = facts
      ? hostCells(facts).map((size) => `<td>${size}</td>`)
      : [`<td colspan="4">${html('report.unreached')}</td>`]
    return `<tr><th scope="row">${escapeHtml(host.name)}</th><td>${escapeHtml(host.address)}</td>${known.join('')}</tr>`
  })
  return renderTable(
    html('report.hosts'),
    ['host', 'address', 'system', 'cores', 'memory', 'disk'],
    rows,
    html,
  )
}

const hostCells = ({ os, cores, memoryMiB, diskGiB }: HostFacts): string[] => [
  escapeHtml(os),
  `${cores}`,
  `${(memoryMiB / 1024).toFixed(1)} GiB`,
  `${Math.round(diskGiB)} GiB`,
]

function renderTable(
  title: string,
  columns: readonly string[],
  rows: readonly string[],
  html: TranslateHtml,
): string {
  const names = columns.map((column) => `<th scope="col">${html(`report.columns.${column}`)}</th>`).join('')
  return `<section><h2>${title}</h2>
<table><thead><tr>${names}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></section>`
}

/** Styles of the report for screen, email and print. Colour never carries meaning alone. */
const REPORT_STYLE = `
@page { size: A4; margin: 16mm 14mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px; max-width: 52rem; background: #fff; color: #14181d;
  font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { margin: 0 0 4px; font-size: 22px; }
h2 { margin: 24px 0 6px; font-size: 16px; border-bottom: 2px solid #dfe3e8; padding-bottom: 4px; break-after: avoid; }
h3 { margin: 0; font-size: 14px; }
p { margin: 4px 0; }
.summary { font-size: 16px; font-weight: 600; }
.fail, .fail h2 { color: #b0241c; }
.unknown h2 { color: #5646ab; }
.warn, .warn h2, .waived h2 { color: #845000; }
.pass, .pass h2 { color: #146c3c; }
.muted, .meta { color: #525a65; }
article { color: #14181d; padding: 8px 0; border-bottom: 1px solid #dfe3e8; break-inside: avoid; }
.hosts { font-family: ui-monospace, Consolas, "Liberation Mono", monospace; font-size: 13px; overflow-wrap: anywhere; }
pre { margin: 4px 0; padding: 6px 8px; background: #f0f2f4; border: 1px solid #dfe3e8; border-radius: 4px;
  font: 12px/1.4 ui-monospace, Consolas, "Liberation Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: 12.5px ui-monospace, Consolas, "Liberation Mono", monospace; }
table { width: 100%; border-collapse: collapse; margin: 8px 0; font-variant-numeric: tabular-nums; color: #14181d; }
th, td { text-align: left; vertical-align: top; padding: 3px 8px 3px 0; border-bottom: 1px solid #dfe3e8; overflow-wrap: anywhere; }
thead th { color: #525a65; font-size: 12px; font-weight: 600; }
tbody th { font-weight: 600; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
td.number, th.number { text-align: right; white-space: nowrap; }
footer { margin-top: 24px; color: #525a65; font-size: 12px; }
@media print { body { padding: 0; max-width: none; font-size: 10.5pt; } a { color: inherit; } }
`
