/** `taskbox import FILE`: prints the hosts that the wizard would import from a file, and every line that it would not. */
import { readFile } from 'node:fs/promises'
import { importHosts } from '@/lib/cluster/import/import-hosts'
import { importToJson } from '@/lib/cluster/import/import-json'
import type { Imported } from '@/lib/cluster/import/imported'
import { type Translate, translator } from '../translator'
import { INVALID_INPUT } from './load-cluster'
import { escapeFacts, escapeLine } from './terminal/escape'
import { print, printJson, printStderr } from './terminal/output'

/** As many as the wizard accepts. */
const MAX_BYTES = 4_000_000

export async function importFile(path: string, { json }: { json: boolean }): Promise<number> {
  const t = translator()
  try {
    const imported = importHosts(decodeText(await readInput(path)))
    const result = importToJson(imported, ({ reason, subject }) =>
      t(`hosts.import.unread.${reason}`, { subject }),
    )
    await (json ? printJson(result) : print(renderImport(imported, result, t)))
    return imported.hosts.length > 0 ? 0 : 1
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    printStderr(`taskbox: ${t('cli.file-unreadable', escapeFacts({ file: path, reason }))}`)
    return INVALID_INPUT
  }
}

async function readInput(path: string): Promise<Uint8Array> {
  if (path !== '-') return limited(await readFile(path))
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) {
    chunks.push(chunk)
    limited(Buffer.concat(chunks))
  }
  return Buffer.concat(chunks)
}

function limited(bytes: Uint8Array): Uint8Array {
  if (bytes.length > MAX_BYTES) throw new Error(`${bytes.length} > ${MAX_BYTES} bytes`)
  return bytes
}

/** Decodes UTF-8, or UTF-16 with a byte order mark, as spreadsheets export it. Else Chinese spreadsheets' GB 18030. */
function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

function renderImport(imported: Imported, result: ReturnType<typeof importToJson>, t: Translate): string {
  const { format, hosts, unread, bastion } = result
  const settings = Object.entries(imported.settings).map(([name, value]) => `${name}=${value}`)
  const parts = [
    [t('cli.import-found', { count: hosts.length, format })],
    hosts.length > 0 ? hostTable(hosts, t) : [],
    [
      ...(bastion ? [t('cli.import-bastion', escapeFacts({ ...bastion }))] : []),
      ...(settings.length > 0
        ? [t('cli.import-settings', escapeFacts({ settings: settings.join(', ') }))]
        : []),
    ],
    unread.length > 0
      ? [
          t('cli.import-unread', { count: unread.length }),
          ...unread.flatMap(({ line, text, why }) => [
            `  ${t('cli.import-line', escapeFacts({ line, text }))}`,
            `    ${escapeLine(why)}`,
          ]),
        ]
      : [],
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function hostTable(hosts: ReturnType<typeof importToJson>['hosts'], t: Translate): string[] {
  const rows = hosts.map(({ name, address, ip, port, user, hasPassword, roles }) =>
    [name, address, ip, String(port), user, hasPassword ? '•••' : '-', roles.join(',')].map(
      (cell) => escapeLine(cell) || '-',
    ),
  )
  const all = [t('cli.import-columns').split(/[,，]/), ...rows]
  const widths = all[0]?.map((_, at) => Math.max(...all.map((row) => columnsOf(row[at] ?? '')))) ?? []
  return all.map((row) =>
    `  ${row.map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - columnsOf(cell))).join('  ')}`.trimEnd(),
  )
}

/** The columns of a terminal that a text takes: Chinese characters take two. */
function columnsOf(text: string): number {
  return [...text].reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1),
    0,
  )
}
