/**
 * The ceremonies of WebAuthn, with what the server says and wants as JSON. Buffers are copied by hand: `toJSON()` and
 * `getPublicKey()` throw in the objects of some password managers, and older browsers have no `parse...FromJSON`.
 */

/** What a browser makes or shows, as JSON: `client.verifyFactor({ credential })`. */
export type CredentialJson = Readonly<Record<string, unknown>>

/** What the server says for a ceremony, as JSON. */
export type PasskeyOptions = Readonly<Record<string, unknown>> & { readonly challenge: string }

/** `signal`: an AbortSignal. */
export interface PasskeyPrompt {
  /** Among the suggestions of a field with `autocomplete="username webauthn"`, without a question. */
  readonly conditional?: boolean
  readonly signal?: unknown
}

/** What we touch of a credential, whatever the project's types know of browsers. */
interface Credential {
  readonly rawId: ArrayBuffer
  readonly type: string
  readonly response: {
    readonly clientDataJSON: ArrayBuffer
    readonly attestationObject: ArrayBuffer
    readonly authenticatorData: ArrayBuffer
    readonly signature: ArrayBuffer
    readonly userHandle: ArrayBuffer | null
    /** Not every password manager has it. */
    readonly getTransports?: () => readonly string[]
  }
}

interface Descriptor {
  readonly id: string
}

/**
 * Shows a passkey that the browser has. Throws what the browser throws: `NotAllowedError` also where the user thought
 * better of it.
 */
export async function showPasskey(
  options: PasskeyOptions,
  { conditional = false, signal }: PasskeyPrompt = {},
): Promise<CredentialJson> {
  const publicKey = {
    ...options,
    challenge: bytesOf(options.challenge),
    allowCredentials: described(options.allowCredentials),
  }
  const credential = (await credentials().get({
    publicKey,
    ...(signal === undefined ? {} : { signal }),
    ...(conditional ? { mediation: 'conditional' } : {}),
  })) as Credential
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response
  return jsonOf(credential, {
    clientDataJSON: textOf(clientDataJSON),
    authenticatorData: textOf(authenticatorData),
    signature: textOf(signature),
    ...(userHandle === null ? {} : { userHandle: textOf(userHandle) }),
  })
}

/** Makes a passkey, from the answer of `POST /api/auth/mfa/passkeys/options/`. Throws what the browser throws. */
export async function createPasskey(options: PasskeyOptions): Promise<CredentialJson> {
  const user = options.user as Descriptor
  const credential = (await credentials().create({
    publicKey: {
      ...options,
      challenge: bytesOf(options.challenge),
      user: { ...user, id: bytesOf(user.id) },
      excludeCredentials: described(options.excludeCredentials),
    },
  })) as Credential
  const { clientDataJSON, attestationObject } = credential.response
  return jsonOf(credential, {
    clientDataJSON: textOf(clientDataJSON),
    attestationObject: textOf(attestationObject),
    transports: credential.response.getTransports?.() ?? [],
  })
}

function credentials() {
  type Ceremony = (options: object) => Promise<unknown>
  const { navigator } = globalThis as {
    readonly navigator?: { readonly credentials?: { readonly get: Ceremony; readonly create: Ceremony } }
  }
  if (navigator?.credentials === undefined) throw new TypeError('there are no passkeys outside a secure browser page')
  return navigator.credentials
}

function jsonOf({ rawId, type }: Credential, response: object): CredentialJson {
  const id = textOf(rawId)
  return { id, rawId: id, type, response }
}

function described(list: unknown): readonly object[] {
  return ((list ?? []) as readonly Descriptor[]).map(each => ({ ...each, id: bytesOf(each.id) }))
}

function textOf(buffer: ArrayBuffer): string {
  const text = String.fromCharCode(...new Uint8Array(buffer))
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0))
}
