import { expect, it } from 'vitest'
import { redactView } from '@/server/runs/run-view'
import { runView } from '../../components/run/view'

it('a view of a run masks secrets in the facts of a diagnosis', () => {
  const facts = { url: 'https://mirror.lab/s3cret/kubeadm', server: 'mirror.lab' }
  const view = runView({ diagnosis: [{ id: 'dl-file', host: 'n1', task: 'get s3cret', line: 1, facts }] })
  const { diagnosis } = redactView(view, (text) => text.replaceAll('s3cret', '******'))
  expect(diagnosis).toEqual([
    {
      ...{ id: 'dl-file', host: 'n1', task: 'get ******', line: 1 },
      facts: { url: 'https://mirror.lab/******/kubeadm', server: 'mirror.lab' },
    },
  ])
})
