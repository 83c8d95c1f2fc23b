/**
 * Which version of an API a request asks for: DRF's five schemes, with their messages. Decided before authentication,
 * so that a wrong version looks the same to every client. Tokens carry no version: one token is valid in all of them.
 */
import { type ProblemCode, problem } from '../../problems.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import type { PathParameters } from '../endpoints/path-pattern.ts'
import type { Incoming } from './message.ts'
import { parseMediaType } from './parsers/media-type.ts'

type VersionSettings = Pick<Settings, 'versioning' | 'defaultVersion' | 'allowedVersions' | 'versionParameter'>

interface Request {
  readonly endpoint: Pick<Endpoint, 'namespace'>
  readonly incoming: Pick<Incoming, 'query' | 'header'>
  readonly params: PathParameters
}

interface Scheme {
  /** The version that the request names, or `undefined`. */
  readonly read: (request: Request, parameter: string) => string | undefined
  /** Whether the default version must be an allowed one, where the request names none. */
  readonly validatesDefault: boolean
  readonly code: ProblemCode
  readonly title: string
}

const schemes = {
  namespace: {
    read: ({ endpoint }) => endpoint.namespace,
    validatesDefault: false,
    code: 'not_found',
    title: 'Invalid version in URL path. Does not match any version namespace.',
  },
  path: {
    read: ({ params }, parameter) => params[parameter],
    validatesDefault: true,
    code: 'not_found',
    title: 'Invalid version in URL path.',
  },
  accept: {
    read: ({ incoming }, parameter) => readAccept(incoming.header('accept') ?? '', parameter),
    validatesDefault: true,
    code: 'not_acceptable',
    title: 'Invalid version in "Accept" header.',
  },
  query: {
    read: ({ incoming }, parameter) => new URLSearchParams(incoming.query).getAll(parameter).at(-1),
    validatesDefault: true,
    code: 'not_found',
    title: 'Invalid version in query parameter.',
  },
  host: {
    read: ({ incoming }) => threeLabels.exec(incoming.header('host') ?? '')?.[1],
    validatesDefault: false,
    code: 'not_found',
    title: 'Invalid version in hostname.',
  },
} as const satisfies Record<Exclude<VersionSettings['versioning'], 'none'>, Scheme>

const threeLabels = /^([a-z0-9]+)\.[a-z0-9]+\.[a-z0-9]+(?::\d+)?$/i

/** `undefined` where there is no versioning and no default. Throws for a version that is not allowed. */
export function readVersion(settings: VersionSettings, request: Request): string | undefined {
  const { versioning, defaultVersion, allowedVersions, versionParameter } = settings
  if (versioning === 'none') return undefined
  const { read, validatesDefault, code, title }: Scheme = schemes[versioning]
  const named = read(request, versionParameter)
  if (named === undefined && !validatesDefault) return defaultVersion
  const version = named ?? defaultVersion
  const isAllowed =
    allowedVersions.length === 0 ||
    (version !== undefined && (version === defaultVersion || allowedVersions.includes(version)))
  if (!isAllowed) throw problem(code, { title, reason: 'version' })
  return version
}

function readAccept(header: string, parameter: string): string | undefined {
  const types = header.split(',').map(part => parseMediaType(part.trim()))
  return types.find(({ parameters }) => parameters.has(parameter))?.parameters.get(parameter)
}
