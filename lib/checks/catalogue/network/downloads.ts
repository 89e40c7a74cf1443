/**
 * Checks that each host can download the files of the chosen version, from their publishers or from mirrors. Downloads
 * are the most frequent cause of failed installs, and their errors are often hidden.
 */
import type { Download, Downloads } from '@/lib/installers/installer'
import { findInstaller } from '@/lib/installers/registry'
import type { ProbeContext } from '../../check-context'
import {
  type CheckResult,
  defineCheck,
  fail,
  pass,
  type ServerAnswers,
  undetermined,
  unknown,
} from '../../define-check'
import { groupBy } from '../../format'
import { DOWNLOAD_RESPONSES, type DownloadResponse, type DownloadResults } from '../../probe/downloads'
import { factsOf } from '../../probe/item'

export const downloads = defineCheck({
  id: 'downloads',
  reasons: ['available', 'login', 'missing', 'status', 'page', 'unreachable', 'untried'],
  sources: ['own'],
  dependsOn: ['version', 'roles', 'plugin', 'settings'],
  scope: 'host',
  probeItems: [DOWNLOAD_RESPONSES],
  variables(context) {
    const { files, proxy } = downloadsOf(context)
    return {
      download_urls: [...new Set(files.map(({ url }) => url))].join(' '),
      download_proxies: proxy ? 'set' : '',
      download_http_proxy: proxy?.http ?? '',
      download_https_proxy: proxy?.https ?? '',
      download_no_proxy: proxy?.exceptions.join(',') ?? '',
    }
  },
  perHost(probe, context) {
    const { files, proxy } = downloadsOf(context)
    if (files.length === 0) return []
    const results = factsOf(probe, DOWNLOAD_RESPONSES)
    if (!results) return [undetermined]
    const tested = files.filter(({ architecture }) => !architecture || architecture === results.architecture)
    const problems = [...groupBy(tested, (file) => groupKey(file, results)).values()].flatMap((group) =>
      evaluateGroup(group, results, proxy),
    )
    const [first = summarize(tested, results), ...others] = problems
    return [{ ...first, servers: answersByServer(tested, results) }, ...others]
  },
})

/** What this host downloads; nothing for a taskbox that is not a host. Facts of an unusual source may give no valid URL. */
function downloadsOf({ host, cluster }: ProbeContext): Downloads {
  const { files, proxy } = findInstaller(cluster.installer.id)?.downloads?.(cluster) ?? { files: [] }
  const isOfHost = ({ roles }: Download) => !roles || roles.some((role) => host?.roles.includes(role))
  const ofHost = files.filter((file) => isOfHost(file) && URL.canParse(file.url))
  return { files: host ? ofHost : [], ...(proxy && { proxy }) }
}

function summarize(
  tested: readonly Download[],
  results: DownloadResults,
): CheckResult<'available' | 'login' | 'untried'> {
  if (tested.some((file) => !responseTo(file, results))) return unknown('untried')
  return pass(tested.some(isRefusedLogin(results)) ? 'login' : 'available', { count: tested.length })
}

/** The worst answer of each server. */
function answersByServer(tested: readonly Download[], results: DownloadResults): ServerAnswers {
  const answerTo = (file: Download): string => {
    const problem = problemOf(file, results)
    if (problem) return problem.reason === 'page' ? 'page' : problem.detail
    if (!responseTo(file, results)) return 'untried'
    return isRefusedLogin(results)(file) ? 'login' : 'ok'
  }
  const severityOf = (answer: string) => ['ok', 'login', 'untried'].indexOf(answer)
  const byServer = groupBy(tested, ({ url }) => new URL(url).host)
  return Object.fromEntries(
    [...byServer].map(([server, files]) => {
      const answers = files.map(answerTo)
      const worst = answers.find((answer) => severityOf(answer) < 0)
      return [server, worst ?? answers.toSorted((a, b) => severityOf(b) - severityOf(a))[0] ?? 'untried']
    }),
  )
}

const urlOn = ({ url }: Download, { architecture = 'amd64' }: DownloadResults): string =>
  url.replaceAll('{arch}', architecture)
const responseTo = (file: Download, results: DownloadResults): DownloadResponse | undefined =>
  results.response(urlOn(file, results))

/** Files of one server with the same problem are one finding. */
function groupKey(file: Download, results: DownloadResults): string {
  const problem = problemOf(file, results)
  return [new URL(file.url).host, problem?.reason, problem?.detail].join(' ')
}

type Problem = { reason: 'missing' | 'status' | 'page' | 'unreachable'; detail: string }

function problemOf(file: Download, results: DownloadResults): Problem | undefined {
  const response = responseTo(file, results)
  if (!response || isRefusedLogin(results)(file)) return undefined
  if ('cause' in response) return { reason: 'unreachable', detail: response.cause }
  const { status, contentType } = response
  if (status === 404) return { reason: 'missing', detail: '404' }
  if (status >= 400) return { reason: 'status', detail: String(status) }
  // A mirror or a captive portal that answers everything with its own page.
  const isPage = contentType === 'text/html' && !file.isText
  return isPage ? { reason: 'page', detail: String(status) } : undefined
}

/** The server asks for the login that the check does not send. */
const isRefusedLogin =
  (results: DownloadResults) =>
  (file: Download): boolean => {
    const response = responseTo(file, results)
    return Boolean(
      file.needsLogin && response && 'status' in response && [401, 403].includes(response.status),
    )
  }

function evaluateGroup(
  group: readonly Download[],
  results: DownloadResults,
  proxy: Downloads['proxy'],
): CheckResult<Problem['reason']>[] {
  const [file] = group
  const problem = file && problemOf(file, results)
  if (!problem) return []
  const url = urlOn(file, results)
  const { host, protocol } = new URL(url)
  return [
    fail(problem.reason, {
      ...{ server: host, url, count: group.length, setting: file.setting ?? 'none' },
      ...(problem.reason === 'unreachable' ? { cause: problem.detail } : { status: problem.detail }),
      proxy: (protocol === 'http:' ? proxy?.http : proxy?.https) || 'none',
    }),
  ]
}
