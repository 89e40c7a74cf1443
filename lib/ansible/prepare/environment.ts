/** Where virtual environments are on the taskbox. */
import { quote } from './shell'

/**
 * Shell word: the folder of all environments. Like the folder of jobs, root's is not in /var/lib/taskbox, which belongs to
 * the service's user: that user could replace Ansible.
 */
const ENVIRONMENTS_FOLDER = `"$([ "$(id -u)" = 0 ] && echo /var/lib/taskbox-ansible || echo "\${XDG_DATA_HOME:-$HOME/.local/share}/taskbox/ansible")"`

/** Begins and ends with a letter or digit; no `.build-`, which marks the folders of builds. */
const NAME = /^(?!.*\.build-)[a-z0-9](?:[a-z0-9._+-]{0,98}[a-z0-9])?$/i

/** Shell word: the folder of all environments. @param folder a folder of its own, for tests */
export const environmentsFolder = (folder?: string): string =>
  folder === undefined ? ENVIRONMENTS_FOLDER : quote(folder)

/**
 * Shell word: the folder of a prepared environment, such as for `${ansibleEnvironmentPath(name)}/bin/ansible-playbook`.
 * Throws a TypeError unless the name is a file name of letters, digits and `.`, `_`, `+`, `-`.
 */
export function ansibleEnvironmentPath(environment: string, folder?: string): string {
  if (!NAME.test(environment)) throw new TypeError(`Not the name of an environment: ${environment}`)
  return `${environmentsFolder(folder)}/${environment}`
}

/** Name of the file in a complete environment, with the hash of its requirements. */
export const MARKER = '.taskbox-prepared'
