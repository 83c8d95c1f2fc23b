/** The answers of an operation: its success, and its refusals grouped by status, each code with the shape of its body. */
import { type ProblemCode, problem } from '../../problems.ts'
import type { Settings } from '../../settings/settings.ts'
import { challengeOf } from '../authorize/challenge.ts'
import { authenticatorsOf } from '../authorize/presets.ts'
import type { JsonSchema } from './json-schema.ts'
import { outputSchema } from './json-schema.ts'
import { type Operation, refusalsOf } from './refusals.ts'

export type Responses = Readonly<Record<string, JsonSchema>>

const textMember = { type: 'string' }
const messages = { type: 'array', items: textMember }

/** The shapes that the body of a refusal can have. */
export const refusalSchemas = {
  Detail: { type: 'object', properties: { detail: textMember }, required: ['detail'] },
  DetailWithCode: {
    type: 'object',
    properties: {
      detail: textMember,
      code: textMember,
      messages: { type: 'array', items: { type: 'object', additionalProperties: textMember } },
    },
    required: ['detail', 'code'],
  },
  RecentLogin: {
    description: 'How this user can log in again: with which providers, and whether by password.',
    type: 'object',
    properties: {
      detail: textMember,
      providers: { type: 'array', items: textMember },
      has_usable_password: { type: 'boolean' },
    },
    required: ['detail', 'providers', 'has_usable_password'],
  },
  SecondFactorNeeded: {
    description:
      'How to go on: with which factors, and the token of the sign-in, which a sign-in by cookies has in a cookie.',
    type: 'object',
    properties: { detail: textMember, code: textMember, mfa_token: textMember, methods: messages },
    required: ['detail', 'code', 'methods'],
  },
  ReauthenticationNeeded: {
    description: 'What the caller has to come back with (RFC 9470).',
    type: 'object',
    properties: {
      detail: textMember,
      code: textMember,
      methods: messages,
      acr_values: textMember,
      max_age: { type: 'integer' },
    },
    required: ['detail', 'code'],
  },
  Error: { type: 'object', properties: { error: textMember }, required: ['error'] },
  OAuthError: {
    description: 'As OAuth has it (RFC 6749 section 5.2).',
    type: 'object',
    properties: { error: textMember, error_description: textMember },
    required: ['error', 'error_description'],
  },
  FieldErrors: {
    description: 'Messages for each field; `non_field_errors` are about all of them.',
    type: 'object',
    additionalProperties: messages,
  },
} as const satisfies Readonly<Record<string, JsonSchema>>

export function responsesOf(settings: Settings, operation: Operation): Responses {
  const refusals = Map.groupBy(refusalsOf(settings, operation), code => statusOf(settings, operation, code))
  const isPage = operation.endpoint.showProblem !== undefined && operation.verb !== 'OPTIONS'
  const refused = [...refusals].map(
    ([status, codes]) => [String(status), describeRefusals(status, codes, isPage)] as const,
  )
  return { ...successOf(settings, operation), ...Object.fromEntries(refused) }
}

function successOf(settings: Settings, { verb, method }: Operation): Responses {
  if (method === undefined) return verb === 'OPTIONS' ? { '200': describeOptions } : {}
  if (method.output === undefined) return { default: { description: undocumented, headers: traceHeader } }
  const { status = 200, body, type = 'application/json', namesUser, serializer, redirects } = method.output
  const isEmpty = status === 204 || (status >= 300 && status < 400) || verb === 'HEAD'
  const isReplaced = serializer !== undefined && settings[serializer] !== undefined
  // A serializer of the settings answers what it likes.
  const schema = body === undefined ? {} : { schema: isReplaced ? { type: 'object' } : outputSchema(body) }
  const content = isEmpty ? {} : { content: { [type]: schema } }
  const headers = namesUser === true ? { ...traceHeader, ...userHeader } : traceHeader
  const sentOn =
    redirects === undefined ? {} : { [String(redirects)]: { description: 'Sent on.', headers: traceHeader } }
  return { [String(status)]: { description: 'Done.', headers, ...content }, ...sentOn }
}

const traceHeader = { 'Latchkey-Trace': { $ref: '#/components/headers/Latchkey-Trace' } }

const userHeader = {
  'Latchkey-User': { description: 'The id of the user whose cookies these are.', schema: { type: 'string' } },
}

const undocumented = 'Whatever this endpoint of the application answers.'

const describeOptions = {
  description: 'What the endpoint is, and which fields it takes.',
  headers: traceHeader,
  content: { 'application/json': { schema: { type: 'object' } } },
}

/** Without a scheme to come back with, a 401 is a 403, as in DRF. */
function statusOf(settings: Settings, { endpoint }: Operation, code: ProblemCode): number {
  const { status, isChallenge } = problem(code)
  const scheme = challengeOf(authenticatorsOf(endpoint.authentication, settings), settings)
  return isChallenge && scheme === undefined ? 403 : status
}

function describeRefusals(status: number, codes: readonly ProblemCode[], isPage: boolean): JsonSchema {
  const shapes = [...new Set(codes.flatMap(shapesOf))].map(name => ({ $ref: `#/components/schemas/${name}` }))
  return {
    description: codes.map(code => `\`${code}\`: ${problem(code).message}`).join('\n\n'),
    headers: {
      ...traceHeader,
      'Latchkey-Code': { $ref: '#/components/headers/Latchkey-Code' },
      ...(status === 401 ? { 'WWW-Authenticate': { schema: textMember } } : {}),
      ...(status === 429 || status === 503 ? { 'Retry-After': { schema: { type: 'integer' } } } : {}),
      ...(codes.includes('signed_in_as_another') ? userHeader : {}),
      ...(status === 405 ? { Allow: { schema: textMember } } : {}),
    },
    content: isPage
      ? { 'text/html': {} }
      : { 'application/json': { schema: shapes.length === 1 ? shapes[0] : { anyOf: shapes } } },
    'x-latchkey-codes': codes,
  }
}

/** SimpleJWT leaves the code out of one of its two answers about a changed password. */
function shapesOf(code: ProblemCode): readonly (keyof typeof refusalSchemas)[] {
  if (code === 'invalid') return ['FieldErrors']
  if (code === 'password_changed') return ['DetailWithCode', 'Detail']
  const { body } = problem(code)
  if ('error_description' in body) return ['OAuthError']
  if ('error' in body) return ['Error']
  if ('providers' in body) return ['RecentLogin']
  if (code === 'mfa_required' || code === 'mfa_enrolment_required') return ['SecondFactorNeeded']
  if (code === 'reauthentication_required') return ['ReauthenticationNeeded']
  return 'code' in body ? ['DetailWithCode'] : ['Detail']
}
