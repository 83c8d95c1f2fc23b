/**
 * Services that ask about tokens: each with a name and a secret, as `client_id` and `client_secret` (RFC 6749 section 2.3.1).
 * No user is behind them. Two secrets of one name are both good, so that one can be exchanged while the service runs.
 */
import { decodeUtf8 } from '../../kernel/decode.ts'
import { isKnownSecret } from '../../kernel/known-secret.ts'
import type { Secret } from '../../kernel/secret.ts'

/** By the name of the service, all its secrets. */
export type ServiceClients = Readonly<Record<string, readonly Secret[]>>

export interface ShownCredentials {
  readonly id: string
  readonly secret: string
}

/** Whether the secret is one of that service. */
export function isServiceClient(clients: ServiceClients, { id, secret }: ShownCredentials): boolean {
  const own = Object.hasOwn(clients, id) ? (clients[id] ?? []) : []
  return isKnownSecret(
    secret,
    own.map(each => each.reveal()),
  )
}

/**
 * Those of an `Authorization: Basic` header: both halves are encoded as form values before they are joined (RFC 6749
 * section 2.3.1), so a plus is a blank. `undefined`: not of this form.
 */
export function readBasic(header: string): ShownCredentials | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1]
  const text = encoded === undefined ? undefined : decodeUtf8(Buffer.from(encoded, 'base64'))
  const at = text?.indexOf(':') ?? -1
  if (text === undefined || at < 1) return undefined
  const [id, secret] = [decodeForm(text.slice(0, at)), decodeForm(text.slice(at + 1))]
  return id === undefined || secret === undefined ? undefined : { id, secret }
}

function decodeForm(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
