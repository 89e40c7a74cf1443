/** Signatures of problems of a host’s system: disk, kernel, container runtime, programs. */
import type { Signature } from '../signature'

export const HOST: readonly Signature[] = [
  {
    id: 'dk-start',
    keywords: ['start service docker', 'docker.service failed'],
    pattern: /Unable to (re)?start service docker|Job for docker\.service failed/,
  },
  {
    id: 'dk-json',
    keywords: ['configure the Docker', 'both as a flag'],
    pattern: /unable to configure the Docker daemon with file|specified both as a flag and in/,
    check: 'runtime',
  },
  {
    id: 'disk',
    keywords: ['space left on', 'usable temporary'],
    pattern: /No space left on device|No usable temporary directory/,
    check: 'disk',
  },
  {
    id: 'dep-conn',
    keywords: ['[ERROR FileExist', 'is required'],
    pattern: /\[ERROR FileExisting-\w{1,40}\]|: (sudo|conntrack|socat) is required/,
  },
  {
    id: 'cgroup',
    keywords: ['cgroup driver', 'failed to get rootfs', 'Cgroup subsystem'],
    pattern:
      /cgroup driver: .{0,400} is different from|failed to get rootfs info|Cgroup subsystem not mounted/,
    check: 'cgroup',
  },
  {
    id: 'cri',
    keywords: ['unknown service runtime', 'CRI v1 runtime'],
    pattern: /unknown service runtime\.v1|CRI v1 runtime API is not implemented/,
    check: 'runtime',
  },
  {
    id: 'mod-ct',
    keywords: ['nf_conntrack_ipv4'],
    pattern: /Module nf_conntrack_ipv4 not found/,
    isHarmless: true,
    check: 'modules',
  },
  { id: 'mod-ipvs', keywords: ['Module ip_vs'], pattern: /Module ip_vs\w{0,40} not found/, check: 'modules' },
  {
    id: 'noexec',
    keywords: ['/tmp/releases/'],
    pattern: /\/tmp\/releases\/\S.{0,400}(Permission denied|Operation not permitted)/,
    check: 'noexec',
  },
]
