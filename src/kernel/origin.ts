/** Where a request came from, as it is kept with a session and in the audit table. */
export interface Origin {
  /** The client's address; empty where there was no request, as on the command line. */
  readonly address: string
  readonly userAgent: string
  /** Of the request; absent where none was made, as on the command line. */
  readonly traceId?: string | undefined
}
