/**
 * README.md as a package registry has to show it: links into the repository are absolute there, because beside the
 * tarball there is nothing that they could be relative to.
 */

/** `homepage`: the repository's address, from package.json. Addresses, anchors and code stay as they are. */
export function packedReadme(text: string, homepage: string): string {
  return text
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part, index) => (index % 2 === 1 ? part : absoluteLinks(part, `${homepage}/blob/main/`)))
    .join('')
}

/** The target of `[text](target)`, and of `[name]: target` on a line of its own. */
const relativeTarget = /(\]\(|^\[[^\]]+\]:\s+)(?![a-z][a-z0-9+.-]*:|#|\/\/)(?:\.?\/)?([^)\s]+)/gim

function absoluteLinks(prose: string, base: string): string {
  return prose.replaceAll(relativeTarget, (_, before: string, target: string) => `${before}${base}${target}`)
}
