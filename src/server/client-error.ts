/** Responds to bytes that Node cannot parse as a request, with the same headers as every other response. */
import type { Socket } from 'node:net'
import type { Dispatch } from '../http/dispatch.ts'
import { formatAnswer } from '../http/response/format-answer.ts'
import { respondProblem } from '../http/response/respond.ts'
import { type ProblemCode, problem } from '../problems.ts'
import { answerUnknownMethod } from './unknown-method.ts'

/** What Node passes. */
export type ClientError = Error & { readonly code?: string; readonly rawPacket?: Buffer }

const codes: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

/** Writes the response to the raw socket and closes it. */
export async function answerClientError(dispatch: Dispatch, error: ClientError, socket: Socket): Promise<void> {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const isUnknownMethod = error.code === 'HPE_INVALID_METHOD' && error.rawPacket !== undefined
  if (isUnknownMethod && (await answerUnknownMethod(dispatch, error.rawPacket ?? Buffer.of(), socket))) return
  const refusal = problem(codes[error.code ?? ''] ?? 'parse_error', { reason: error.code ?? 'client_error' })
  socket.end(formatAnswer(respondProblem(refusal, { allow: [], scheme: undefined })))
}
