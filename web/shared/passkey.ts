/**
 * The ceremonies of WebAuthn with what the server says and wants as JSON. Buffers are copied by hand: `toJSON()` and
 * `getPublicKey()` throw in the objects of some password managers, and older browsers have no `parse...FromJSON`.
 */

interface Descriptor {
  readonly type: 'public-key'
  readonly id: string
  readonly transports?: readonly string[]
}

export type CreationOptions = Omit<PublicKeyCredentialCreationOptions, 'challenge' | 'user' | 'excludeCredentials'> & {
  readonly challenge: string
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string }
  readonly excludeCredentials: readonly Descriptor[]
}

export type RequestOptions = Omit<PublicKeyCredentialRequestOptions, 'challenge' | 'allowCredentials'> & {
  readonly challenge: string
  readonly allowCredentials: readonly Descriptor[]
}

export type CredentialJSON = Readonly<Record<string, unknown>>

/** Whether this browser has passkeys, and this page may use those of the domain (section 5.1.3, step 8). */
export function canUsePasskeys(rpId: string): boolean {
  const { hostname } = location
  const isOwn = hostname === rpId || hostname.endsWith(`.${rpId}`)
  return isSecureContext && typeof globalThis.PublicKeyCredential === 'function' && isOwn
}

/** Throws what the browser throws: `NotAllowedError` where the person thought better of it, too. */
export async function createPasskey(options: CreationOptions): Promise<CredentialJSON> {
  const { challenge, user, excludeCredentials: existing } = options
  const publicKey = {
    ...options,
    challenge: bytesOf(challenge),
    user: { ...user, id: bytesOf(user.id) },
    excludeCredentials: existing.map(described),
  }
  const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential
  const response = credential.response as AuthenticatorAttestationResponse
  return {
    ...named(credential),
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      attestationObject: textOf(response.attestationObject),
      transports: transportsOf(response),
    },
  }
}

/** `conditional`: among the suggestions of a field, without a question. */
export async function showPasskey(
  options: RequestOptions,
  conditional?: { readonly signal: AbortSignal },
): Promise<CredentialJSON> {
  const { challenge, allowCredentials: allowed } = options
  const publicKey = { ...options, challenge: bytesOf(challenge), allowCredentials: allowed.map(described) }
  const how = conditional === undefined ? {} : { mediation: 'conditional' as const, signal: conditional.signal }
  const credential = (await navigator.credentials.get({ publicKey, ...how })) as PublicKeyCredential
  const { clientDataJSON, authenticatorData, signature, userHandle } =
    credential.response as AuthenticatorAssertionResponse
  return {
    ...named(credential),
    response: {
      clientDataJSON: textOf(clientDataJSON),
      authenticatorData: textOf(authenticatorData),
      signature: textOf(signature),
      ...(userHandle === null ? {} : { userHandle: textOf(userHandle) }),
    },
  }
}

function named({ rawId, type }: PublicKeyCredential) {
  const id = textOf(rawId)
  return { id, rawId: id, type }
}

function described({ type, id, transports = [] }: Descriptor): PublicKeyCredentialDescriptor {
  return { type, id: bytesOf(id), transports: [...transports] as AuthenticatorTransport[] }
}

/** Not every password manager has it. */
function transportsOf(response: AuthenticatorAttestationResponse): readonly string[] {
  return typeof response.getTransports === 'function' ? response.getTransports() : []
}

function textOf(buffer: ArrayBuffer): string {
  const text = String.fromCharCode(...new Uint8Array(buffer))
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0))
}
