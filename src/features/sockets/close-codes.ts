/**
 * Why a WebSocket closes, as the code that its client sees (RFC 6455 section 7.4; applications may use 4000 to 4999).
 * Clients act on the code alone: `expired` means refresh and reconnect, `revoked` means that the session has ended.
 */
export const socketCloseCodes = {
  expired: { code: 4001, text: 'The token has expired' },
  refused: { code: 4002, text: 'Not authenticated' },
  revoked: { code: 4003, text: 'The token was revoked' },
  forbidden: { code: 4004, text: 'Not allowed' },
  slow: { code: 4008, text: 'No first message in time' },
  oversized: { code: 1009, text: 'The first message is too large' },
  unavailable: { code: 1013, text: 'Try again later' },
} as const

/** Why an open socket is closed: see `socketCloseCodes`. */
export type SocketCloseReason = keyof typeof socketCloseCodes
