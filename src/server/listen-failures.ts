/** What the system refuses when a server begins to listen, as a sentence that names the setting and its source. */
import type { Settings } from '../settings/settings.ts'

/** How HOST and PORT are called where they were set, such as `HOST (environment)`. */
export interface AddressNames {
  readonly host: string
  readonly port: string
}

/** `undefined` for an error that has no sentence. */
export function sayListenFailure(
  error: unknown,
  at: Pick<Settings, 'host' | 'port'>,
  names: AddressNames,
): readonly [what: string, fix: string] | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return sentences[code]?.(at, names)
}

type Sentence = (at: Pick<Settings, 'host' | 'port'>, names: AddressNames) => readonly [what: string, fix: string]

const otherHost = 'Choose 127.0.0.1 for this machine alone, or 0.0.0.0 for all of its addresses.'

const unknownHost: Sentence = ({ host }, names) => [
  `${names.host} is '${host}', which cannot be resolved to an address`,
  `${otherHost} Some shells and conda set HOST to a name of theirs: unset it, or pass --host.`,
]

const foreignHost: Sentence = ({ host }, names) => [
  `${names.host} is '${host}', which is no address of this machine`,
  otherHost,
]

const sentences: Readonly<Record<string, Sentence>> = {
  ENOTFOUND: unknownHost,
  EAI_AGAIN: unknownHost,
  EAI_FAIL: unknownHost,
  EAI_NONAME: unknownHost,
  EADDRNOTAVAIL: foreignHost,
  EAFNOSUPPORT: foreignHost,
  EINVAL: foreignHost,
  EADDRINUSE: ({ host, port }, names) => [
    `Another program listens on port ${port} of ${host}`,
    `Stop it, or choose another port: ${names.port} is ${port}, and PORT=${port < 65_535 ? port + 1 : 8001} or --port sets another.`,
  ],
  EACCES: ({ port }, names) => [
    `${names.port} is ${port}, and this user has no right to listen on it`,
    port < 1024
      ? 'Choose a port from 1024 on and let a proxy pass requests to it, or give the process CAP_NET_BIND_SERVICE.'
      : 'Choose another port.',
  ],
}
