/** One fact that an operator may want to know. No token text, no password, no raw user text in `data`. */
export interface AuthEvent {
  /** `noun.past`: `login.succeeded`, `refresh.reused`, `session.ended`. */
  readonly name: string
  readonly userId?: number | string | undefined
  readonly sid?: string | undefined
  /** Which of the inner reasons it was, such as `gone`, `reused`, `wrong_password`. */
  readonly reason?: string | undefined
  readonly data?: Readonly<Record<string, unknown>> | undefined
}

/** Where events go. Must not throw and must not block: a refused listener never fails a login. */
export interface Events {
  emit(event: AuthEvent): void
}
