import { expect, it } from 'vitest'
import { moduleFolders, waitsUnnamed } from '@/lib/ansible/module-folders'

const OLD = 'ansible-tmp-1544237000.12-240813511262413'
const TODAY = 'ansible-tmp-1764172000.1234567-20417-171345678901234'
const SSH = 'ssh -C -o ControlMaster=auto -o ControlPersist=60s -o ControlPath="/root/.ansible/cp/ba96f6e709"'
const LINES = [
  `${SSH} -tt node1 /bin/sh -c '/usr/bin/python /root/.ansible/tmp/${OLD}/AnsiballZ_apt.py && sleep 0'`,
  `${SSH} -tt node2 /bin/sh -c 'sudo -H -S -n -u root /bin/sh -c "echo BECOME-SUCCESS-x ; python3 ~/.ansible/tmp/${TODAY}/AnsiballZ_command.py"'`,
  `sshpass -d12 ${SSH} -tt node2 python3 ~/.ansible/tmp/${TODAY}/AnsiballZ_command.py`,
]
const PIPELINED = `${SSH} -o User="ubuntu" 10.0.0.4 /bin/sh -c '/usr/bin/python3 && sleep 0'`

it('finds the folders in the command lines of every ssh that Ansible waits for, each once', () => {
  expect(moduleFolders(LINES)).toEqual([OLD, TODAY])
})

it('finds nothing where there is none', () => {
  expect(moduleFolders([])).toEqual([])
  expect(moduleFolders(['rm -rf ~/.ansible/tmp/ansible-tmp-* ansible-tmp-1544237000', PIPELINED])).toEqual([])
})

it('tells the hosts on which something runs that has no name', () => {
  expect(waitsUnnamed([...LINES, PIPELINED], ['node4', '10.0.0.4'])).toBe(true)
  expect(waitsUnnamed([`sshpass -d12 ${PIPELINED}`], ['10.0.0.4'])).toBe(true)
  for (const address of ['node1', 'node2', '10.0.0.40', '0.0.0.4'])
    expect(waitsUnnamed([...LINES, PIPELINED], [address]), address).toBe(false)
  expect(waitsUnnamed(['ansible-playbook -l 10.0.0.4 -i ControlPath=x'], ['10.0.0.4'])).toBe(false)
})
