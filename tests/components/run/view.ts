/** Sample views of a run. */
import type { RunView } from '@/lib/contract/run'
import type { Prompt } from '@/lib/run/prompt'
import { progress } from './progress'

export const runView = (more: Partial<RunView> = {}): RunView => ({
  version: 1,
  id: 'run-1',
  clusterId: 'cluster-1',
  clusterName: 'demo',
  operation: { id: 'install' },
  state: 'running',
  startedAt: 1_000_000,
  elapsedMs: 0,
  installer: 'kubesphere',
  release: 'advanced-1.0.0',
  kubernetes: 'v1.12.3',
  mode: 'multi-node',
  packageFolder: '/opt/package',
  hostNames: ['master'],
  logBytes: 0,
  progress: progress({}),
  answers: [],
  diagnosis: [],
  waivers: [],
  artifacts: [],
  ...more,
})

export const prompt = (more: Partial<Prompt> = {}): Prompt => ({
  id: 'q1',
  text: 'Which colour?',
  hidden: false,
  suggestions: [],
  ...more,
})
