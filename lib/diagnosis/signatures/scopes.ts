/** Scopes that several signatures share. */
import type { Scope } from '../signature'

/** Git and rsync report the errors of ssh to a server of their own. */
const GIT = /Could not read from remote repository|\bgit@|correct access rights|Cloning into /

/** What ssh reports about a host of the cluster: no command of a task, except for one that connects to a host. */
export const SSH: Scope = {
  exceptCommand: /^(?!\S{0,200}\b(?:ssh|sshpass|ssh-copy-id|scp|sftp|rsync|ansible)\b)/,
  unless: GIT,
}

/** What Ansible reports itself: the result of a module without a command. */
export const MODULE: Scope = { exceptCommand: /^/ }

/** Programs that talk to the API server. Pulling images and charts is another matter. */
export const API_CLIENT =
  /(?:^|[\s/;&|])(?:kubectl(?! exec)|kubeadm(?! config images)|k3s kubectl|helm\d? (?:install|upgrade|list|ls|status|uninstall|delete|rollback|get|history|init))(?![\w.])/

/** The text of a condition is no assertion: Ansible prints it when it cannot evaluate it. */
export const NO_CONDITION: Scope = { unless: /conditional check|evaluating conditional/ }
