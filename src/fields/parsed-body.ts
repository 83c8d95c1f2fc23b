/** What a request body says, before any field is validated. */
export interface ParsedBody {
  readonly data: unknown
  /** Came from a form: an absent checkbox is `false` there, and a blank text may mean "nothing". */
  readonly isForm: boolean
}
