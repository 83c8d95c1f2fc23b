/** The known name that was most likely meant, or `undefined` when none is close. */
export function nearestName(written: string, known: readonly string[]): string | undefined {
  const plain = fold(written)
  let best: { readonly name: string; readonly distance: number } | undefined
  for (const name of known) {
    const distance = editDistance(plain, fold(name))
    if (best === undefined || distance < best.distance) best = { name, distance }
  }
  return best !== undefined && best.distance <= Math.max(1, plain.length / 4) ? best.name : undefined
}

/** Differences in case, underscores and blanks are the most common mistakes, so they do not count. */
function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[_\s-]/g, '')
}

/** Levenshtein's distance, where two letters that changed places count once; one row of the matrix at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  let above = row
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = isSwapped ? (above[j - 2] ?? 0) + 1 : replaced
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    above = row
    row = next
  }
  return row[b.length] ?? 0
}
