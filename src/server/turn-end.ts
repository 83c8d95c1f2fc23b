/** The end of a turn of the event loop: what was read in the turn has been handled by then, as far as it needs no waiting. */

/** All that wait in one turn go on together, in the order in which they came. */
export function createTurnEnd(): () => Promise<void> {
  let end: Promise<void> | undefined
  return () => {
    end ??= new Promise(resolve => {
      setImmediate(() => {
        end = undefined
        resolve()
      })
    })
    return end
  }
}
