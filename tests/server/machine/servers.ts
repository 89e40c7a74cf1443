/** Test servers with behaviour that a real sshd cannot be configured to have. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import ssh2, { type AuthContext, type Connection, type ServerConfig } from 'ssh2'

export interface Listening {
  port: number
  /** Cuts all open connections. */
  destroyConnections(): void
  close(): Promise<void>
}

/** A TCP server that passes each connection to the test. */
export async function tcpServer(onConnection: (socket: Socket) => void, port = 0): Promise<Listening> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  return listening(server, port)
}

async function listening(server: Server, port: number): Promise<Listening> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)))
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')
  const destroyConnections = () => {
    for (const socket of sockets) socket.destroy()
  }
  const close = async () => {
    destroyConnections()
    server.close()
    await once(server, 'close')
  }
  return { port: (server.address() as AddressInfo).port, destroyConnections, close }
}

export interface SshServerOptions {
  hostKeys?: string[]
  /** Default: accepts any password. */
  authenticate?: (context: AuthContext) => void
  /** Whether commands run; default: true, with sh. */
  exec?: boolean
  algorithms?: ServerConfig['algorithms']
  banner?: string
  /** Limit of sessions per connection. */
  sessions?: number
  port?: number
  /** Cuts all connections after this number of bytes of commands' input and output. */
  cutAfterBytes?: number
}

/** Generates a key that ssh2 can parse: about one in some hundred of its ed25519 keys is invalid. */
export function newKey(kind: 'ed25519' | 'rsa' = 'ed25519') {
  if (kind === 'rsa') return ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 })
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519')
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair
  }
}

export interface SshServer extends Listening {
  /** Number of connections that logged in. */
  logins(): number
}

/** A small sshd in this process. */
export async function sshServer(options: SshServerOptions = {}): Promise<SshServer> {
  let logins = 0
  const hostKeys = options.hostKeys ?? [newKey().private]
  const { algorithms, banner } = options
  const config = { hostKeys, ...(algorithms && { algorithms }), ...(banner && { banner }) }
  const authenticate =
    options.authenticate ??
    ((context) => (context.method === 'password' ? context.accept() : context.reject(['password'])))
  const onClient = (client: Connection) => {
    client.on('error', () => undefined)
    client.on('authentication', authenticate)
    client.on('ready', () => {
      logins += 1
      serve(client, options, () => server.destroyConnections())
    })
  }
  const ssh = new ssh2.Server(config, onClient)
  const server = await tcpServer((socket) => ssh.injectSocket(socket), options.port)
  return { ...server, logins: () => logins }
}

function serve(client: Connection, options: SshServerOptions, destroyConnections: () => void): void {
  const { exec = true, sessions = 10, cutAfterBytes = Number.POSITIVE_INFINITY } = options
  let passed = 0
  let open = 0
  client.on('session', (accept, reject) => {
    if (open >= sessions) return reject()
    open += 1
    const session = accept()
    session.on('close', () => {
      open -= 1
    })
    session.on('exec', (accepted, refused, { command }) => {
      if (!exec) return refused()
      const channel = accepted()
      const child = spawn('/bin/sh', ['-c', command], { detached: true })
      const count = (chunk: Buffer) => {
        passed += chunk.length
        if (passed <= cutAfterBytes) return
        // Received data must not reach the command.
        channel.unpipe(child.stdin)
        child.stdin.end()
        destroyConnections()
      }
      channel.on('data', count)
      child.stdout.on('data', count)
      channel.pipe(child.stdin.on('error', () => undefined))
      child.stdout.pipe(channel, { end: false })
      child.stderr.pipe(channel.stderr, { end: false })
      child.on('close', (code, signal) => {
        if (code === null) channel.exit(String(signal).slice(3))
        else channel.exit(code)
        channel.end()
      })
    })
  })
}
