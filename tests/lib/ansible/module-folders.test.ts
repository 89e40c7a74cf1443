import { expect, it } from 'vitest'
import { moduleFolders } from '@/lib/ansible/module-folders'

it('finds the folders in the command lines of every ssh that Ansible waits for, each once', () => {
  const old = 'ansible-tmp-1544237000.12-240813511262413'
  const today = 'ansible-tmp-1764172000.1234567-20417-171345678901234'
  const lines = [
    `ssh\0-C\0-tt\0node1\0/bin/sh -c '"'"'/usr/bin/python /root/.ansible/tmp/${old}/AnsiballZ_apt.py && sleep 0'"'"'`,
    `ssh\0node2\0/bin/sh -c 'sudo -H -S -n -u root /bin/sh -c "echo BECOME-SUCCESS-x ; python3 ~/.ansible/tmp/${today}/AnsiballZ_command.py"'`,
    `sshpass\0-d12\0ssh\0node2\0python3 ~/.ansible/tmp/${today}/AnsiballZ_command.py`,
  ]
  expect(moduleFolders(lines.join('\n'))).toEqual([old, today])
})

it('finds nothing where there is none', () => {
  expect(moduleFolders('')).toEqual([])
  expect(moduleFolders('rm -rf ~/.ansible/tmp/ansible-tmp-* ansible-tmp-1544237000')).toEqual([])
})
