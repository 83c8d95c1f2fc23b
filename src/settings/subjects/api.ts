/** How the HTTP API as a whole looks: its paths, versions and bodies. */
import { readBasePath } from '../../kernel/base-path.ts'
import { readPaths, readPathsText } from '../read-paths.ts'
import { refuseValue } from '../read-value.ts'
import type { SettingRow } from '../row.ts'
import { accept, type ValueResult } from '../value-result.ts'

export const apiRows = {
  compat: {
    kind: 'choice',
    default: 'none',
    choices: ['none', 'simplejwt'],
    doc: 'Takes the defaults of SimpleJWT, for services that rely on them. Every single setting can still be set beside it.',
  },
  basePath: {
    kind: 'custom',
    read: readPath,
    readText: readPath,
    default: '/',
    example: '/app',
    doc: 'The path that stands before every other: with `/app`, the login is at `/app/api/auth/login/`. For a proxy that takes its prefix off, let it send X-Forwarded-Prefix instead.',
  },
  paths: {
    kind: 'custom',
    read: readPaths,
    readText: readPathsText,
    default: {},
    example: "{ token_obtain_sliding: '/api/token/' }",
    doc: 'Other paths for built-in endpoints, by the names on the [page of endpoints](endpoints.md). A list gives an endpoint several paths; the environment takes JSON.',
  },
  disabledEndpoints: {
    kind: 'list',
    default: [],
    allowsEmpty: true,
    doc: 'Built-in endpoints that are not served, by the names on the [page of endpoints](endpoints.md): `register`, or `social_*` for all whose name begins so.',
  },
  trailingSlash: {
    kind: 'choice',
    default: 'optional',
    compat: 'redirect',
    choices: ['optional', 'redirect'],
    doc: 'Whether a path without its trailing slash is served, or redirected as Django does.',
  },
  unknownPath: {
    kind: 'choice',
    default: 'json',
    compat: 'html',
    choices: ['json', 'html'],
    doc: 'The format of what Django answers outside the API: the 404 for an unknown path, and the 400 for a host that is not in `allowedHosts`.',
  },
  exampleEndpoints: {
    kind: 'boolean',
    default: false,
    doc: 'Whether `/api/protected/` and `/api/admin-only/`, the example views of tutorial 1, are served.',
  },
  bodyLimit: {
    kind: 'integer',
    default: 2_621_440,
    min: 1024,
    max: 1_073_741_824,
    unit: 'bytes',
    doc: 'The largest request body that is read.',
  },
  versioning: {
    kind: 'choice',
    default: 'none',
    choices: ['none', 'namespace', 'path', 'accept', 'query', 'host'],
    doc: 'Where a request names the API version that it wants: DEFAULT_VERSIONING_CLASS of DRF.',
  },
  defaultVersion: {
    kind: 'text',
    default: undefined,
    optional: true,
    doc: 'The version of a request that names none.',
  },
  allowedVersions: {
    kind: 'list',
    default: [],
    allowsEmpty: true,
    doc: 'The versions allowed beside the default one; an empty list allows all.',
  },
  versionParameter: {
    kind: 'text',
    default: 'version',
    pattern: /^[a-z][A-Za-z0-9_]*$/,
    example: 'version',
    doc: 'The name of the version in a path, a query string or an Accept header.',
  },
} as const satisfies Record<string, SettingRow>

/** The path without its last slash; empty where there is none. */
function readPath(raw: unknown): ValueResult {
  const path = typeof raw === 'string' ? readBasePath(raw) : undefined
  if (path !== undefined && raw !== '') return accept(path)
  return refuseValue(raw, `${suggestion(raw)}: a slash, then segments without '..', spaces or escaped slashes`)
}

function suggestion(raw: unknown): string {
  const bare = typeof raw === 'string' ? raw.replace(/^https?:\/\/[^/]*/, '').replace(/^\/+|\/+$/g, '') : ''
  return bare !== '' && readBasePath(`/${bare}`) !== undefined ? `'/${bare}'` : "a path such as '/app'"
}
