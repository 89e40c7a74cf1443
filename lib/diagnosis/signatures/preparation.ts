/** Signatures of a failed preparation: Python, pip and the environment of Ansible on the taskbox. */
import { pipFacts } from '../download-facts'
import type { Signature } from '../signature'

export const PREPARATION: readonly Signature[] = [
  {
    id: 'pip-python',
    keywords: [
      'different Python',
      'different python',
      'requires Python ',
      'contains wheels for',
      'taskbox. Found: ',
    ],
    pattern:
      /requires a different Python|that require a different python version|requires Python ['"]?[><=!~]|contains wheels for Python|on the taskbox\. Found: /,
    preventsAnsible: true,
  },
  {
    id: 'pip-net',
    keywords: [
      'connection broken by',
      'ReadTimeoutError: ',
      "ConnectionPool(host='",
      'Could not fetch URL',
      'trusted or secure host',
      'incomplete-download',
      'pip did not finish',
    ],
    pattern:
      /after connection broken by '|pip\._vendor\.[\w.]{1,80}ReadTimeoutError: |(?<!confirming the ssl certificate: )HTTPS?ConnectionPool\(host='(?:[\w.-]{0,255}py(?:pi|thonhosted)\b[\w.-]{0,255}', port=\d+\): Read timed out|[\w.-]{1,255}', port=\d+\): Max retries exceeded with url: \/?\S{0,400}(?:simple|pypi|packages|\.whl|\.tar\.gz)(?!.{0,300}proxy))|Could not fetch URL \S{1,400}: (?:[45]\d\d |connection error: (?!.{0,300}proxy)|\S{1,255} didn't respond)|is not a trusted or secure host|incomplete-download|pip did not finish within/,
    facts: pipFacts,
    preventsAnsible: true,
  },
  {
    id: 'pip-page',
    keywords: ['to be a web page', 'GET request got Content-Type'],
    pattern: /offers no packages\. It seems to be a web page|because the GET request got Content-Type/,
    facts: pipFacts,
    preventsAnsible: true,
  },
  {
    id: 'pip-ca',
    keywords: ['confirming the ssl cert'],
    pattern: /problem confirming the ssl certificate/,
    facts: pipFacts,
    preventsAnsible: true,
  },
  {
    id: 'pip-damaged',
    keywords: ['NOT MATCH THE HASHES', '.whl is invalid', 'is not a zip file'],
    pattern: /DO NOT MATCH THE HASHES|\.whl is invalid|BadZipFile: File is not a zip file/,
    preventsAnsible: true,
  },
  {
    id: 'pip-build',
    keywords: ['Failed building wheel', 'Failed to build inst'],
    pattern: /Failed building wheel for|Failed to build installable wheels/,
    preventsAnsible: true,
  },
  {
    id: 'venv-none',
    keywords: ['ensurepip is not', 'No module named venv', "No module named 'venv'", '-m venv failed'],
    pattern: /ensurepip is not available|No module named '?venv|-m venv failed/,
    preventsAnsible: true,
  },
  {
    id: 'prep-folder',
    keywords: ['replace Ansible in it', 'for Ansible cannot be created', 'its mode (', 'mounted with noexec'],
    pattern:
      /who could replace Ansible in it|for Ansible cannot be created|file system, or its mode \([\w.+-]{1,12}\) forbids it|ansible-playbook cannot be executed\. Is its file system mounted with noexec/,
  },
  {
    id: 'prep-lock',
    keywords: ['prepares the same envi'],
    pattern: /still prepares the same environment after/,
  },
  {
    id: 'prep-check',
    keywords: ['requirements install ansible', 'collections are missing', 'do not install ansible'],
    pattern:
      /requirements install ansible-core [\w.]{1,30}, but the playbooks need|These Ansible collections are missing|requirements do not install ansible-core/,
  },
]
