import { describe, expect, it } from 'vitest'
import { DETECTION_SOURCES, detectRelease, REQUIRED_FILES } from '@/lib/installers/kubesphere/detect-release'
import { kubesphereReleases } from '@/lib/installers/kubesphere/releases'
import { describeEvidence } from '@/lib/installers/sources/describe-evidence'
import type { EvidenceRow } from '@/lib/installers/sources/evidence'

/** tests/server/packages/detect.test.ts detects releases in real folders. */
const facts = (folder: string, ...files: string[]) => ({
  folders: [folder],
  files: new Set<string>([...REQUIRED_FILES, ...files]),
  keys: new Map(),
  lines: new Map(),
  blocks: new Map(),
})

describe('detectRelease', () => {
  it('lists the evidence of every release', () => {
    for (const { id, evidence } of kubesphereReleases) {
      const detection = detectRelease(facts('/opt/x'))
      const rows = 'evidence' in detection ? detection.evidence.filter(({ release }) => release === id) : []
      const { required, anyOf, distinguishing } = evidence
      const all = [...required, ...anyOf, ...distinguishing]
      expect(rows).toHaveLength(all.filter((one) => one.kind !== 'value' || !one.optional).length + 1)
    }
    expect(DETECTION_SOURCES.files).toContain('conf/common.yaml')
    expect(DETECTION_SOURCES.keys.get('conf/vars.yaml')).toContain('qy_csi_enabled')
  })

  it('requires the files of a package', () => {
    expect(detectRelease({ ...facts('/opt/x'), files: new Set(['scripts/install.sh']) }).result).toBe(
      'incomplete',
    )
  })

  it.each([
    ['kubesphere-all-advanced-1.0.0', 'advanced-1.0.0'],
    ['KubeSphere-all-Advanced-1.0.0.bak', 'advanced-1.0.0'],
    ['kubesphere-all-offline-advanced-2.0.2', 'advanced-2.0.x'],
    ['kubesphere-all-v2.1.0', 'v2.1.0'],
    ['kubesphere-all-v2.1.1-practice', 'v2.1.1'],
    ['kubesphere-all-advanced-1.0.01', undefined],
    ['kubesphere-all-advanced-11.0.0', undefined],
    ['superadvanced-1.0.0', undefined],
    ['kubesphere-all-v2.1.0.1', undefined],
    ['kubesphere-all-v12.1.0', undefined],
    ['', undefined],
  ])('takes the name %j as a hint for %s', (name, release) => {
    const named = kubesphereReleases.filter(({ evidence }) => evidence.folderName.test(name))
    expect(named.map(({ id }) => id)).toEqual(release === undefined ? [] : [release])
  })
})

describe('evidence in words', () => {
  const words: Record<string, string> = {
    folderName: 'name',
    present: 'there',
    notPresent: 'not there',
    missing: 'gone',
  }
  const row: EvidenceRow = {
    ...{
      release: 'r',
      kind: 'file',
      path: 'conf/x',
      key: '',
      wanted: 'absent',
      values: [],
      found: 'present',
    },
    ...{ value: '', matches: false },
  }
  const text = (change: Partial<EvidenceRow>) =>
    Object.values(describeEvidence({ ...row, ...change }, (name) => words[name] ?? '')).join(' | ')

  it('contains the file or key, the expected and the found value', () => {
    expect(text({})).toBe('conf/x | not there | there')
    expect(text({ kind: 'key', key: 'k', wanted: 'present', found: 'absent' })).toBe(
      'conf/x: k | there | gone',
    )
    const value: Partial<EvidenceRow> = {
      kind: 'value',
      key: 'k',
      wanted: 'value',
      values: ['1.*', '2'],
      found: 'value',
      value: '3',
    }
    expect(text(value)).toBe('conf/x: k | 1.*, 2 | 3')
    expect(text({ ...value, kind: 'name', key: '', path: '3' })).toBe('name | 1.*, 2 | 3')
  })
})
