/** The view of a run as pages receive it. It is computed from the job's files and never stored. */
import { z } from 'zod'
import { operationRequest } from '@/lib/cluster/operations/request'
import { diagnosis } from '@/lib/diagnosis/diagnosis'
import { clusterVerification } from '@/lib/kubernetes/verification'
import { progress } from '@/lib/run/progress/progress'
import { prompt, promptAnswer } from '@/lib/run/prompt'
import { quiet } from '@/lib/run/quiet'
import { RUN_STATES } from '@/lib/run/state'

const count = z.number().int().nonnegative()
/** The console's address from the log. Its password is sent only on request. */
export const consoleAddress = z.object({
  url: z.string(),
  account: z.string(),
  /** Whether the taskbox can reach it; absent until probed. */
  reachable: z.boolean().optional(),
})
export type ConsoleAddress = z.infer<typeof consoleAddress>

export const runView = z.object({
  /** Increases with each view of the run in this server process; patches name the version that they apply to. */
  version: count,
  id: z.string(),
  clusterId: z.string(),
  clusterName: z.string(),
  operation: operationRequest,
  state: z.enum(RUN_STATES),
  /** Milliseconds since 1970, by the server's clock. */
  startedAt: z.number(),
  endedAt: z.number().optional(),
  /** Duration so far, measured on the taskbox if possible; immune to clock changes. */
  elapsedMs: z.number(),
  /** Comparison with earlier runs of the release; absent without such runs, and after the end. */
  estimate: z
    .object({
      /** Estimated milliseconds left. */
      remainingMs: z.number(),
      /** Duration of the current task so far, and its typical one scaled to this run's speed. Milliseconds. */
      taskMs: z.number(),
      typicalMs: z.number(),
    })
    .optional(),
  /** A problem of an active run: this machine's disk is full, so the log is paused; or the log on the taskbox is gone. */
  warning: z.enum(['disk-full', 'log-gone']).optional(),
  /** The id of the installer, such as `kubesphere`. */
  installer: z.string(),
  release: z.string(),
  /** The version of Kubernetes that it installs, such as `v1.15.5`; empty if unknown. */
  kubernetes: z.string(),
  /** Why the user named the release; absent if it was detected. */
  releaseReason: z.string().optional(),
  mode: z.string(),
  packageFolder: z.string(),
  hostNames: z.array(z.string()),
  logBytes: count,
  progress,
  /** Whether the last playbook that started has ended. Real packages run three, each after seconds of its own output. */
  isBetweenPlaybooks: z.boolean().optional(),
  /** Seconds for which the installer has been waiting for the product to start, after its playbooks; absent otherwise. */
  startupSeconds: count.optional(),
  question: prompt.optional(),
  /** Absent while the installer waits for input, or does not run. */
  quiet: quiet.optional(),
  answers: z.array(promptAnswer),
  exitStatus: z.number().optional(),
  /**
   * The reason for a failure: one of the installer's (`FailureReason`), `job-gone`, `never-started`, `log-gone`, or a
   * `FailureKind`, or a `VerificationReason`.
   */
  reason: z.string().optional(),
  diagnosis: z.array(diagnosis),
  /** The first error of Ansible's own in a failed run, such as a missing playbook, and its line in the log, from 1. */
  ansibleError: z.object({ line: count, text: z.string() }).optional(),
  /** Id of the check that would have detected the first diagnosis. */
  relatedCheck: z.string().optional(),
  console: consoleAddress.optional(),
  /** The cluster as its API describes it, after the installer reported success. Before the end: the latest attempt. */
  verification: clusterVerification.optional(),
  /** The verification of the ended run is being repeated. */
  isVerifying: z.boolean().optional(),
  /** The latest attempt of a repeated verification; absent for a console. */
  attempt: clusterVerification.optional(),
  /** When the verification was last repeated, in milliseconds since 1970. */
  verifiedAt: z.number().optional(),
  waivers: z.array(z.object({ check: z.string(), host: z.string(), reason: z.string() })),
  /** Ansible does not verify host keys: one of them is not pinned, or ssh on the taskbox has no known hosts. */
  hostKeysUnchecked: z.boolean().optional(),
  /** Names of hosts on which processes may still run after the stop: they did not exit, or the host was unreachable. */
  leftRunning: z.array(z.string()).optional(),
  /** Names of the artifacts of its start: the rendered files, and the check report. */
  artifacts: z.array(z.string()),
})
export type RunView = z.infer<typeof runView>

export const runSummary = runView.pick({
  id: true,
  clusterId: true,
  clusterName: true,
  operation: true,
  state: true,
  startedAt: true,
  endedAt: true,
})
export type RunSummary = z.infer<typeof runSummary>
