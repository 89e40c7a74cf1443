import type { CheckId } from '@/lib/checks/catalogue/index'

/** What is looked at closely: a host (at one of its checks), or a check over all hosts. */
export type Selection = { host: string; check?: CheckId } | { check: CheckId; host?: undefined }
