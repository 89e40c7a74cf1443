/** What root of a practice host may not do, since it would be done to this machine: its clock, modules, ports, log. */
export const DROPPED = ['sys_module', 'sys_time', 'sys_rawio', 'syslog', 'mac_admin', 'mac_override']
  .map((power) => `-${power}`)
  .join(',')
