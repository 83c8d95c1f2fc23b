/** Keeps the verified token with the request that a guard admitted. */
import { createAttached } from '../../kernel/attached.ts'

export interface AdmittedTokens<Token> {
  remember(request: object, token: Token): void
  /** Throws for a request that the guard has not seen: a forgotten guard must not look like an anonymous request. */
  tokenOf(request: object): Token
}

export function createAdmittedTokens<Token>(): AdmittedTokens<Token> {
  const tokens = createAttached<Token>('latchkey token')
  return {
    remember: tokens.set,
    tokenOf(request) {
      if (!tokens.has(request)) {
        throw new TypeError('this guard has not admitted the request: protect its route with the guard that is asked')
      }
      return tokens.get(request) as Token
    },
  }
}
