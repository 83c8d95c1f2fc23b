/** The known name that somebody most likely meant, or `undefined` when nothing is near. */
export function nearestName(written: string, known: readonly string[]): string | undefined {
  const plain = fold(written)
  let best: { readonly name: string; readonly distance: number } | undefined
  for (const name of known) {
    const distance = editDistance(plain, fold(name))
    if (best === undefined || distance < best.distance) best = { name, distance }
  }
  return best !== undefined && best.distance <= Math.max(1, plain.length / 4) ? best.name : undefined
}

/** Case, underscores and blanks are the usual slips, so they cost nothing. */
function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[_\s-]/g, '')
}

/** Levenshtein's distance, one row of the matrix at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
