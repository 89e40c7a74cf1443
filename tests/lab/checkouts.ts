/** Installs the practice checkouts on practice hosts, without Taskbox. */

import type { SandboxHost } from '@/server/sandbox/sandbox'
import { installCheckout, type PracticeCheckout } from '@/server/sandbox/sources/checkout'
import { installWheels } from '@/server/sandbox/sources/wheels'
import { hostOf, type LabSandbox } from './sandbox'

const PREPARE_MS = 5 * 60_000
const PLAYBOOK_MS = 10 * 60_000
const ENVIRONMENT = '/opt/ansible'
/** Host keys are not checked here: a checkout does not know them. */
const SSH_ARGS = '-o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=/dev/null'

/** The variables of a host with a root password. */
export const loginOf = (host: SandboxHost) => ({
  ansible_host: host.address,
  ansible_user: 'root',
  ansible_password: host.password,
})

/** Creates a virtual environment with ansible-core on the first host, from this machine's package index. */
export async function prepareAnsible(sandbox: LabSandbox, requirement: string): Promise<void> {
  const taskbox = hostOf(sandbox, 0)
  const wheels = await installWheels(taskbox, [requirement])
  const pip = `${ENVIRONMENT}/bin/pip install --quiet --no-index --find-links ${wheels} '${requirement}'`
  const done = await taskbox.exec(`python3 -m venv ${ENVIRONMENT} && ${pip}`, { deadlineMs: PREPARE_MS })
  if (done.exitCode !== 0) throw new Error(done.stderr)
}

/** Copies a checkout to the first host. @returns a function that runs a playbook with an inventory, and arguments */
export async function placeCheckout(sandbox: LabSandbox, checkout: PracticeCheckout, inventory: unknown) {
  const folder = await installCheckout(sandbox, checkout)
  const taskbox = hostOf(sandbox, 0)
  await taskbox.exec(`mkdir -p ${folder}/inventory/lab && cat >${folder}/inventory/lab/hosts.yaml`, {
    input: JSON.stringify(inventory),
  })
  return (playbook: string, args = '') =>
    taskbox.exec(
      `cd ${folder} && ANSIBLE_SSH_ARGS='${SSH_ARGS}' ${ENVIRONMENT}/bin/ansible-playbook -b -i inventory/lab/hosts.yaml ${playbook} ${args} 2>&1`,
      { deadlineMs: PLAYBOOK_MS },
    )
}
