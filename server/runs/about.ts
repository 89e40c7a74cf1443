/** What a job says of itself in its folder, for another Taskbox that finds it on the same taskbox. No secrets. */
import type { RunRecord } from './run-store'

export function aboutJob(record: RunRecord): string {
  const { id, clusterName, startedAt, release, mode, packageFolder, hostNames, waivers } = record
  const said = {
    version: 1,
    run: id,
    clusterName,
    startedAt,
    release,
    mode,
    packageFolder,
    hostNames,
    waivers,
  }
  return JSON.stringify(said)
}
