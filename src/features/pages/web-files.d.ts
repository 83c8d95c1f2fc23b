/** The type of `#web`: the files that browsers load, as the build writes them (`scripts/web/bundle.ts`). */

export interface WebFile {
  /** The media type, with its charset. */
  readonly type: string
  readonly text: string
}

export interface WebFiles {
  /** The names of the files that a page begins with. */
  readonly entries: Readonly<Record<string, string>>
  /** By their names, which hold a digest of the content. */
  readonly files: Readonly<Record<string, WebFile>>
}

export const entries: WebFiles['entries']
export const files: WebFiles['files']
