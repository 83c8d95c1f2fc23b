/** Where a request came from and who acts, as stored with a session and in the audit table. */
export interface Origin {
  /** The client's address; empty where there was no request, as on the command line. */
  readonly address: string
  readonly userAgent: string
  /** Absent where there was no request, as on the command line. */
  readonly traceId?: string | undefined
  /** What a browser keeps that was trusted to skip the second factor. Never stored. */
  readonly trustedDevice?: string | undefined
  /** Who acts on the account of another user, for the audit table: a user's id as text, or `cli:<user of the machine>`. */
  readonly actor?: string | undefined
}
