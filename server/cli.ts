#!/usr/bin/env node
/** The command line: `taskbox serve | render | check | install | runs | attach | stop | explain | demo` (docs/cluster-file.md). */
import { Command, CommanderError, Option } from 'commander'

const DEFAULT_PORT = '7878'

/** Ids separated by commas, the option given once or often. */
const ids = (text: string, before: string[] = []) => [...before, ...text.split(',').map((id) => id.trim())]

/**
 * A command is loaded when it is called: none waits for what only others need. Its number is the process's exit
 * status; standard output is drained before it ends.
 */
function run<A extends unknown[]>(load: () => Promise<(...given: A) => Promise<number>>) {
  return async (...given: A): Promise<void> => {
    const command = await load()
    process.exitCode = await command(...given)
  }
}

function program(): Command {
  const taskbox = new Command('taskbox').description(
    'Installs KubeSphere clusters, from a browser or from a file.',
  )
  taskbox.exitOverride()
  const data = () => new Option('--data <dir>', 'where clusters, runs and secrets live').env('TASKBOX_DATA')
  const file = () => new Option('-f, --file <file>', 'the cluster file').makeOptionMandatory()
  const accept = () =>
    new Option('--accept <ids>', 'checks whose failure is waived').argParser(ids).default([])
  const keys = () => new Option('--accept-host-keys', 'pin host keys that were never seen').default(false)
  const json = () => new Option('--json', 'JSON on standard output').default(false)

  taskbox
    .command('serve', { isDefault: true })
    .description('the wizard')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on; 0 takes a free one', DEFAULT_PORT)
    .option('--tls', 'TLS on the loopback as well')
    .addOption(new Option('--tls-cert <file>', 'certificate of your own, PEM; read anew when it changes'))
    .addOption(new Option('--tls-key <file>', 'its private key'))
    .option('--insecure-http', 'plain HTTP on a network: passwords can be read by everybody on the way')
    .addOption(
      new Option('--allow-host <names>', 'further names under which browsers may ask for this server')
        .argParser(ids)
        .default([]),
    )
    .option('--dev', 'compile pages as they are asked for')
    .addOption(data())
    .action(run(() => import('./commands/serve').then(({ serve }) => serve)))
  taskbox
    .command('token')
    .description('makes a new access token; the one before lets nobody in any more')
    .addOption(data())
    .action(run(() => import('./commands/access').then(({ token }) => token)))
  taskbox
    .command('password')
    .description("sets a password in the token's place, read from the terminal or from standard input")
    .option('--remove', 'take it away again and make a token')
    .addOption(data())
    .action(run(() => import('./commands/access').then(({ password }) => password)))
  taskbox
    .command('render')
    .description('writes hosts.ini and vars.yml')
    .addOption(file())
    .requiredOption('-o, --output <dir>', 'folder to write into')
    .addOption(data())
    .action(run(() => import('./commands/render').then(({ render }) => render)))
  taskbox
    .command('check')
    .description('checks the hosts')
    .addOption(file())
    .addOption(new Option('--only <ids>', 'only these checks').argParser(ids).default([]))
    .addOption(accept())
    .addOption(keys())
    .addOption(json())
    .option('--report <file>', 'also a page of the findings, to print or to mail')
    .addOption(data())
    .action(run(() => import('./commands/check').then(({ check }) => check)))
  taskbox
    .command('install')
    .description('checks, writes the files, installs, follows')
    .addOption(file())
    .addOption(accept())
    .addOption(keys())
    .addOption(json())
    .addOption(data())
    .action(run(() => import('./commands/install').then(({ install }) => install)))
  taskbox
    .command('runs')
    .description('lists runs, newest first')
    .addOption(json())
    .addOption(data())
    .action(run(() => import('./commands/runs').then(({ listRuns }) => listRuns)))
  taskbox
    .command('attach <run>')
    .description('comes back to a run: its log, then live')
    .option(
      '-f, --file <file>',
      'a cluster file, for a run that another Taskbox started with the same taskbox',
    )
    .addOption(json())
    .addOption(data())
    .action(run(() => import('./commands/runs').then(({ attach }) => attach)))
  taskbox
    .command('stop <run>')
    .description('stops a run')
    .addOption(json())
    .addOption(data())
    .action(run(() => import('./commands/runs').then(({ stop }) => stop)))
  taskbox
    .command('explain <log>')
    .description('what a log says: what ran, what failed, why (`-` reads standard input)')
    .addOption(json())
    .action(run(() => import('./commands/explain').then(({ explain }) => explain)))
  taskbox
    .command('demo')
    .description('practice hosts, a practice package and the wizard')
    .option('--small', 'the small practice package, which installs in seconds')
    .option('--port <port>', 'port of the wizard; 0 takes a free one', '0')
    .option('--keep-data <dir>', 'keep clusters and runs in this folder instead of a temporary one')
    .action(run(() => import('./commands/demo').then(({ demo }) => demo)))
  return taskbox
}

/** A command that was called wrongly did nothing: neither a failing check nor a failed install (1) must look like that. */
const MISUSED = 2

program()
  .parseAsync()
  .catch(async (error: unknown) => {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : MISUSED
      return
    }
    process.exitCode = 1
    const { RequestFailure } = await import('./request-failure')
    const { MachineFailure } = await import('./machine/machine')
    if (error instanceof RequestFailure || error instanceof MachineFailure) {
      const { sayFailure } = await import('./commands/output')
      return sayFailure(error)
    }
    const { say } = await import('./commands/output')
    say(`taskbox: ${error instanceof Error ? error.message : String(error)}`)
  })
