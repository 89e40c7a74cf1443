/** The file systems that matter on a host, as df tells them. */
import { nonEmpty, type ProbeItem, parseCount } from './item'

/** Folders whose file systems an installed cluster fills. */
export const DISK_FOLDERS = [
  '/',
  '/var/lib/docker',
  '/var/lib/containerd',
  '/var/lib/etcd',
  '/var/lib/kubelet',
] as const
export const TEMPORARY_FOLDER = '/tmp'

/** Where a folder, or the nearest one that exists, lies. Sizes are KiB. */
export interface Disk {
  folder: string
  /** Where the file system is mounted: two folders on the same one are one disk. */
  mount: string
  sizeKib: number
  freeKib: number
  usedPercent: number
  /** Undefined where the file system counts none. */
  usedInodesPercent?: number
}

export const DISKS: ProbeItem<readonly Disk[]> = {
  name: 'disk',
  // Answers for the nearest folder that exists: the cluster's own are only made by the install. Only df of GNU tells
  // blocks and inodes at once.
  script: `
set --
for folder in ${[...DISK_FOLDERS, TEMPORARY_FOLDER].join(' ')} "$package"; do
  [ -n "$folder" ] || continue
  tell "folder $folder"
  while [ ! -d "$folder" ]; do
    folder=\${folder%/*}
    folder=\${folder:-/}
  done
  set -- "$@" "$folder"
done
disks=$(bounded 10 df -k --output=source,size,used,avail,pcent,ipcent,target "$@") || {
  disks=$(bounded 10 df -Pk "$@")
  disks=$disks$newline$(bounded 10 df -Pi "$@")
}
tell "$disks"
`,
  read: (text) => nonEmpty(parseDisks(text)),
}

/** The folders, then a heading and a line for each of them; of another df than GNU's one more for the inodes. */
function parseDisks(text: string): Disk[] {
  const lines = text.split('\n')
  const folders = lines.filter((line) => line.startsWith('folder /')).map((line) => line.slice(7))
  const [, blocks = [], inodes = []] = splitTables(lines)
  // A line too few, and nobody knows which of them it was.
  if (blocks.length !== folders.length) return []
  const counts = inodes.length === folders.length ? inodes : []
  return folders.flatMap((folder, at) => {
    const [, , size, , free, used, usedInodes, mount] = parseColumns(blocks[at]) ?? []
    const [sizeKib, freeKib, usedPercent] = [parseCount(size), parseCount(free), parseCount(used)]
    if (!mount || !sizeKib || freeKib === undefined || usedPercent === undefined) return []
    const usedInodesPercent = parseCount(usedInodes ?? parseColumns(counts[at])?.[5])
    const disk: Disk = { folder, mount, sizeKib, freeKib, usedPercent }
    return [usedInodesPercent === undefined ? disk : { ...disk, usedInodesPercent }]
  })
}

/** What stands before the first heading, and what follows each. */
function splitTables(lines: readonly string[]): string[][] {
  const all: string[][] = [[]]
  for (const line of lines)
    if (line.startsWith('Filesystem ')) all.push([])
    else all.at(-1)?.push(line)
  return all
}

/** Device names with blanks push the columns: counted from the right. */
const parseColumns = (line = ''): RegExpExecArray | null =>
  /(?<=(\S))\s+(\d+|-)\s+(\d+|-)\s+(\d+|-)\s+(\d+|-)%?(?:\s+(\d+|-)%?)?\s+(\/.*)$/.exec(line)

/** The file systems that some folders lie on, each once, under the first folder's name. */
export function uniqueByMount(disks: readonly Disk[] = [], wanted: (folder: string) => boolean): Disk[] {
  const chosen = disks.filter(({ folder }) => wanted(folder))
  return chosen.filter((disk, place) => chosen.findIndex(({ mount }) => mount === disk.mount) === place)
}
