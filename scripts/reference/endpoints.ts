/** The page of endpoints, from the rows that serve them, with every optional endpoint switched on. */
import { builtInEndpoints } from '../../src/auth/routes.ts'
import { consoleResources, exampleResource } from '../../src/features/resources/feature.ts'
import { countsAsLogin, type Endpoint, type EndpointMethod, type Method } from '../../src/http/endpoints/endpoint.ts'
import { openApiEndpoints } from '../../src/http/endpoints/rows/openapi.ts'
import { serverRows } from '../../src/http/endpoints/server-rows.ts'
import { inputSchema, outputSchema } from '../../src/http/openapi/json-schema.ts'
import { refusalsOf, takesBody } from '../../src/http/openapi/refusals.ts'
import type { ProblemCode } from '../../src/problems.ts'
import { resolveSettings } from '../../src/settings.ts'
import { fieldRows, membersOf } from './endpoint-fields.ts'
import { code, codes, linkTo, table, writtenFrom } from './markdown.ts'

const settings = resolveSettings([
  {
    source: 'the reference page',
    values: {
      secretKey: 'a key that signs nothing: the page only lists what there is',
      publicUrl: 'https://app.example.com',
      smtpUrl: 'smtps://user:secret@mail.example.com',
      mailFrom: 'app@example.com',
      social: { google: { clientId: 'id', clientSecret: 'secret' } },
      socialRedirects: ['/'],
      apiDocs: true,
      adminSetsPasswords: 'on',
      mailLogin: 'both',
      organizations: 'on',
      issuer: 'https://auth.example.com',
      serviceClients: { orders: 'k3Zp9vQw7LxT2mNc8RfYb5HsJd4GtXaE1uWi6oPz' },
      revocationFeedTokens: 'a-secret-of-no-one-that-the-page-needs',
    },
  },
])
const endpoints: readonly Endpoint[] = [
  ...builtInEndpoints(settings, consoleResources([exampleResource]), () => []),
  ...openApiEndpoints(settings, () => []),
]

interface Operation {
  readonly endpoint: Endpoint
  readonly verb: EndpointMethod
  readonly method: Method
}
const operations = endpoints.flatMap(operationsOf)

/** Codes that many endpoints share stand once, at the top of the page. */
const everywhere = commonCodes(operations)
const ofTokens = commonCodes(
  operations.filter(({ endpoint }) => endpoint.authentication !== 'none'),
  everywhere,
)
const ofBodies = commonCodes(operations.filter(takesBody), everywhere)

const intro = `# Endpoints

${writtenFrom('src/http/endpoints/core-endpoints.ts')}

The same rows make \`/openapi.json\`, which describes your installation with your own endpoints and settings. This page shows the
defaults, with mail, one provider (\`google\`) and one resource (\`articles\`) configured: the endpoints for mail exist only where mail can
be sent, those for social login only for the providers that you configure, those for rows in the admin API only for your resources, and
those for services only with [\`serviceClients\`](settings.md#serviceclients) and [\`issuer\`](settings.md#issuer),
that with which operators set passwords only with [\`adminSetsPasswords\`](settings.md#adminsetspasswords),
and logins by mail only with [\`mailLogin\`](settings.md#maillogin).

Each endpoint has a name, as Django gives it in \`path(..., name='token_refresh')\`: [\`paths\`](settings.md#paths) moves it,
[\`disabledEndpoints\`](settings.md#disabledendpoints) switches it off.

In an answer, a member with \`?\` can be absent. Every path also answers \`OPTIONS\` with a description of the endpoint, and
\`HEAD\` where it has \`GET\`. Paths work with and without their trailing slash, unless
[\`trailingSlash\`](settings.md#trailingslash) is \`redirect\`.

The ready-made server (\`latchkey serve\`) has ${serverRows({ metrics: 'anyone' })
  .map(({ urlName, paths }) => `${codes(paths)} (\`${urlName}\`)`)
  .join(', ')} beside them, of which \`latchkey doctor\` and these two settings know as well.

## Errors of every endpoint

${table(
  ['where', 'codes'],
  [
    ['every endpoint', everywhere.map(codeLink).join(', ')],
    ['a method that the endpoint does not have', codeLink('method_not_allowed')],
    ['a token or cookie came along ("token errors" below)', ofTokens.map(codeLink).join(', ')],
    ['the method takes a body ("body errors" below)', ofBodies.map(codeLink).join(', ')],
  ],
)}

## All endpoints
`

export function endpointsReference(): string {
  const rows = operations.map(({ endpoint, verb, method }) => {
    return [code(verb), endpoint.paths.map(path => linkTo(path)).join(' '), method.summary]
  })
  return [intro, table(['method', 'path', 'what it does'], rows), '', ...endpoints.map(entry)].join('\n')
}

