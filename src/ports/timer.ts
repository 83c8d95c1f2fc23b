/** What happens later. Handed in, so that tests need not wait for it. */
export interface Timer {
  /** Runs once, after so many milliseconds; what it gives calls that off. Keeps no process alive. */
  after(milliseconds: number, run: () => void): () => void
}
