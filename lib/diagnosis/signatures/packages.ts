/** Signatures of failures of package managers and their mirrors. */
import { urlFacts } from '../download-facts'
import type { Signature } from '../signature'

export const PACKAGES: readonly Signature[] = [
  {
    id: 'yum-pend',
    keywords: ['pending transact', 'unfinished transact'],
    pattern: /pending transactions|unfinished transactions/,
    check: 'packages',
    preventsAnsible: true,
  },
  {
    id: 'yum-lock',
    keywords: ['yum lock', 'Could not get lock', 'dpkg frontend'],
    pattern: /yum lock|Could not get lock \/var\/lib\/(dpkg|apt)|dpkg frontend (lock|is locked)/,
    check: 'packages',
    preventsAnsible: true,
  },
  {
    id: 'yum-iso',
    keywords: ['/kubeinstaller/'],
    pattern: /\/kubeinstaller\/(yum_repo|pip_repo|apt_repo)/,
    check: 'packages',
    preventsAnsible: true,
  },
  {
    id: 'yum-eol',
    keywords: ['mirrorlist.centos', 'a valid baseurl', 'more mirrors to try'],
    pattern: /mirrorlist\.centos\.org|Cannot find a valid baseurl|No more mirrors to try/,
    check: 'packages',
    preventsAnsible: true,
  },
  {
    id: 'pkg-none',
    keywords: ['to locate package', 'no installation cand', 'No package ', 'Requires: container'],
    pattern:
      /(?:Unable to locate package |No package matching '|No package (?=\S{1,200} available)|Package '?(?=[^\s']{1,200}'? has no installation candidate)|Requires: (?=container-selinux))(?<package>[^\s']{1,200})/,
    // It names package sources that do not respond, which is only a warning of apt.
    check: 'egress',
    preventsAnsible: true,
  },
  {
    id: 'off-5080',
    keywords: [':5080'],
    pattern: /:5080\b.{0,400}(refused|timed out|No route)/,
    preventsAnsible: true,
  },
  {
    id: 'apt-cache',
    keywords: ['update apt cache', 'not have a Release', 'Failed to fetch http'],
    pattern: /Failed to update apt cache|does not have a Release file|Failed to fetch https?:/,
    facts: urlFacts,
    check: 'packages',
    preventsAnsible: true,
  },
  {
    id: 'dnf-meta',
    keywords: ['to download metadata', 'downloading metadata'],
    pattern: /Failed to download metadata for repo|Errors during downloading metadata/,
    facts: urlFacts,
    check: 'packages',
    preventsAnsible: true,
  },
]
