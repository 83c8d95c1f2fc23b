/** Where a request came from, as stored with a session and in the audit table. */
export interface Origin {
  /** The client's address; empty where there was no request, as on the command line. */
  readonly address: string
  readonly userAgent: string
  /** Absent where there was no request, as on the command line. */
  readonly traceId?: string | undefined
}
