/** Claims are nearly always flat: `for in` allocates nothing for them. */
export function freezeDeep(value: object): void {
  for (const name in value) {
    const member = (value as Readonly<Record<string, unknown>>)[name]
    if (typeof member === 'object' && member !== null) freezeDeep(member)
  }
  Object.freeze(value)
}
