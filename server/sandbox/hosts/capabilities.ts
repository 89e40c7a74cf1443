/** Capabilities dropped from practice hosts, since they affect this machine: its clock, modules, I/O ports and log. */
export const DROPPED_CAPABILITIES = [
  'sys_module',
  'sys_time',
  'sys_rawio',
  'syslog',
  'mac_admin',
  'mac_override',
]
  .map((capability) => `-${capability}`)
  .join(',')
