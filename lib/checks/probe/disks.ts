/** Parses the output of df for the file systems that a cluster uses. */
import { nonEmpty, type ProbeItem, parseCount } from './item'

/** Folders that a running cluster fills. */
export const DISK_FOLDERS = [
  '/',
  '/var/lib/docker',
  '/var/lib/containerd',
  '/var/lib/etcd',
  '/var/lib/kubelet',
] as const
export const TEMPORARY_FOLDER = '/tmp'

/** The file system of a folder, or of its nearest existing parent. Sizes are KiB. */
export interface Disk {
  folder: string
  /** Mount point. Two folders with the same mount point are one disk. */
  mount: string
  sizeKib: number
  freeKib: number
  usedPercent: number
  /** Undefined if the file system has no inode count. */
  usedInodesPercent?: number
}

export const DISKS: ProbeItem<readonly Disk[]> = {
  name: 'disk',
  // The install creates some of the folders, so use the nearest existing parent. Only GNU df prints blocks and inodes
  // in one call.
  script: `
set --
for folder in ${[...DISK_FOLDERS, TEMPORARY_FOLDER].join(' ')} "$package"; do
  [ -n "$folder" ] || continue
  emit "folder $folder"
  while [ ! -d "$folder" ]; do
    folder=\${folder%/*}
    folder=\${folder:-/}
  done
  set -- "$@" "$folder"
done
disks=$(with_timeout 10 df -k --output=source,size,used,avail,pcent,ipcent,target "$@") || {
  disks=$(with_timeout 10 df -Pk "$@")
  disks=$disks$newline$(with_timeout 10 df -Pi "$@")
}
emit "$disks"
`,
  parse: (text) => nonEmpty(parseDisks(text)),
}

/** The input is the folders, then a heading and one line per folder. Non-GNU df adds a second table for inodes. */
function parseDisks(text: string): Disk[] {
  const lines = text.split('\n')
  const folders = lines.filter((line) => line.startsWith('folder /')).map((line) => line.slice(7))
  const [, blocks = [], inodes = []] = splitTables(lines)
  // With a line missing, lines and folders cannot be matched.
  if (blocks.length !== folders.length) return []
  const counts = inodes.length === folders.length ? inodes : []
  return folders.flatMap((folder, index) => {
    const [, , size, , free, used, usedInodes, mount] = parseColumns(blocks[index]) ?? []
    const [sizeKib, freeKib, usedPercent] = [parseCount(size), parseCount(free), parseCount(used)]
    if (!mount || !sizeKib || freeKib === undefined || usedPercent === undefined) return []
    const usedInodesPercent = parseCount(usedInodes ?? parseColumns(counts[index])?.[5])
    const disk: Disk = { folder, mount, sizeKib, freeKib, usedPercent }
    return [usedInodesPercent === undefined ? disk : { ...disk, usedInodesPercent }]
  })
}

/** Splits the lines at each heading; the first group precedes the first heading. */
function splitTables(lines: readonly string[]): string[][] {
  const all: string[][] = [[]]
  for (const line of lines)
    if (line.startsWith('Filesystem ')) all.push([])
    else all.at(-1)?.push(line)
  return all
}

/** Columns are matched from the right, since device names may contain blanks. */
const parseColumns = (line = ''): RegExpExecArray | null =>
  /(?<=(\S))\s+(\d+|-)\s+(\d+|-)\s+(\d+|-)\s+(\d+|-)%?(?:\s+(\d+|-)%?)?\s+(\/.*)$/.exec(line)

/** Selects the disks of the matching folders, one per mount point. */
export function uniqueByMount(disks: readonly Disk[] = [], isSelected: (folder: string) => boolean): Disk[] {
  const selected = disks.filter(({ folder }) => isSelected(folder))
  return selected.filter((disk, index) => selected.findIndex(({ mount }) => mount === disk.mount) === index)
}