function entry(endpoint: Endpoint): string {
  const [first = '', ...others] = endpoint.paths
  const also = others.length === 0 ? [] : [`- **Also at:** ${codes(others)}`]
  const facts = [
    ...also,
    `- **Name:** ${code(endpoint.urlName ?? '')}`,
    `- **Who may call it:** ${callersOf(endpoint)}`,
    `- **Authentication:** ${authenticationOf(endpoint)}`,
    `- **Throttle:** ${throttleOf(endpoint)}`,
  ]
  const anchors = others.map(path => `<a id="${linkTo(path).split('#')[1]?.slice(0, -1)}"></a>`).join('')
  const about = endpoint.description.replaceAll(/\s+/g, ' ')
  const head = [`## ${first}`, '', ...(anchors === '' ? [] : [anchors, '']), about, '', ...facts, '']
  return [...head, ...operationsOf(endpoint).map(describeOperation)].join('\n')
}

function describeOperation(operation: Operation): string {
  const { verb, method } = operation
  const input = method.input === undefined ? [] : fieldRows(inputSchema(method.input, verb === 'PATCH'))
  const fields = input.length === 0 ? '' : `\n${table(['field', 'type', 'required', 'rules'], input)}\n`
  return `### ${verb} ${operation.endpoint.paths[0]}

${method.summary}
${fields}
- **Answers:** ${answerOf(method)}
- **Fails with:** ${failuresOf(operation)}
`
}

function failuresOf(operation: Operation): string {
  const { endpoint } = operation
  const all = refusalsOf(settings, operation)
  const shared = [...everywhere, ...ofTokens, ...ofBodies]
  const groups = [
    ...all.filter(name => !shared.includes(name)).map(codeLink),
    ...(endpoint.authentication === 'none' ? [] : ['token errors']),
    ...(takesBody(operation) ? ['body errors'] : []),
  ]
  return groups.length === 0 ? 'only what every endpoint can fail with' : groups.join(', ')
}

function answerOf({ output }: Method): string {
  if (output === undefined) return 'whatever the handler answers'
  const { status = 200, body, type } = output
  if (body === undefined) return type === undefined ? String(status) : `${status}, ${code(type)}`
  return `${status}, ${membersOf(outputSchema(body))}`
}

function operationsOf(endpoint: Endpoint): readonly Operation[] {
  const methods = Object.entries(endpoint.methods) as [EndpointMethod, Method][]
  return methods.map(([verb, method]) => ({ endpoint, verb, method }))
}

const callers: Readonly<Record<string, string>> = {
  AllowAny: 'anyone',
  IsAuthenticated: 'logged-in users',
  IsAdminUser: 'staff',
}

/** All permissions have to allow; the last is the narrowest. */
function callersOf({ permissions }: Endpoint): string {
  const name = permissions.at(-1)?.name ?? 'AllowAny'
  return callers[name] ?? `those that ${code(name)} allows`
}

function authenticationOf({ authentication, usesCookies }: Endpoint): string {
  const cookies = usesCookies === true ? '; it sets, reads or clears token cookies' : ''
  if (typeof authentication === 'object')
    return `${authentication.map(({ name }) => code(name)).join(', then ')}${cookies}`
  return `${tokenPlaces[authentication]}${cookies}`
}

const tokenPlaces = {
  default: 'that of the setting [`defaultAuthentication`](settings.md#defaultauthentication)',
  none: 'none; no token is read',
  header: 'the `Authorization` header; a wrong token there is refused',
  any: 'the `Authorization` header, then the access cookie (see [`accessCookieOpens`](settings.md#accesscookieopens))',
  cookie_first: 'the access cookie, then the `Authorization` header',
} as const

function throttleOf({ throttles, methods }: Endpoint): string {
  const rates = throttles?.map(({ scope }) => code(scope)) ?? [
    '[`anonRate`](settings.md#anonrate), [`userRate`](settings.md#userrate)',
  ]
  const isLimited = Object.values(methods).some(countsAsLogin)
  const isRegistration = Object.values(methods).some(method => method.hashesPassword === 'registration')
  return [
    ...rates,
    ...(isLimited
      ? [
          '[`loginRate`](settings.md#loginrate) and [`loginFailures`](settings.md#loginfailures), because it checks a password',
        ]
      : []),
    ...(Object.values(methods).some(method => method.countsAsChange === true)
      ? ['[`accountChangeRate`](settings.md#accountchangerate) for changes']
      : []),
    ...(isRegistration ? ['[`registrationRate`](settings.md#registrationrate)'] : []),
  ].join('; ')
}

function codeLink(name: string): string {
  return linkTo(name, 'problems.md')
}

function commonCodes(list: readonly Operation[], without: readonly ProblemCode[] = []): readonly ProblemCode[] {
  const [first = [], ...rest] = list.map(operation => refusalsOf(settings, operation))
  return first.filter(name => !without.includes(name) && rest.every(codes => codes.includes(name)))
}
