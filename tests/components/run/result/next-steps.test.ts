import { expect, it } from 'vitest'
import { consoleEndpoint } from '@/components/run/result/next-steps'

it('extracts host and port of the console', () => {
  expect(consoleEndpoint('http://192.168.0.1:32130')).toEqual({ host: '192.168.0.1', port: '32130' })
  expect(consoleEndpoint('https://ks.example')).toEqual({ host: 'ks.example', port: '443' })
  expect(consoleEndpoint('nowhere')).toBeUndefined()
})
