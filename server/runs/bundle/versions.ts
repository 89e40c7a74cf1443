/** The versions that matter for a failure: those of Taskbox, the installer and what it installs, and of the hosts. */
import { z } from 'zod'
import { ansibleName } from '@/lib/ansible/prepare/plan'
import { findInstaller } from '@/lib/installers/registry'
import { taskboxVersion } from '../../version'
import type { Run } from '../run'
import { CHECKS_ARTIFACT } from '../run-artifacts'

export interface Versions {
  taskbox: string
  node: string
  installer: string
  release: string
  /** Empty if unknown. */
  kubernetes: string
  /** The supported versions of Ansible, such as `Ansible 2.18`. Absent if the package contains one, and for viewers. */
  ansible?: string
  /** The operating systems of the hosts by number of hosts. Absent without checks, and for viewers. */
  systems?: Record<string, number>
}

/** @param forViewer only what the page of a share link shows */
export async function readVersions(run: Run, forViewer: boolean): Promise<Versions> {
  const { installer, release, kubernetes } = run.redactedView()
  const common = { taskbox: taskboxVersion(), node: process.version, installer, release, kubernetes }
  if (forViewer) return common
  const ansible = findInstaller(installer)?.preparation?.(run.cluster).ansible
  const systems = await readSystems(run)
  return { ...common, ...(ansible && { ansible: ansibleName(ansible) }), ...(systems && { systems }) }
}

const report = z.object({
  hosts: z.record(z.string(), z.object({ facts: z.object({ os: z.string() }).optional() })),
})

/** From the check report of the run's start. */
async function readSystems(run: Run): Promise<Record<string, number> | undefined> {
  const text = await run.artifact(CHECKS_ARTIFACT).catch(() => undefined)
  const parsed = text === undefined ? undefined : report.safeParse(JSON.parse(text))
  if (!parsed?.success) return undefined
  const systems: Record<string, number> = {}
  for (const { facts } of Object.values(parsed.data.hosts))
    if (facts) systems[facts.os] = (systems[facts.os] ?? 0) + 1
  return Object.keys(systems).length > 0 ? systems : undefined
}
