/** Signatures of failures of the pod network and of DNS in the cluster. */
import { pipFacts, urlFacts } from '../download-facts'
import type { Signature } from '../signature'

/** An address in the cluster: a private one, or that of an API server. */
const LOCAL_URL = String.raw`https?:\/\/(?:127\.|localhost|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|[^\s"\/]{1,255}:6443)`

export const NETWORK: readonly Signature[] = [
  {
    id: 'bgp',
    keywords: ['BGP not established'],
    pattern: /BIRD is not ready: BGP not established/,
    check: 'tcp',
  },
  {
    id: 'coredns-loop',
    keywords: ['loop detected', 'plugin/loop', 'Loop detected'],
    pattern: /than twice, loop detected|plugin\/loop: (?:Seen|Loop)|Loop detected for zone/,
    check: 'dns',
  },
  {
    id: 'dns-svc',
    keywords: [':53: i/o timeout'],
    pattern: /dial (?:udp|tcp) 10\.[\d.]{5,11}:53: i\/o timeout/,
    check: 'tcp',
  },
  {
    id: 'resolve',
    keywords: [
      ...['in name resolution', 'nameserver should not', 'not resolve host: ', 'urlopen error [Errno -'],
      ...['failure resolving', 'resolve host address', 'resolve host name for'],
    ],
    // sudo warns that it cannot resolve the name of the host, and goes on.
    pattern:
      /curl: \(6\) Could not resolve host: (?!mirrorlist\.centos)|(?<!resolve host(?:name)? \S{1,255}: |hostname: )Temporary failure in name resolution|nameserver should not (?:be )?empty|urlopen error \[Errno -[235]\]|Temporary failure resolving '|unable to resolve host address|resolve host name for (?!\S{0,20}mirrorlist\.centos)/,
    check: 'dns',
  },
  {
    id: 'proxy-local',
    keywords: ['Tunnel connection failed'],
    pattern: new RegExp(`Tunnel connection failed[^]{0,300}${LOCAL_URL}`),
  },
  {
    id: 'proxy-refused',
    keywords: [
      'Tunnel connection failed',
      'Cannot connect to proxy',
      'proxy connection err',
      'Proxy Authentication',
    ],
    pattern: new RegExp(
      `(?<!${LOCAL_URL}[^]{0,400})Tunnel connection failed(?![^]{0,300}${LOCAL_URL})|(?:Cannot connect to proxy|proxy connection error: )(?!.{0,200}Tunnel)`,
    ),
    facts: (text) => pipFacts(text) ?? urlFacts(text),
    check: 'egress',
  },
]
