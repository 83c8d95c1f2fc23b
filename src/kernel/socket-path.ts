/** `HOST` names an address, or the path of a Unix socket: `/run/latchkey/latchkey.sock`, or the same after `unix:`. */

/** Every system keeps at least this much of a path (`sun_path`); a longer one would be cut. */
const longest = 100

/** The path of the socket, or `undefined` for an address. */
export function socketPathOf(host: string): string | undefined {
  const path = host.replace(/^unix:/, '')
  return path.startsWith('/') ? path : undefined
}

/** Whether the server can listen there, as far as the text tells. */
export function isListenable(host: string): boolean {
  const path = socketPathOf(host)
  if (path === undefined) return /^(?!unix:)[^\s/]+$/.test(host)
  return Buffer.byteLength(path) <= longest && !path.endsWith('/') && !/[\s\p{Cc}]/u.test(path)
}
