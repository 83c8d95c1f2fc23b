/** What the `data` of events holds, member by member. Names are as on the wire: snake case. */
export interface WebhookData {
  /** Of the account that it happened to. Null where the event is about no account. */
  readonly user_id: number | string | null
  /** Null: all sessions of the user. */
  readonly session_id: string | null
  /** A code such as `logout`, `password_change`, `ended_by_operator`. New ones may come. Null where there is none. */
  readonly reason: string | null
  /** By which factors the login was: `password`, `totp`, `passkey`, the name of a provider. */
  readonly methods: readonly string[]
  /** The names of the fields that changed, without their values. */
  readonly changed: readonly string[]
  readonly factor_id: string | null
  /** `totp` or `passkey`. */
  readonly factor_kind: string | null
  readonly device_id: string | null
  /** The name of the provider in the settings. */
  readonly provider: string | null
  readonly api_key_id: string | null
  readonly group_id: number | null
  readonly organization_id: string | null
  readonly invitation_id: string | null
  /** The `kid` of a key that signs tokens. */
  readonly key_id: string | null
}

/** What every event has in its `data`. */
export interface WebhookSource {
  /**
   * Who acted, where it was not the owner of the account: the id of an operator as text; `cli` for the command line,
   * `configuration` for the settings at a start, `django` for what came over from a Django project. Else null.
   */
  readonly actor: string | null
  /** The trace id of the request, as in its `Latchkey-Trace` header. Null where there was none. */
  readonly trace_id: string | null
}
