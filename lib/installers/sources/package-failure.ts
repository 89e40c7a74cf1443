/** Reasons to refuse an installer package, by kind of failure. In camel case, because ICU messages select by them. */
export const PACKAGE_FAILURE_REASONS = {
  'tarball-unsafe': ['absolute', 'outside', 'link', 'kind', 'duplicate', 'other'],
  'tarball-broken': [
    'notGzip',
    'empty',
    'several',
    'noPackage',
    'unknownRelease',
    'cutOff',
    'noTar',
    'other',
  ],
  'package-untrusted': ['owner', 'writable'],
  'repository-refused': ['scheme', 'credentials', 'url', 'ref'],
  'clone-failed': [
    'noGit',
    'dns',
    'connect',
    'proxy',
    'tls',
    'stalled',
    'interrupted',
    'notFound',
    'notGit',
    'http',
    'ref',
    'tooLarge',
    'noSource',
    'unknownRelease',
    'exists',
    'stopped',
    'other',
  ],
} as const
export type PackageFailureReason<K extends keyof typeof PACKAGE_FAILURE_REASONS> =
  (typeof PACKAGE_FAILURE_REASONS)[K][number]
