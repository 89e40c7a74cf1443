/** Signatures of failures of git, which a task runs on a host. */
import type { Signature } from '../signature'

export const GIT: readonly Signature[] = [
  {
    id: 'git-auth',
    keywords: [
      'from remote repository',
      'Authentication failed for',
      'could not read Username',
      'Repository not found',
    ],
    pattern:
      /(?:Permission denied \(|Host key verification failed|Repository not found)[\s\S]{0,300}Could not read from remote repository|Authentication failed for '|could not read (?:Username|Password) for '/,
  },
  {
    id: 'git-net',
    keywords: ['from remote repository', 'unable to access'],
    pattern:
      /(?:resolve hostname|connect to host|Connection (?:closed|reset|timed out))[\s\S]{0,300}Could not read from remote repository|unable to access '[^'\n]{1,500}': (?!The requested URL returned error: 40[13]).{0,200}(?:resolve host|[Ff]ailed to connect|Couldn't connect|timed out|refused|reset|proxy)/,
    check: 'egress',
  },
]
