#!/usr/bin/env node
/** The command line of Taskbox (docs/cluster-file.md). Each command is a module in `commands/`. */
import { Command, CommanderError, Option } from 'commander'
import { PRACTICE_RELEASES } from './sandbox/sources/releases'

const DEFAULT_PORT = '7878'

/** Parses comma-separated ids; the option can be repeated. */
const ids = (text: string, previous: string[] = []) => [
  ...previous,
  ...text.split(',').map((id) => id.trim()),
]

/**
 * Loads a command on demand, so that it does not wait for modules of other commands. Its result becomes the exit status.
 * The process is not exited explicitly, so that standard output is drained.
 */
function run<A extends unknown[]>(load: () => Promise<(...parameters: A) => Promise<number>>) {
  return async (...parameters: A): Promise<void> => {
    const command = await load()
    process.exitCode = await command(...parameters)
  }
}

function program(): Command {
  const taskbox = new Command('taskbox').description(
    'Install Kubernetes clusters from a browser or from a cluster file.',
  )
  taskbox.exitOverride()
  const data = () => new Option('--data <dir>', 'folder for clusters, runs and secrets').env('TASKBOX_DATA')
  const file = () => new Option('-f, --file <file>', 'cluster file').makeOptionMandatory()
  const references = () =>
    new Option(
      '--allow-references',
      'let the cluster file use any environment variable and any file as a secret',
    ).default(false)
  const accept = () =>
    new Option('--accept <ids>', 'waive these checks if they fail (comma-separated ids)')
      .argParser(ids)
      .default([])
  const keys = () => new Option('--accept-host-keys', 'trust new host keys').default(false)
  const answers = () =>
    new Option(
      '--answer <pattern=text>',
      'answer prompts that contain PATTERN, or match /PATTERN/; TEXT can be a reference like those of the cluster file; repeatable',
    )
      .argParser((option: string, previous: string[] = []) => [...previous, option])
      .default([])
  const json = () => new Option('--json', 'print JSON to standard output').default(false)

  taskbox
    .command('serve', { isDefault: true })
    .description('start the wizard (default)')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on; 0 for any free port', DEFAULT_PORT)
    .option('--tls', 'use TLS on loopback addresses too')
    .addOption(new Option('--tls-cert <file>', 'TLS certificate (PEM); reloaded when it changes'))
    .addOption(new Option('--tls-key <file>', 'private key of the TLS certificate (PEM)'))
    .option('--insecure-http', 'serve plain HTTP on a network; anyone on the network can read passwords')
    .addOption(
      new Option('--allow-host <names>', 'additional host names of this server (comma-separated)')
        .argParser(ids)
        .default([]),
    )
    .option('--dev', 'development mode: compile pages on request')
    .addOption(data())
    .action(run(() => import('./commands/serve').then(({ serve }) => serve)))
  taskbox
    .command('token')
    .description('create a new access token; the previous one stops working')
    .addOption(data())
    .action(run(() => import('./commands/credentials').then(({ token }) => token)))
  taskbox
    .command('password')
    .description('set a password instead of the token; reads it from the terminal or standard input')
    .option('--remove', 'remove the password and create a token')
    .addOption(data())
    .action(run(() => import('./commands/credentials').then(({ password }) => password)))
  taskbox
    .command('render')
    .description('write the inventory and the settings files of the installer')
    .addOption(file())
    .addOption(references())
    .requiredOption('-o, --output <dir>', 'existing folder for the files')
    .addOption(data())
    .action(run(() => import('./commands/render').then(({ render }) => render)))
  taskbox
    .command('settings')
    .description("list the settings of the file's release, with their choices and values")
    .addOption(file())
    .addOption(references())
    .addOption(data())
    .action(run(() => import('./commands/settings').then(({ settings }) => settings)))
  taskbox
    .command('check')
    .description('check the hosts')
    .addOption(file())
    .addOption(references())
    .addOption(
      new Option('--only <ids>', 'run only these checks (comma-separated ids)').argParser(ids).default([]),
    )
    .addOption(accept())
    .addOption(keys())
    .addOption(json())
    .option('--report <file>', 'also write an HTML report')
    .addOption(data())
    .action(run(() => import('./commands/check').then(({ check }) => check)))
  taskbox
    .command('install')
    .description('check the hosts, write the files, install, and follow the run')
    .addOption(file())
    .addOption(references())
    .addOption(accept())
    .addOption(keys())
    .addOption(answers())
    .addOption(json())
    .addOption(data())
    .action(run(() => import('./commands/install').then(({ install }) => install)))
  const names = (flag: string, help: string) => new Option(flag, help).argParser(ids).default([])
  const confirm = (help: string) => new Option('--confirm <name>', help)
  const operation = (name: string, description: string) =>
    taskbox
      .command(name)
      .description(description)
      .addOption(file())
      .addOption(references())
      .addOption(keys())
      .addOption(answers())
      .addOption(json())
      .addOption(data())
  operation('add-hosts', 'check new hosts and add them to the installed cluster')
    .addOption(
      names('--host <names>', 'hosts of the file to add; default: all that are not part of the cluster'),
    )
    .addOption(accept())
    .action(run(() => import('./commands/operate').then(({ addHosts }) => addHosts)))
  operation('remove-hosts', 'remove hosts from the installed cluster, and delete its data on them')
    .addOption(names('--host <names>', 'hosts that answer (comma-separated)'))
    .addOption(names('--dead <names>', 'hosts that do not answer any more (comma-separated)'))
    .addOption(confirm('the name of the cluster, to confirm the deletion'))
    .action(run(() => import('./commands/operate').then(({ removeHosts }) => removeHosts)))
  operation('upgrade', 'upgrade the installed cluster to the version in the file').action(
    run(() => import('./commands/operate').then(({ upgrade }) => upgrade)),
  )
  operation('reset', 'delete the installed cluster and its data from all of its hosts')
    .addOption(confirm('the name of the cluster, to confirm the deletion'))
    .action(run(() => import('./commands/operate').then(({ reset }) => reset)))
  taskbox
    .command('runs')
    .description('list runs, newest first')
    .addOption(json())
    .addOption(data())
    .action(run(() => import('./commands/runs').then(({ listRuns }) => listRuns)))
  taskbox
    .command('attach <run>')
    .description('print the log of a run and follow it')
    .option(
      '-f, --file <file>',
      'cluster file, to attach to a run that another Taskbox started on the same taskbox',
    )
    .addOption(references())
    .addOption(answers())
    .addOption(json())
    .addOption(data())
    .action(run(() => import('./commands/runs').then(({ attach }) => attach)))
  taskbox
    .command('answer <run>')
    .description('answer the prompt that a run waits at, from the terminal or standard input')
    .addOption(data())
    .action(run(() => import('./commands/answer').then(({ answer }) => answer)))
  taskbox
    .command('stop <run>')
    .description('stop a run')
    .addOption(json())
    .addOption(data())
    .action(run(() => import('./commands/runs').then(({ stop }) => stop)))
  taskbox
    .command('verify <run>')
    .description('verify the cluster of the latest run again, without installing')
    .addOption(json())
    .addOption(data())
    .action(run(() => import('./commands/verify').then(({ verify }) => verify)))
  taskbox
    .command('bundle <run>')
    .description(
      'write a support bundle: log, files, checks, settings, diagnosis and commands, without secrets',
    )
    .option(
      '-o, --output <file>',
      'file to write; - for standard output (default: named after cluster and run)',
    )
    .option('--issue', 'print a summary as Markdown for an issue instead', false)
    .addOption(data())
    .action(run(() => import('./commands/bundle').then(({ bundle }) => bundle)))
  taskbox
    .command('webhook')
    .description('show the webhook that receives events of runs; sends a test event with --test')
    .option(
      '--set',
      'set its URL, read from the terminal or standard input; prints the key of its signatures',
      false,
    )
    .option('--test', 'send a test event', false)
    .option('--remove', 'remove it', false)
    .addOption(data())
    .action(run(() => import('./commands/webhook').then(({ webhook }) => webhook)))
  taskbox
    .command('explain <log>')
    .description('explain an Ansible or installer log: plays, failures, causes (`-` for standard input)')
    .addOption(json())
    .action(run(() => import('./commands/explain').then(({ explain }) => explain)))
  taskbox
    .command('import <file>')
    .description(
      'list the hosts of an inventory, a KubeKey configuration or a table, and the lines that were not understood (`-` for standard input)',
    )
    .addOption(json())
    .action(run(() => import('./commands/import').then(({ importFile }) => importFile)))
  taskbox
    .command('demo')
    .description('start practice hosts, practice installers and the wizard')
    .addOption(
      new Option('--release <release>', 'release that the practice package of KubeSphere imitates')
        .choices(PRACTICE_RELEASES)
        .default('1.0.0'),
    )
    .option('--small', 'use the small package of KubeSphere, which installs in seconds')
    .option('--port <port>', 'port of the wizard; 0 for any free port', '0')
    .option('--keep-data <dir>', 'store clusters and runs in this folder instead of a temporary one')
    .action(run(() => import('./commands/demo').then(({ demo }) => demo)))
  return taskbox
}

/** Exit status of a usage error; distinct from that of a failed check or install (1). */
const USAGE_ERROR = 2

program()
  .parseAsync()
  .catch(async (error: unknown) => {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : USAGE_ERROR
      return
    }
    process.exitCode = 1
    const { RequestFailure } = await import('./request-failure')
    const { MachineFailure } = await import('./machine/machine')
    if (error instanceof RequestFailure || error instanceof MachineFailure) {
      const { printFailure } = await import('./commands/terminal/output')
      return printFailure(error)
    }
    const { printStderr } = await import('./commands/terminal/output')
    printStderr(`taskbox: ${error instanceof Error ? error.message : String(error)}`)
  })
