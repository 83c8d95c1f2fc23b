/** Sends an answer by a reply of Fastify. Its types are written out, so that `latchkey/websocket` compiles without Fastify. */
import type { Outgoing } from '../http/request/message.ts'
import { sendableBody } from './sendable-body.ts'

/** What is asked of Fastify's reply. */
export interface FastifyLikeReply {
  code(status: number): unknown
  header(name: string, value: string): unknown
  send(body: unknown): unknown
}

/** Headers are pairs because `Set-Cookie` can occur twice. A buffer keeps the content type without a charset. */
export function send<Reply extends FastifyLikeReply>(reply: Reply, outgoing: Outgoing): Reply {
  reply.code(outgoing.status)
  for (const [name, value] of outgoing.headers) reply.header(name, value) // keeps several Set-Cookie
  reply.send(sendableBody(outgoing))
  return reply
}
