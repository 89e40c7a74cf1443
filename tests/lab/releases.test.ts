import { describe, expect, it } from 'vitest'
import { parseOutcome } from '@/lib/installers/kubesphere/outcome'
import { installSandboxPackage } from '@/server/sandbox/sources/package'
import type { PracticeRelease } from '@/server/sandbox/sources/releases'
import { logIn, readConsole } from './console'
import { inventory } from './package'
import { hostOf, labSandbox, typeInto } from './sandbox'

const INSTALL_MS = 10 * 60_000
const PREREQUISITES = 'Please ensure that your environment has met the above requirements  (yes/no) '
const STORAGE = 'Have you configured storage parameters in conf/vars.yml yet?  (yes/no) '
const MENU = { 'Please input an option: ': '2', [PREREQUISITES]: 'yes' }

const sandbox = labSandbox('master', 'node1')
const taskbox = () => hostOf(sandbox(), 0)

/** Places a small package whose second host has a sudo user, and returns its folder. */
async function place(release: PracticeRelease, hooks: Record<string, string> = {}): Promise<string> {
  const folder = await installSandboxPackage(sandbox(), {
    release,
    size: 'small',
    folder: `/srv/${Object.keys(hooks).join('')}`,
  })
  const [master, node1] = [taskbox(), hostOf(sandbox(), 1)]
  const hosts = inventory([
    { host: master, variables: 'ansible_connection=local', groups: ['kube-master', 'etcd'] },
    { host: node1, variables: `ansible_host=${node1.address}`, groups: ['kube-node'] },
  ]).replace(/^node1 .*$/m, (line) => `${line} ansible_user=ubuntu ansible_become_pass=${node1.sudoPassword}`)
  for (const [name, content] of Object.entries({ 'hosts.ini': hosts, ...hooks }))
    await master.exec(`cat >${folder}/conf/${name}`, { input: content })
  return folder
}

const install = (folder: string, answers: Record<string, string>, argument = '') =>
  typeInto(taskbox(), `cd ${folder}/scripts && ./install.sh ${argument}`, answers)

describe('the practice package of 2.1.0', () => {
  it(
    'rewrites the inventory, runs three playbooks, and gives up waiting for KubeSphere with exit status 0',
    async () => {
      const folder = await place('2.1.0', { '.startup': 'never 8 0.1' })
      const { exitCode, text } = await install(folder, { [PREREQUISITES]: 'yes' }, 'multi-node')
      expect(exitCode, text.slice(-6000)).toBe(0)
      const steps = ['1. Initiating Environment', '2. Installing Kubernetes', '3. Installing KubeSphere']
      const words = text.split('\n').filter((line) => [...steps, 'successsful!'].includes(line))
      expect(words, text.slice(-6000)).toEqual(steps.flatMap((step) => [step, 'successsful!']))
      expect(text).toContain('Please wait for the installation to complete .....\r')
      expect(text).toMatch(/^\w+ \d\d \w+ \d{4} {2}[\d:]+ \+0000 \(0:00:0[\d.]+\) {7}0:00:0[\d.]+ \*+ $/m)
      expect(text).not.toContain('KubeSphere Installer Menu')
      expect(parseOutcome(text, 0)).toEqual({ result: 'failed', reason: 'startup-timeout' })

      const files = await taskbox().exec(
        `cd ${folder}; diff conf/hosts.ini k8s/inventory/my_cluster/hosts.ini; grep -m 1 'PLAY ' logs/Install*.log`,
      )
      expect(files.stdout).toMatch(/^> node1 .*ansible_become_pass=(\S+) {2}ansible_ssh_pass=\1$/m)
      expect(files.stdout).toMatch(/^\d{4}-\d\d-\d\d [\d:]+,\d{3} p=\d+ u=root n=ansible \| PLAY \[/m)
    },
    INSTALL_MS,
  )
})

describe('the practice package of 2.0.2', () => {
  it(
    'prints the banner after its playbooks, and installs with prompts that end their lines',
    async () => {
      const folder = await place('2.0.2', { '.prompts-end-lines': '' })
      await taskbox().exec(
        `sed -i -E -e 's/^(nfs_client_(enable|is_default_class)): false/\\1: true/' -e 's/^(local_volume_is_default_class): true/\\1: false/' -e 's/^(nfs_(server|path)): .*/\\1: \\/srv/' ${folder}/conf/vars.yml`,
      )
      const prompts = Object.fromEntries(
        Object.entries(MENU).map(([prompt, answer]) => [`${prompt}\r\n`, answer]),
      )
      const { exitCode, text } = await install(folder, prompts)
      expect(exitCode, text.slice(-6000)).toBe(0)
      expect(parseOutcome(text, 0).result, text.slice(-6000)).toBe('succeeded')
      const console = `http://${taskbox().address}:30880`
      const { state } = await readConsole(console, (await logIn(console, 'admin', 'P@88w0rd')).cookie)
      expect(state.cluster).toMatchObject({ storage: 'nfs-client', version: 'v1.13.5' })
    },
    INSTALL_MS,
  )
})

it.each([
  ['1.0.0', 'storage-not-configured', { ...MENU, [STORAGE]: 'no' }],
  ['2.0.2', 'quit', { ...MENU, [PREREQUISITES]: 'no' }],
  ['2.1.0', 'quit', { 'Please input an option: ': '3' }],
] as const)(
  'the practice package of %s ends with exit status 0 after an answer that stops it: %s',
  async (release, reason, answers) => {
    const { exitCode, text } = await install(await place(release, { '.quit': '' }), answers)
    expect([exitCode, parseOutcome(text, 0)], text).toEqual([0, { result: 'failed', reason }])
    expect(text).toContain('         KubeSphere Installer Menu\n')
    expect(text).not.toMatch(/PLAY|Console:/)
  },
)
