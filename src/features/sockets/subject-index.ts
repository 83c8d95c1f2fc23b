/** Items by the subjects that concern them, so that one revocation finds its sockets among thousands. */
export interface SubjectIndex<Item> {
  /** These subjects concern the item from now on, and no others. */
  set(item: Item, subjects: readonly string[]): void
  delete(item: Item): void
  /** The items that a subject concerns. */
  of(subject: string): readonly Item[]
  all(): readonly Item[]
  readonly size: number
}

export function createSubjectIndex<Item>(): SubjectIndex<Item> {
  const subjectsOf = new Map<Item, readonly string[]>()
  const itemsOf = new Map<string, Set<Item>>()

  const remove = (item: Item) => {
    for (const subject of subjectsOf.get(item) ?? []) {
      const items = itemsOf.get(subject)
      items?.delete(item)
      if (items?.size === 0) itemsOf.delete(subject)
    }
    subjectsOf.delete(item)
  }

  return {
    set(item, subjects) {
      remove(item)
      subjectsOf.set(item, subjects)
      for (const subject of subjects) itemsOf.set(subject, (itemsOf.get(subject) ?? new Set()).add(item))
    },
    delete: remove,
    of: subject => [...(itemsOf.get(subject) ?? [])],
    all: () => [...subjectsOf.keys()],
    get size() {
      return subjectsOf.size
    },
  }
}
