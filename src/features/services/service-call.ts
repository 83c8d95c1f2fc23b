/** A request of a service: who it is, and the token that it sends. Errors are those of OAuth (RFC 6749 section 5.2). */
import type { ParsedBody } from '../../fields/parsed-body.ts'
import { readMember } from '../../fields/read-member.ts'
import type { Call } from '../../http/endpoints/endpoint.ts'
import { type AuthError, problem } from '../../problems.ts'
import type { Settings } from '../../settings/settings.ts'
import { isServiceClient, readBasic, type ShownCredentials } from './service-clients.ts'

export interface ServiceCall {
  readonly token: string
  readonly hint: string | undefined
}

/** Throws `invalid_client`; then `invalid_request` without a token. */
export async function readServiceCall(
  { serviceClients }: Pick<Settings, 'serviceClients'>,
  call: Call,
): Promise<ServiceCall> {
  const body = await call.body()
  const shown = credentialsOf(call.incoming.header('authorization'), body)
  if (!isServiceClient(serviceClients, shown)) throw unknownClient('wrong_secret')
  const token = textOf(body, 'token')
  if (token === undefined) throw problem('invalid_request', { reason: 'no_token' })
  return { token, hint: textOf(body, 'token_type_hint') }
}

/** In the header or in the body, and not in both (RFC 6749 section 2.3). */
function credentialsOf(header: string | undefined, body: ParsedBody): ShownCredentials {
  const secret = textOf(body, 'client_secret')
  if (header === undefined) {
    const id = textOf(body, 'client_id')
    if (id === undefined || secret === undefined) throw unknownClient('no_credentials')
    return { id, secret }
  }
  if (secret !== undefined) throw problem('invalid_request', { reason: 'credentials_twice' })
  return readBasic(header) ?? unknownClientBy('malformed_header')
}

function textOf(body: ParsedBody, name: string): string | undefined {
  const member = readMember(body, name)
  return member.kind === 'text' ? member.text : undefined
}

function unknownClientBy(reason: string): never {
  throw unknownClient(reason)
}

function unknownClient(reason: string): AuthError {
  return problem('invalid_client', { reason, headers: { 'WWW-Authenticate': 'Basic realm="api", charset="UTF-8"' } })
}
