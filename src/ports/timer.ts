/** Runs callbacks later. Passed in, so that tests need not wait. */
export interface Timer {
  /** Runs the callback once; the returned function cancels it. Does not keep the process alive. */
  after(milliseconds: number, run: () => void): () => void
}
