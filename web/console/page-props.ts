/** What every page is drawn with. */

export interface PageProps {
  /** What follows the page's own segment. */
  readonly segments: readonly string[]
}
