/** The parsed body of a request, before any field is validated. */
export interface ParsedBody {
  readonly data: unknown
  /** In a form, an absent checkbox is `false`, and a blank text may mean null. */
  readonly isForm: boolean
}
