/** Disabled by default since OpenSSH 8.2 and 8.8. Releases before 8.5 have another name for the last option. */
export const SHA1_ARGUMENTS = [
  '-o KexAlgorithms=+diffie-hellman-group14-sha1',
  '-o HostKeyAlgorithms=+ssh-rsa',
  '-o IgnoreUnknown=PubkeyAcceptedAlgorithms',
  '-o PubkeyAcceptedAlgorithms=+ssh-rsa',
].join(' ')
