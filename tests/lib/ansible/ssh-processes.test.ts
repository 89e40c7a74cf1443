import { expect, it } from 'vitest'
import {
  type CommandLine,
  connectionOwners,
  connectsTo,
  moduleTempFolders,
  pipeliningClients,
} from '@/lib/ansible/ssh-processes'

const OLD = 'ansible-tmp-1544237000.12-240813511262413'
const TODAY = 'ansible-tmp-1764172000.1234567-20417-171345678901234'
const PATH = '/root/.ansible/cp/ba96f6e709'
const SSH = `ssh -C -o ControlMaster=auto -o ControlPersist=60s -o ControlPath="${PATH}"`
const numbered = (lines: readonly string[]): CommandLine[] =>
  lines.map((line, at) => ({ pid: 100 + at, line }))
const LINES = [
  `${SSH} -tt node1 /bin/sh -c '/usr/bin/python /root/.ansible/tmp/${OLD}/AnsiballZ_apt.py && sleep 0'`,
  `${SSH} -tt node2 /bin/sh -c 'sudo -H -S -n -u root /bin/sh -c "echo BECOME-SUCCESS-x ; python3 ~/.ansible/tmp/${TODAY}/AnsiballZ_command.py"'`,
  `sshpass -d12 ${SSH} -tt node2 python3 ~/.ansible/tmp/${TODAY}/AnsiballZ_command.py`,
]
const PIPELINED = `${SSH} -o User="ubuntu" 10.0.0.4 /bin/sh -c '/usr/bin/python3 && sleep 0'`

it('finds the module folders in the command lines of all ssh clients, without duplicates', () => {
  expect(moduleTempFolders(numbered(LINES))).toEqual([OLD, TODAY])
})

it('finds no module folder in other command lines', () => {
  expect(moduleTempFolders([])).toEqual([])
  const others = ['rm -rf ~/.ansible/tmp/ansible-tmp-* ansible-tmp-1544237000', PIPELINED]
  expect(moduleTempFolders(numbered(others))).toEqual([])
})

it('finds the pipelining clients and their addresses', () => {
  const [client, ...more] = pipeliningClients(numbered([...LINES, PIPELINED, 'ansible -i ControlPath=x all']))
  expect([client?.line, more]).toEqual([PIPELINED, []])
  expect(pipeliningClients(numbered([`sshpass -d12 ${PIPELINED}`]))).toHaveLength(1)
  const matches = (...addresses: string[]) => client && connectsTo(client, addresses)
  expect(matches('node4', '10.0.0.4')).toBe(true)
  for (const address of ['node1', 'node2', '10.0.0.40', '0.0.0.4'])
    expect(matches(address), address).toBe(false)
})

it('finds IPv6 addresses, which Ansible writes in brackets for sftp', () => {
  for (const line of ['sftp -b - [fd00::1]', 'ssh -o User="root" fd00::1 sh'])
    expect(connectsTo({ pid: 1, line }, ['fd00::1']), line).toBe(true)
  expect(connectsTo({ pid: 1, line: 'ssh fd00::12 sh' }, ['fd00::1'])).toBe(false)
})

it('finds the owners of a connection: the client and its master, unless other processes share that master', () => {
  const client = { pid: 7, line: PIPELINED }
  const another = { pid: 8, line: PIPELINED.replace('python3', 'python') }
  const masters = numbered([`ssh: ${PATH} [mux] `, `ssh: ${PATH}0 [mux]`])
  const elsewhere = { pid: 9, line: PIPELINED.replace(PATH, `${PATH}0`) }
  const all = [client, another, elsewhere, ...masters]
  expect(connectionOwners(client, all, new Set([7, 8]))).toEqual([7, 100])
  expect(connectionOwners(client, all, new Set([7]))).toEqual([])
  const unshared = { pid: 7, line: 'ssh -o ControlPersist=no 10.0.0.4 /bin/sh' }
  expect(connectionOwners(unshared, all, new Set([7]))).toEqual([7])
})
