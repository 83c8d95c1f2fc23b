/**
 * What is used of `node:http`. An import would ask it for all its members, WebSocket among them, for which Node loads a second
 * HTTP client: 15 ms of a start, and 3 MB.
 */
const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http')

export { createServer, STATUS_CODES }
