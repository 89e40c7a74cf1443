/** The HTTP routes under `/api`. Everything else that needs the engine goes over the socket (lib/contract/socket.ts). */
import type { IncomingHttpHeaders } from 'node:http'
import { basename } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import { chooseLanguage } from '@/lib/messages/languages'
import type { Actor } from '../audit/audit-log'
import { checksHtmlReport, checksJsonReport } from '../checks/checks-report'
import { exportCluster } from '../clusters/export-cluster'
import type { Engine } from '../engine'
import { uploadTarball } from '../packages/upload'
import { createBundle, issueText } from '../runs/bundle/bundle'
import { linesResponse, searchResponse } from '../runs/log/lines-response'
import { logResponse } from '../runs/log/log-response'
import type { RunInTurn } from '../runs/log/log-turns'
import { downloadFile } from '../runs/start/preview'
import { attachment, streamedAttachment } from './responses'

export interface RouteRequest {
  engine: Engine
  /** The decoded parameter of the path; empty if the route has none. */
  id: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: Readable
  /** Aborted when the client closes the connection. */
  signal: AbortSignal
  /** The author of the request for the audit log, and whether it may see only its run. Throws `not-signed-in`. */
  requester: () => { actor: Actor; isViewer: boolean }
  /** Limits concurrent reads of a log (`LogTurns`). Throws `too-many`. */
  admitReads: () => RunInTurn
}

export interface Route {
  method: 'GET' | 'POST'
  /** With at most one parameter: `/api/runs/:run/log`. */
  path: string
  /** Throws RequestFailure or MachineFailure. */
  handle: (request: RouteRequest) => Promise<Response>
}

/** Whether a query parameter is set to 1: `?secrets=1`. */
const isOn = (query: URLSearchParams, name: string): boolean => query.get(name) === '1'

/**
 * Every route requires a session with its page key, which the auth middleware verifies before the router runs.
 * `?secrets=1` also requires a recent confirmation and is recorded in the audit log there.
 */
export const ROUTES: readonly Route[] = [
  {
    // The audit log: one JSON event per line, oldest first.
    method: 'GET',
    path: '/api/audit',
    handle: async ({ engine }) =>
      attachment(await engine.audit.read(), 'taskbox-audit.jsonl', 'application/jsonl; charset=utf-8'),
  },
  {
    // The cluster file. With `?secrets=1`, it contains secrets instead of references to environment variables.
    method: 'GET',
    path: '/api/clusters/:cluster/export',
    handle: async ({ engine, id, query }) => {
      const text = await exportCluster(engine, id, isOn(query, 'secrets'))
      return attachment(text, 'cluster.yaml', 'application/yaml; charset=utf-8')
    },
  },
  {
    // `?path=conf/hosts.ini[&secrets=1]`: one rendered file, with secrets masked by default.
    method: 'GET',
    path: '/api/clusters/:cluster/files',
    handle: async ({ engine, id, query }) => {
      const path = query.get('path') ?? ''
      return attachment(await downloadFile(engine, id, path, isOn(query, 'secrets')), basename(path))
    },
  },
  {
    // `?as=html|json[&language=zh-CN]`: the check report, as a printable page or as JSON.
    method: 'GET',
    path: '/api/clusters/:cluster/report',
    handle: async ({ engine, id, query }) => {
      const language = chooseLanguage(query.get('language') ?? undefined)
      if (query.get('as') !== 'json')
        return attachment(
          await checksHtmlReport(engine, id, language),
          'checks.html',
          'text/html; charset=utf-8',
        )
      const text = `${JSON.stringify(await checksJsonReport(engine, id, language), null, 1)}\n`
      return attachment(text, 'checks.json', 'application/json; charset=utf-8')
    },
  },
  {
    // Uploads a tarball to the taskbox. The body is the raw tarball; `x-file-name` is its percent-encoded name.
    method: 'POST',
    path: '/api/clusters/:cluster/tarball',
    handle: async ({ engine, id, headers, body, signal }) => {
      // Destroying the request itself would close the connection before the response is sent.
      const source = body.pipe(new PassThrough())
      const tarball = await uploadTarball(engine, id, String(headers['x-file-name'] ?? ''), source, signal)
      return Response.json({ ok: true, value: { tarball } })
    },
  },
  {
    // The log with secrets masked; supports byte ranges. `?secrets=1`: unmasked. `?download=1`: as an attachment.
    method: 'GET',
    path: '/api/runs/:run/log',
    handle: async ({ engine, id, query, headers, admitReads }) => {
      const asDownload = isOn(query, 'download')
      const secrets = isOn(query, 'secrets')
      return logResponse(
        await engine.runs.open(id),
        { range: headers.range ?? null, download: asDownload, includeSecrets: secrets },
        admitReads(),
      )
    },
  },
  {
    method: 'GET',
    path: '/api/runs/:run/log/lines',
    handle: async ({ engine, id, query, admitReads }) =>
      linesResponse(await engine.runs.open(id), query, admitReads()),
  },
  {
    method: 'GET',
    path: '/api/runs/:run/log/search',
    handle: async ({ engine, id, query, admitReads }) =>
      searchResponse(await engine.runs.open(id), query, admitReads()),
  },
  {
    // `?name=conf/hosts.ini`: an artifact of the run's start, with secrets masked.
    method: 'GET',
    path: '/api/runs/:run/artifacts',
    handle: async ({ engine, id, query }) => {
      const name = query.get('name') ?? ''
      return attachment(await engine.runs.artifact(id, name), basename(name))
    },
  },
  {
    // `[?language=zh-CN]`: the support bundle. A viewer receives only what the page of its run shows.
    method: 'GET',
    path: '/api/runs/:run/bundle',
    handle: async ({ engine, id, query, requester, admitReads }) => {
      const { actor, isViewer: forViewer } = requester()
      const language = chooseLanguage(query.get('language') ?? undefined)
      const { name, content } = await engine.audit.record('bundle-created', actor, { run: id }, async () =>
        createBundle(await engine.runs.open(id), { language, forViewer, inTurn: admitReads() }),
      )
      return streamedAttachment(content, name, 'application/gzip')
    },
  },
  {
    // `[?language=zh-CN]`: the run as Markdown for an issue, without secrets and addresses of machines.
    method: 'GET',
    path: '/api/runs/:run/issue',
    handle: async ({ engine, id, query, requester }) => {
      const { isViewer: forViewer } = requester()
      const language = chooseLanguage(query.get('language') ?? undefined)
      const text = await issueText(await engine.runs.open(id), { language, forViewer })
      return attachment(text, 'issue.md', 'text/markdown; charset=utf-8')
    },
  },
]
