/**
 * What a delivery is signed with, for the sender and for receivers: HMAC-SHA256 over the id, the time of the attempt and the
 * body as it was sent (Standard Webhooks, "Signature scheme"). On WebCrypto, so that it runs on every platform.
 */

export interface SignedMessage {
  /** `webhook-id` */
  readonly id: string
  /** `webhook-timestamp`: seconds since 1970. */
  readonly timestamp: number
  /** As it was sent, byte for byte. */
  readonly body: string | Uint8Array
}

const version = 'v1'
const hmac = { name: 'HMAC', hash: 'SHA-256' } as const

/** The value of `webhook-signature`: a signature for each secret, apart by blanks. */
export async function signMessage(
  message: SignedMessage,
  secrets: readonly Uint8Array<ArrayBuffer>[],
): Promise<string> {
  const content = contentOf(message)
  const signed = secrets.map(async secret => {
    const signature = await crypto.subtle.sign(hmac, await importKey(secret, 'sign'), content)
    return `${version},${btoa(String.fromCharCode(...new Uint8Array(signature)))}`
  })
  return (await Promise.all(signed)).join(' ')
}

/** More are none of ours: each costs the receiver an HMAC. */
const mostSignatures = 16

/**
 * Whether one of the signatures is by one of the secrets. WebCrypto compares in constant time, and all pairs are compared.
 * Signatures of other versions are left out.
 */
export async function isSigned(
  message: SignedMessage,
  header: string,
  secrets: readonly Uint8Array<ArrayBuffer>[],
): Promise<boolean> {
  const signatures = readSignatures(header)
  const content = contentOf(message)
  const checks = secrets.flatMap(secret =>
    signatures.map(async signature =>
      crypto.subtle.verify(hmac, await importKey(secret, 'verify'), signature, content),
    ),
  )
  return (await Promise.all(checks)).includes(true)
}

function readSignatures(header: string): readonly Uint8Array<ArrayBuffer>[] {
  return header
    .split(' ')
    .filter(each => each.startsWith(`${version},`))
    .slice(0, mostSignatures)
    .flatMap(each => readSignature(each.slice(version.length + 1)))
}

/** 32 bytes are 44 characters. */
function readSignature(text: string): readonly Uint8Array<ArrayBuffer>[] {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) return []
  return [Uint8Array.from(atob(text), character => character.charCodeAt(0))]
}

async function importKey(secret: Uint8Array<ArrayBuffer>, use: 'sign' | 'verify') {
  return await crypto.subtle.importKey('raw', secret, hmac, false, [use])
}

function contentOf({ id, timestamp, body }: SignedMessage): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder()
  const [head, tail] = [encoder.encode(`${id}.${timestamp}.`), typeof body === 'string' ? encoder.encode(body) : body]
  const content = new Uint8Array(head.length + tail.length)
  content.set(head)
  content.set(tail, head.length)
  return content
}
