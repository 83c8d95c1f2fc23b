/** How the HTTP API as a whole looks: its paths, versions and bodies. */
import type { SettingRow } from '../row.ts'

const rows = {
  compat: {
    kind: 'choice',
    default: 'none',
    choices: ['none', 'simplejwt'],
    doc: 'Takes the defaults of SimpleJWT, for services that rely on them. Every single setting can still be set beside it.',
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
    doc: 'The format of a 404 for an unknown path.',
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

export const apiSettings = { title: 'The API', rows, rules: [] }
