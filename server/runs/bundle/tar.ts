/** Writes a tar archive (POSIX ustar) as a stream, so that its memory does not depend on the size of its files. */

const BLOCK_BYTES = 512
const [MAX_NAME_BYTES, MAX_PREFIX_BYTES] = [100, 155]
/** Eleven octal digits; larger sizes are binary, as GNU tar, bsdtar and Python write them. */
const MAX_OCTAL_SIZE = 8 ** 11 - 1
const STAR = 0x2a
/** Two empty blocks. */
const END = new Uint8Array(2 * BLOCK_BYTES)

export interface TarFile {
  /** With `/` between folders. */
  path: string
  size: number
  /** If it ends early, stars fill the rest; surplus bytes are dropped. */
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/** Throws a TypeError for a path that is too long. @param modified time of all files */
export async function* writeTar(files: Iterable<TarFile>, modified: Date): AsyncGenerator<Uint8Array> {
  for (const file of files) {
    yield renderHeader(file, modified)
    yield* exactly(file)
    const rest = file.size % BLOCK_BYTES
    if (rest > 0) yield new Uint8Array(BLOCK_BYTES - rest)
  }
  yield END
}

/** The size is already in the header, so the content must have it. */
async function* exactly({ content, size }: TarFile): AsyncGenerator<Uint8Array> {
  let left = size
  for await (const chunk of content) {
    if (left === 0) return
    const part = chunk.subarray(0, left)
    left -= part.length
    yield part
  }
  for (; left > 0; left -= Math.min(left, BLOCK_BYTES))
    yield new Uint8Array(Math.min(left, BLOCK_BYTES)).fill(STAR)
}

function renderHeader({ path, size }: TarFile, modified: Date): Uint8Array {
  const { name, prefix } = splitPath(path)
  const header = Buffer.alloc(BLOCK_BYTES)
  header.write(name, 0)
  header.write('0000600\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  writeSize(header, size)
  header.write(`${octal(Math.floor(modified.getTime() / 1000), 11)}\0`, 136)
  header.write('        ', 148)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  header.write(prefix, 345)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${octal(sum, 6)}\0 `, 148)
  return header
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0')

function writeSize(header: Buffer, size: number): void {
  if (size <= MAX_OCTAL_SIZE) header.write(`${octal(size, 11)}\0`, 124)
  else {
    header.writeUInt8(0x80, 124)
    header.writeBigUInt64BE(BigInt(size), 128)
  }
}

/** Long paths are split at a `/`. */
function splitPath(path: string): { name: string; prefix: string } {
  if (Buffer.byteLength(path) <= MAX_NAME_BYTES) return { name: path, prefix: '' }
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)]
    if (Buffer.byteLength(name) <= MAX_NAME_BYTES && Buffer.byteLength(prefix) <= MAX_PREFIX_BYTES)
      return { name, prefix }
  }
  throw new TypeError(`The path is too long for an archive: ${path}`)
}
