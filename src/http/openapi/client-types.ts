/** The endpoints of a configuration as types for `latchkey/client`, made from the OpenAPI document: the rows that serve them. */
import type { JsonSchema } from './json-schema.ts'
import { memberOf, typeOf } from './schema-type.ts'

type Members = Readonly<Record<string, JsonSchema>>

const verbs = ['get', 'post', 'put', 'patch', 'delete'] as const

/** Members of users that the client's own types have. */
const known = [
  'id',
  'email',
  'username',
  'first_name',
  'last_name',
  'full_name',
  'is_active',
  'is_staff',
  'date_joined',
]

export interface ClientTypesOptions {
  /** The path whose GET shows the fields of users. */
  readonly profile: string | undefined
  /** The type of the claims that the configuration adds. */
  readonly claims: string
  /** The types of all claims of the rows that add some of their own, by the names of the rows. */
  readonly rowClaims: ReadonlyMap<string, string>
}

/** The lines of a declaration file. */
export function describeClientTypes(document: JsonSchema, options: ClientTypesOptions): readonly string[] {
  const { profile, claims, rowClaims } = options
  const paths = document.paths as Readonly<Record<string, Members>>
  return [
    '/* Made by `latchkey client-types`. Run it again when fields, endpoints or settings have changed. */',
    '/* biome-ignore-all lint: generated */',
    '/* eslint-disable */',
    '',
    '/** The fields of your users: `createClient<UserFields>()`. */',
    `export interface UserFields ${fieldsOf(profile === undefined ? undefined : paths[profile])}`,
    '',
    '/** The claims that your server adds to tokens: `createClient<UserFields, Claims>()`. */',
    `export interface Claims ${claims}`,
    '',
    "/** The claims of tokens of one token endpoint: `createClient<UserFields, RowClaims['POST /api/my-token/']>()`. */",
    'export interface RowClaims {',
    ...[...rowClaims].map(([name, type]) => `  readonly ${JSON.stringify(name)}: ${type}`),
    '}',
    '',
    '/** Every endpoint of your server: `createCall<Endpoints>(client)`. */',
    'export interface Endpoints {',
    ...Object.entries(paths).flatMap(([path, operations]) =>
      verbs.flatMap(verb => endpointLines(verb, path, operations)),
    ),
    '}',
  ]
}

function fieldsOf(operations: Members | undefined): string {
  const { properties = {}, required = [] } = answerSchema(operations?.get) ?? {}
  const own = Object.entries(properties as Members).filter(([name]) => !known.includes(name))
  const members = own.map(([name, schema]) => memberOf(name, typeOf(schema), (required as string[]).includes(name)))
  return members.length === 0 ? '{}' : `{ ${members.join('; ')} }`
}

function endpointLines(verb: (typeof verbs)[number], path: string, operations: Members): readonly string[] {
  const operation = operations[verb]
  if (operation === undefined || isPage(operation)) return []
  const parameters = [operations.parameters, operation.parameters].flatMap(
    given => (given ?? []) as readonly JsonSchema[],
  )
  const members = [
    partOf('params', inPlace(parameters, 'path')),
    partOf('query', inPlace(parameters, 'query')),
    partOf('headers', inPlace(parameters, 'header')),
    bodyOf(operation),
    `readonly answer: ${answerOf(operation)}`,
  ]
  // A summary is a sentence of the application: it must not end the comment.
  const summary = String(operation.summary ?? '').replaceAll('*/', '* /')
  const name = JSON.stringify(`${verb.toUpperCase()} ${path}`)
  return [`  /** ${summary} */`, `  readonly ${name}: { ${members.filter(one => one !== '').join('; ')} }`]
}

function inPlace(parameters: readonly JsonSchema[], place: string): readonly JsonSchema[] {
  return parameters.filter(parameter => parameter.in === place)
}

function partOf(name: string, parameters: readonly JsonSchema[]): string {
  const members = parameters.map(parameter =>
    memberOf(String(parameter.name), parameterType(parameter), parameter.required === true),
  )
  const isRequired = parameters.some(parameter => parameter.required === true)
  return members.length === 0 ? '' : memberOf(name, `{ ${members.join('; ')} }`, isRequired)
}

/** An id in a path may be given as the number that it is in an answer. */
function parameterType(parameter: JsonSchema): string {
  return parameter.in === 'path' ? 'string | number' : typeOf((parameter.schema ?? {}) as JsonSchema)
}

function bodyOf({ requestBody }: JsonSchema): string {
  const schema = contentOf(requestBody as JsonSchema | undefined)?.schema
  const isRequired = (requestBody as JsonSchema | undefined)?.required === true
  return schema === undefined ? '' : memberOf('body', typeOf(schema as JsonSchema), isRequired)
}

function answerOf(operation: JsonSchema): string {
  const schema = answerSchema(operation)
  if (schema !== undefined) return typeOf(schema)
  return successesOf(operation).some(([status]) => status === '204') ? 'undefined' : 'unknown'
}

function answerSchema(operation: JsonSchema | undefined): JsonSchema | undefined {
  const schemas = successesOf(operation).map(([, response]) => contentOf(response)?.schema)
  return schemas.find(schema => schema !== undefined) as JsonSchema | undefined
}

function successesOf(operation: JsonSchema | undefined): readonly (readonly [string, JsonSchema])[] {
  return Object.entries((operation?.responses ?? {}) as Members).filter(([status]) => status.startsWith('2'))
}

/** Pages, and what browsers are sent to, are not called by a client. */
function isPage(operation: JsonSchema): boolean {
  const responses = Object.entries((operation.responses ?? {}) as Members)
  const successes = responses.filter(([status]) => /^(?:2|default)/.test(status))
  const isJson = ([, { content }]: readonly [string, JsonSchema]) =>
    content === undefined || 'application/json' in (content as Members)
  return successes.length === 0 || !successes.some(isJson)
}

function contentOf(part: JsonSchema | undefined): JsonSchema | undefined {
  return (part?.content as Members | undefined)?.['application/json']
}
