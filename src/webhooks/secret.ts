/** Secrets of webhooks: `whsec_` and base64 of 24 to 64 bytes (Standard Webhooks, "Signature scheme"). */

export const secretPrefix = 'whsec_'
const fewestBytes = 24
const mostBytes = 64

/** The bytes of a secret, or what is wrong with it; no message holds a part of it. The prefix may be missing. */
export function readWebhookSecret(text: string): Uint8Array<ArrayBuffer> | string {
  const encoded = text.startsWith(secretPrefix) ? text.slice(secretPrefix.length) : text
  const bytes = readBase64(encoded)
  if (bytes === undefined) return `is not ${secretPrefix} and base64`
  if (bytes.length < fewestBytes) return `has fewer than ${fewestBytes} bytes`
  return bytes.length > mostBytes ? `has more than ${mostBytes} bytes` : bytes
}

/** The form of RFC 4648 section 4, with padding or without. `atob` alone would take white space. */
function readBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
  try {
    const binary = atob(text)
    return Uint8Array.from(binary, character => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
