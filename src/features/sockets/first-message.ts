/** The first message of a client that can set no header: it holds the token. Does NOT verify it. */

/** The token of `{"type":"authenticate","token":"..."}`; `undefined` for every other message. */
export function readFirstMessage(text: string): string | undefined {
  const message = parse(text)
  if (typeof message !== 'object' || message === null || !('type' in message) || !('token' in message)) return undefined
  const { type, token } = message
  return type === 'authenticate' && typeof token === 'string' && token !== '' ? token : undefined
}

/** Sent when the token was valid: the application receives what the client sends from here on. */
export const firstMessageAnswer = JSON.stringify({ type: 'authenticated' })

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
