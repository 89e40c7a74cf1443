/** Applies the rewrite of the package's scripts to an inventory. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Rewrite = (inventory: string) => string

/** Our own implementation of the rewrite, with the same awk and sed. */
const SCRIPT = 'server/sandbox/package/2.x/scripts/rewrite-inventory.sh'

export const rewrite: Rewrite = (inventory) =>
  inFolder((folder) => {
    const file = join(folder, 'hosts.ini')
    writeFileSync(file, inventory)
    execFileSync(SCRIPT, [file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return readFileSync(file, 'utf8')
  })

const SCRIPTS = ['install.sh', 'add-nodes.sh', 'upgrade.sh'] as const
const COPY = 'k8s/inventory/my_cluster/hosts.ini'
/** From the statement that selects the lines to the end of the loop over them. */
const REWRITE_LINES = /^[ \t]*ids=`cat -n .*\n[ \t]*for id in .*\n(?:.*\n)*?[ \t]*done$/m

/** The rewrite of each script of a real package, cut out of the script and run by bash. */
export function realRewrites(packageFolder: string): [script: string, rewrite: Rewrite][] {
  return SCRIPTS.map((script) => {
    const text = readFileSync(join(packageFolder, 'scripts', script), 'utf8')
    const lines = REWRITE_LINES.exec(text)?.[0]
    if (!lines) throw new Error(`${script} has no rewrite of the inventory`)
    return [script, (inventory) => runRewriteLines(lines, inventory)]
  })
}

function runRewriteLines(lines: string, inventory: string): string {
  return inFolder((folder) => {
    for (const path of ['scripts', COPY.replace(/\/[^/]*$/, '')])
      mkdirSync(join(folder, path), { recursive: true })
    writeFileSync(join(folder, COPY), inventory)
    const variables = `BASE_FOLDER=${folder}/scripts\nmultinode_hosts=${folder}/${COPY}\n`
    spawnSync('bash', ['-c', variables + lines], { cwd: join(folder, 'scripts') })
    return readFileSync(join(folder, COPY), 'utf8')
  })
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'rewrite-'))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A real package of release 2.0 or 2.1, for the tests that need one. Its files are not part of this repository. */
export function realPackage(): string | undefined {
  const folder = process.env.TASKBOX_KUBESPHERE_21
  if (folder && !existsSync(join(folder, 'scripts/install.sh')))
    throw new Error(`TASKBOX_KUBESPHERE_21: ${folder} has no scripts/install.sh`)
  return folder
}
