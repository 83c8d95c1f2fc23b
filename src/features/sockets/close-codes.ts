/**
 * Why a WebSocket ends, as the number that its client sees (RFC 6455 section 7.4; 4000 to 4999 are free to use). A
 * client acts on the number alone: `expired` means refresh and come back, `revoked` means that somebody signed out.
 */
export const socketEnds = {
  expired: { code: 4001, says: 'The token has expired' },
  refused: { code: 4002, says: 'Not authenticated' },
  revoked: { code: 4003, says: 'The token was revoked' },
  forbidden: { code: 4004, says: 'Not allowed' },
  slow: { code: 4008, says: 'No first message in time' },
  oversized: { code: 1009, says: 'The first message is too large' },
  unavailable: { code: 1013, says: 'Try again later' },
} as const

export type SocketEnd = keyof typeof socketEnds
