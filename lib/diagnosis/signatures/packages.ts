/** Signatures of failures of package managers and their mirrors. */
import { repositoryFacts, urlFacts } from '../download-facts'
import type { Signature } from '../signature'

/** A mirror of CentOS 7. RHEL writes `7Server` in its place, which has never existed there. */
const RETIRED = String.raw`\bmirror\.centos\.org\/(?!\S{0,80}\dServer)`

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
    scope: { unless: /[Nn]o space left/ },
    check: 'packages',
    preventsAnsible: true,
  },
  {
    id: 'yum-eol',
    keywords: ['mirrorlist.centos', 'mirror.centos.org', 'a valid baseurl'],
    pattern:
      /mirrorlist\.centos\.org(?!\S{0,80}\dServer)|mirror\.centos\.org(?!\S{0,80}\dServer)\S{0,200}.{0,100}404|valid baseurl for repo: \\{0,3}['"]?(?:base|updates|extras|centosplus|sclo|centos-\w{1,20})\b(?!\/\dServer)/,
    check: 'packages',
    preventsAnsible: true,
  },
  {
    id: 'yum-404',
    keywords: ['repomd.xml', 'Status code: 404', '7Server', '6Server', '8Server'],
    pattern: new RegExp(
      [
        String.raw`(?<!${RETIRED}\S{0,200})repomd\.xml\S{0,100}:? {1,3}(?:\[Errno 14\] )?(?:(?:HTTPS? Error |curl#22 - .{0,60})?404\b|.{0,100}returned error: 404)`,
        String.raw`Status code: 404 for (?!https?:\/\/${RETIRED})http`,
        String.raw`mirrorlist\.centos\.org\S{0,80}\dServer|valid baseurl for repo: \S{1,60}\/\dServer`,
      ].join('|'),
    ),
    facts: repositoryFacts,
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
    keywords: ['update apt cache', 'apt cache update', 'not have a Release', 'Failed to fetch http'],
    pattern:
      /Failed to update apt cache|apt cache update failed|does not have a Release file|Failed to fetch https?:/,
    facts: urlFacts,
    check: 'packages',
    preventsAnsible: true,
  },
  {
    id: 'apt-key',
    keywords: ['NO_PUBKEY', 'EXPKEYSIG', 'KEYEXPIRED'],
    pattern: /NO_PUBKEY \w|EXPKEYSIG \w|KEYEXPIRED \d/,
    facts: urlFacts,
    preventsAnsible: true,
  },
  {
    id: 'apt-suite',
    keywords: ["changed its '"],
    pattern: /changed its '(?:Suite|Codename|Version|Origin|Label)' value/,
    preventsAnsible: true,
  },
  {
    id: 'dnf-meta',
    keywords: ['to download metadata', 'downloading metadata', 'a valid baseurl', 'more mirrors to try'],
    pattern:
      /Failed to download metadata for repo|Errors during downloading metadata|Cannot find a valid baseurl|No more mirrors to try/,
    scope: {
      unless:
        /mirrorlist\.centos\.org|mirror\.centos\.org|repomd\.xml.{0,200}404\b|Status code: 404|valid baseurl for repo: \\{0,3}['"]?(?:(?:base|updates|extras|centosplus|sclo|centos-\w{1,20})\b|\S{1,60}\/\dServer)/,
    },
    facts: urlFacts,
    check: 'packages',
    preventsAnsible: true,
  },
]
