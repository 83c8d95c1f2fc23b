/**
 * The API as an OpenAPI 3.1 document, made from the rows that serve it: nothing else is in the document, and the
 * contract tests check that it leaves out no answer.
 */
import type { Settings } from '../../settings/settings.ts'
import type { Endpoint, EndpointMethod } from '../endpoints/endpoint.ts'
import { inputSchema, type JsonSchema } from './json-schema.ts'
import { asksOrganization, type Operation, refusalsOf, takesBody } from './refusals.ts'
import { refusalSchemas, responsesOf } from './responses.ts'
import { securityOf, securitySchemesOf } from './security.ts'

/** A path of the table with its row. */
export interface DocumentedRow {
  readonly path: string
  readonly endpoint: Endpoint
}

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const satisfies readonly EndpointMethod[]

export function describeApi(settings: Settings, rows: readonly DocumentedRow[]): JsonSchema {
  const securitySchemes = securitySchemesOf(
    settings,
    rows.map(({ endpoint }) => endpoint),
  )
  return {
    openapi: '3.1.1',
    info: { title: 'Latchkey', version: '1', description },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(rows.map(({ path, endpoint }) => [path, describePath(settings, path, endpoint)])),
    components: { schemas: refusalSchemas, headers, securitySchemes },
  }
}

const description = `Every refusal has a stable code: in the member \`code\` where SimpleJWT has one, in the header
\`Latchkey-Code\` elsewhere. \`Latchkey-Trace\` names the request: \`latchkey explain\` says why it was refused.`

const headers = {
  'Latchkey-Code': {
    description: 'The stable code of the refusal, where the body has none.',
    schema: { type: 'string' },
  },
  'Latchkey-Trace': {
    description: 'The id of the request in logs, events and the audit table.',
    schema: { type: 'string', pattern: '^[0-9a-f]{32}$' },
  },
} as const

function describePath(settings: Settings, path: string, endpoint: Endpoint): JsonSchema {
  const operations = verbs.flatMap(verb => {
    const method = endpoint.methods[verb]
    return method === undefined ? [] : [{ endpoint, verb, method }]
  })
  const options = { endpoint, verb: 'OPTIONS', method: undefined }
  const all: readonly Operation[] = [...operations, options]
  return {
    summary: endpoint.name,
    ...(endpoint.description === '' ? {} : { description: endpoint.description }),
    ...parametersOf(settings, path, endpoint),
    ...Object.fromEntries(all.map(one => [one.verb.toLowerCase(), describeOperation(settings, path, one)])),
    // OpenAPI cannot say "any other method": HEAD is GET without its body, the rest is refused with these codes.
    'x-latchkey-other-methods': refusalsOf(settings, { endpoint, verb: 'OTHER', method: undefined }),
  }
}

function describeOperation(settings: Settings, path: string, operation: Operation): JsonSchema {
  const { endpoint, verb, method } = operation
  return {
    operationId: `${verb.toLowerCase()}_${path.replaceAll(/[^A-Za-z0-9]+/g, '_').replaceAll(/^_|_$/g, '')}`,
    summary: method?.summary ?? 'Describe the endpoint.',
    tags: [tagOf(path)],
    ...securityOf(settings, endpoint),
    ...queryParametersOf(settings, operation),
    ...(method === undefined || !takesBody(operation) ? {} : bodyOf(operation)),
    responses: responsesOf(settings, operation),
  }
}

/** Those of the path, and the header that names an organization where the path does not. */
function parametersOf({ organizationHeader }: Settings, path: string, endpoint: Endpoint): JsonSchema {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  const inPath = names.map(name => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
  const inHeader = {
    name: organizationHeader,
    in: 'header',
    required: true,
    description: 'The organization, by its slug or id.',
    schema: { type: 'string' },
  }
  const isHeader = asksOrganization(endpoint) && !names.includes('organization')
  const parameters = isHeader ? [...inPath, inHeader] : inPath
  return parameters.length === 0 ? {} : { parameters }
}

/** The declared query, and the version where it is read from there. */
function queryParametersOf(
  { versioning, versionParameter, defaultVersion, allowedVersions }: Settings,
  { method }: Operation,
): JsonSchema {
  const { properties = {}, required = [] } = method?.query === undefined ? {} : inputSchema(method.query, false)
  const declared = Object.entries(properties as Readonly<Record<string, JsonSchema>>).map(([name, written]) => {
    const { description, ...schema } = written
    const isRequired = (required as readonly string[]).includes(name)
    return { name, in: 'query', required: isRequired, ...(description === undefined ? {} : { description }), schema }
  })
  const versions = {
    type: 'string',
    ...(allowedVersions.length === 0 ? {} : { enum: [...new Set([...allowedVersions, defaultVersion ?? []].flat())] }),
    ...(defaultVersion === undefined ? {} : { default: defaultVersion }),
  }
  const version = {
    name: versionParameter,
    in: 'query',
    required: false,
    description: 'The version of the API.',
    schema: versions,
  }
  const parameters = versioning === 'query' ? [...declared, version] : declared
  return parameters.length === 0 ? {} : { parameters }
}

/** JSON and both kinds of forms, as DRF's parsers accept them. */
function bodyOf({ verb, method }: Operation): JsonSchema {
  if (method?.input === undefined) return {}
  const schema = inputSchema(method.input, verb === 'PATCH')
  const types = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data']
  const isRequired = Array.isArray(schema.required) && schema.required.length > 0
  return { requestBody: { required: isRequired, content: Object.fromEntries(types.map(type => [type, { schema }])) } }
}

/** The segment after `api`: `/api/auth/cookie/login/` has the tag `auth`. */
function tagOf(path: string): string {
  const segments = path.split('/').filter(segment => segment !== '' && !segment.startsWith('{'))
  return (segments[0] === 'api' ? segments[1] : segments[0]) ?? 'api'
}
