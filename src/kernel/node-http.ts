/**
 * What is used of `node:http`. An import would ask it for all its members, WebSocket among them, for which Node loads a second
 * HTTP client: 5 MB of a server that waits, and some of its start.
 */
const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http')

export { createServer, STATUS_CODES }
