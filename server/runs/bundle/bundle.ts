/**
 * The support bundle of a run: a `.tar.gz` with everything that explains it, and no secret. Each file passes through the
 * run's mask. The log is streamed, so that its size does not matter.
 */
import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { writeClusterFile } from '@/lib/cluster/file/write'
import { clusterSlug } from '@/lib/installers/playbooks/cluster-slug'
import { findRelease } from '@/lib/installers/registry'
import type { Language } from '@/lib/messages/languages'
import { markdownTranslator, translator } from '../../translator'
import type { Run } from '../run'
import { CHECKS_ARTIFACT } from '../run-artifacts'
import { renderCommandsFile } from './commands-file'
import { hideAddresses } from './hide-addresses'
import { renderDiagnosis, renderIssue } from './issue-text'
import { lastLines } from './last-lines'
import { renderReadme } from './readme'
import { type TarFile, writeTar } from './tar'
import { readVersions } from './versions'

export interface BundleOptions {
  language: Language
  /** Contain only what the page of a share link shows. */
  forViewer: boolean
  /** Runs each read of the log, such as in the client's turn. */
  inTurn?: <T>(read: () => Promise<T>) => Promise<T>
  now?: Date
}

export interface Bundle {
  /** Such as `taskbox-production-4kX2_pQm-A7b-20261201T141500Z.tar.gz`. */
  name: string
  content: Readable
}

const CHUNK_BYTES = 256 * 1024

export async function createBundle(run: Run, options: BundleOptions): Promise<Bundle> {
  const { now = new Date(), inTurn = (read) => read() } = options
  const size = await inTurn(() => run.redactedLog.length())
  const folder = folderName(run, now)
  const texts = await textFiles(run, options, now)
  const files: TarFile[] = [...texts].map(([path, text]) => {
    const bytes = run.redactedLog.redactBytes(Buffer.from(text))
    return { path: `${folder}/${path}`, size: bytes.length, content: [bytes] }
  })
  const log = { path: `${folder}/log.txt`, size, content: readLog(run, size, inTurn) }
  const gzip = createGzip()
  // A failed read destroys the compressor, and with it the download.
  pipeline(Readable.from(writeTar([...files, log], now)), gzip, () => undefined)
  return { name: `${folder}.tar.gz`, content: gzip }
}

/** The text for an issue, without secrets and without addresses of the cluster's machines. */
export async function issueText(run: Run, { language, forViewer }: BundleOptions): Promise<string> {
  const [versions, lines] = await Promise.all([readVersions(run, forViewer), lastLines(run.redactedLog)])
  const text = renderIssue({ view: run.redactedView(true), versions, lines }, markdownTranslator(language))
  return hideAddresses(run.redactedLog.redactText(text), run.cluster)
}

function folderName(run: Run, now: Date): string {
  const slug = clusterSlug({ name: run.summary().clusterName })
  // A name without Latin letters has no slug of its own.
  const cluster = slug === 'taskbox' ? 'cluster' : slug
  return `taskbox-${cluster}-${run.id}-${now.toISOString().replace(/[-:]|\.\d+/g, '')}`
}

/** The files by path, in the order of the archive, before the final mask. */
async function textFiles(run: Run, options: BundleOptions, now: Date): Promise<Map<string, string>> {
  const { language, forViewer } = options
  const view = run.redactedView(true)
  const versions = await readVersions(run, forViewer)
  const files = new Map([
    ['issue.md', await issueText(run, options)],
    ['diagnosis.md', renderDiagnosis({ view, versions }, markdownTranslator(language))],
    ['versions.json', toJson(run, versions)],
    ['run.json', toJson(run, view)],
    ...(forViewer ? [] : await operatorFiles(run, language)),
  ])
  const readme = renderReadme(
    { view, files: [...files.keys(), 'log.txt'], forViewer, now },
    translator(language),
  )
  return new Map([['README.txt', readme], ...files])
}

/** What only operators may see. Files that the run did not reach are omitted. */
async function operatorFiles(run: Run, language: Language): Promise<[string, string][]> {
  const view = run.redactedView()
  const draft = await run.draft()
  const release = findRelease(draft.installer, draft.settings)
  const checks = await run.artifact(CHECKS_ARTIFACT).catch(() => undefined)
  const written = view.artifacts.filter((name) => name !== CHECKS_ARTIFACT)
  return [
    ...(checks === undefined ? [] : [[CHECKS_ARTIFACT, toJson(run, JSON.parse(checks))] as [string, string]]),
    ['cluster.yaml', writeClusterFile(draft, { secrets: 'env', release })],
    ['commands.sh', renderCommandsFile(view, await run.commands(), translator(language))],
    ...(await Promise.all(
      written.map(async (name): Promise<[string, string]> => [`files/${name}`, await run.artifact(name)]),
    )),
  ]
}

/** Masks each value by itself: a mask over the text could turn a number into invalid JSON. */
function toJson(run: Run, value: unknown): string {
  const redact = (leaf: unknown) => {
    if (typeof leaf !== 'string' && typeof leaf !== 'number') return leaf
    const redacted = run.redactedLog.redactText(String(leaf))
    return redacted === String(leaf) ? leaf : redacted
  }
  return `${JSON.stringify(value, (_, leaf: unknown) => redact(leaf), 2)}\n`
}

async function* readLog(
  { redactedLog }: Run,
  size: number,
  inTurn: NonNullable<BundleOptions['inTurn']>,
): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < size; ) {
    const at = offset
    const bytes = await inTurn(() => redactedLog.read(at, Math.min(CHUNK_BYTES, size - at)))
    // The end may be delayed again, because a secret that was printed since makes more of it uncertain.
    if (bytes.length === 0) return
    offset += bytes.length
    yield bytes
  }
}
