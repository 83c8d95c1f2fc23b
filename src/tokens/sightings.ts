/**
 * Whether a verified token was seen before: only then is it worth remembering. A Bloom filter with one bit for a token,
 * emptied now and then, so that its memory is fixed. It may err in both directions, which costs a verification or an
 * entry of the cache. Nothing else is decided by it: what an attacker could do is to have tokens cached or not cached.
 */

/** Half of this many bits for each token between two times of emptying: one in a hundred is taken for known. */
const bitsPerEntry = 64
const sightingsPerEntry = 2
/** 16 MB, and what the operators of a number can mask. */
const maximumBits = 2 ** 27

/** `isKnown` says whether the token was seen before, and notes that it was seen now. */
export function createSightings(entries: number): (text: string) => boolean {
  const bits = Math.min(maximumBits, 2 ** Math.ceil(Math.log2(Math.max(8, entries * bitsPerEntry))))
  const capacity = (bits / bitsPerEntry) * sightingsPerEntry
  const seen = new Uint8Array(bits / 8)
  let count = 0
  return text => {
    const at = hashOf(text) & (bits - 1)
    const [index, bit] = [at >> 3, 1 << (at & 7)]
    if (((seen[index] ?? 0) & bit) !== 0) return true
    count += 1
    if (count > capacity) {
      seen.fill(0)
      count = 1
    }
    seen[index] = (seen[index] ?? 0) | bit
    return false
  }
}

/** The end of a signature is as good as random. Its last character is left out: it may carry two bits only. */
function hashOf(text: string): number {
  let hash = 0
  for (let at = text.length - 7; at < text.length - 1; at += 1) hash = Math.imul(hash, 67) + text.charCodeAt(at)
  return hash ^ (hash >>> 15)
}
